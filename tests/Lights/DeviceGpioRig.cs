using System.Device.Gpio;
using Traceability.Edge.Lights;
using Traceability.Plant;

namespace Traceability.Tests.Lights;

/// <summary>System.Device.Gpio joins the suite with a driver of its own kind behind its controller.</summary>
internal abstract partial class TowerRig
{
    static partial void AddDeviceGpio(Dictionary<string, Func<TestTime, TowerRig>> rigs) =>
        rigs["gpio-device"] = _ => new DeviceGpioRig(new Tower("t", "gpio-device", "/dev/gpiochip3") { Lamps = s_lamps, ActiveLow = new HashSet<Lamp> { Lamp.Red } });

    private sealed class DeviceGpioRig(Tower tower) : TowerRig(tower)
    {
        private readonly Chip _chip = new() { IsGone = true };

        public override ILampDriver Driver => new DeviceGpioTower(Tower, Tower.Device!, _ => new GpioController(_chip.Opened()));
        public override IReadOnlySet<Lamp> Lit => Tower.Lamps.Where(l => _chip.Levels[l.Value] != Tower.ActiveLow.Contains(l.Key)).Select(l => l.Key).ToHashSet();
        public override int Writes => _chip.Sets;
        public override void Plug() => _chip.IsGone = false;
        public override void Unplug() => _chip.IsGone = true;
        public override void Stick(Lamp? lamp) => _chip.Stuck = lamp is { } l ? Tower.Lamps[l] : null;
        public override bool Mute(bool mute) => false;
    }

    // Lines become inputs when they are closed, and resistors pull them down.
    private sealed class Chip : GpioDriver
    {
        private readonly Dictionary<int, PinMode> _modes = [];

        public bool IsGone { get; set; }
        public int? Stuck { get; set; }
        public int Sets { get; private set; }
        public bool[] Levels { get; } = new bool[54];
        protected override int PinCount => Levels.Length;

        public Chip Opened()
        {
            Require();
            return this;
        }

        protected override void OpenPin(int pinNumber) => _modes[pinNumber] = PinMode.Input;

        protected override void ClosePin(int pinNumber)
        {
            _modes.Remove(pinNumber);
            Levels[pinNumber] = false;
        }

        protected override void SetPinMode(int pinNumber, PinMode mode) => _modes[pinNumber] = mode;
        protected override PinMode GetPinMode(int pinNumber) => _modes[pinNumber];
        protected override bool IsPinModeSupported(int pinNumber, PinMode mode) => true;

        protected override PinValue Read(int pinNumber)
        {
            Require();
            return Levels[pinNumber];
        }

        protected override void Write(int pinNumber, PinValue value)
        {
            Require();
            if (Stuck != pinNumber) Levels[pinNumber] = value == PinValue.High;
        }

        protected override void Write(ReadOnlySpan<PinValuePair> pinValuePairs)
        {
            Sets++;
            base.Write(pinValuePairs);
        }

        protected override WaitForEventResult WaitForEvent(int pinNumber, PinEventTypes eventTypes, CancellationToken cancellationToken) => default;

        protected override void AddCallbackForPinValueChangedEvent(int pinNumber, PinEventTypes eventTypes, PinChangeEventHandler callback) => throw new NotSupportedException();

        protected override void RemoveCallbackForPinValueChangedEvent(int pinNumber, PinChangeEventHandler callback) => throw new NotSupportedException();

        private void Require()
        {
            if (IsGone) throw new IOException("the chip has gone");
        }
    }
}

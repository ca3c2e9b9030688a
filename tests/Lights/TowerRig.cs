using Traceability.Edge.Lights;
using Traceability.Edge.Lights.Gpio;
using Traceability.Edge.Lights.Modbus;
using Traceability.Edge.Lights.Patlite;
using Traceability.Edge.Replay;
using Traceability.Plant;

namespace Traceability.Tests.Lights;

/// <summary>What the conformance suite must know of a light's driver: its device, and what a person sees there. A new driver joins by one entry.</summary>
internal abstract partial class TowerRig(Tower tower) : IDisposable
{
    private static readonly Dictionary<Lamp, int> s_lamps = Enum.GetValues<Lamp>().Where(l => l != Lamp.Heartbeat).ToDictionary(l => l, l => (int)l);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("traceability-lights-");

    private static readonly Dictionary<string, Func<TestTime, TowerRig>> s_packaged = Packaged();

    public static readonly IReadOnlyList<string> All = ["gpio", "modbus", "modbus-timed", "patlite-la6", "patlite-lr5", "patlite-nh", .. s_packaged.Keys];

    public static TowerRig Open(string name, TestTime time) => name switch
    {
        _ when s_packaged.TryGetValue(name, out var rig) => rig(time),
        "gpio" => new GpioRig(new Tower("t", "gpio", "pinctrl-test") { Lamps = s_lamps, ActiveLow = new HashSet<Lamp> { Lamp.Red } }),
        "modbus" => new ModbusRig(new Tower("t", "modbus", null) { Lamps = s_lamps, ActiveLow = new HashSet<Lamp> { Lamp.Red } }, time),
        "modbus-beat" => new ModbusRig(new Tower("t", "modbus", null) { Lamps = new Dictionary<Lamp, int>(s_lamps) { [Lamp.Heartbeat] = 6 } }, time),
        "modbus-timed" => new ModbusRig(new Tower("t", "modbus", null) { Lamps = s_lamps, Pulse = ModbusModule.TimedCoils }, time),
        _ => new PatliteRig(new Tower("t", "patlite", null) { Lamps = s_lamps, Model = name["patlite-".Length..] }),
    };

    // Drivers of packages join where these are in the build.
    private static Dictionary<string, Func<TestTime, TowerRig>> Packaged()
    {
        var rigs = new Dictionary<string, Func<TestTime, TowerRig>>(StringComparer.Ordinal);
        AddDeviceGpio(rigs);
        AddExpanders(rigs);
        return rigs;
    }

    static partial void AddDeviceGpio(Dictionary<string, Func<TestTime, TowerRig>> rigs);

    static partial void AddExpanders(Dictionary<string, Func<TestTime, TowerRig>> rigs);

    public Tower Tower { get; } = tower;
    protected string Path => System.IO.Path.Combine(_folder.FullName, "st.t");
    public abstract ILampDriver Driver { get; }

    /// <summary>Which lamps are lit, flashing or not, the buzzer among them.</summary>
    public abstract IReadOnlySet<Lamp> Lit { get; }

    /// <summary>Commands that set lamps, so far.</summary>
    public abstract int Writes { get; }
    public abstract void Plug();
    public abstract void Unplug();
    public abstract void Stick(Lamp? lamp);

    /// <summary>The device takes what is sent and says nothing; false where a device cannot do that.</summary>
    public abstract bool Mute(bool mute);

    public virtual void Dispose()
    {
        _folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    private sealed class GpioRig(Tower tower) : TowerRig(tower)
    {
        private readonly EmulatedGpio _chip = new("/dev/gpiochip3", "pinctrl-test", 54) { IsGone = true };

        public override ILampDriver Driver => new GpioTower(Tower, Tower.Device!, _chip);
        public override IReadOnlySet<Lamp> Lit => Tower.Lamps.Where(l => _chip[l.Value] != Tower.ActiveLow.Contains(l.Key)).Select(l => l.Key).ToHashSet();
        public override int Writes => _chip.Sets.Count;
        public override void Plug() => _chip.IsGone = false;
        public override void Unplug() => _chip.IsGone = true;
        public override void Stick(Lamp? lamp) => _chip.Stuck = lamp is { } l ? Tower.Lamps[l] : null;
        public override bool Mute(bool mute) => false;
    }

    private sealed class ModbusRig(Tower tower, TestTime time) : TowerRig(tower)
    {
        private ModbusModule? _module;
        private int _coils;

        public override ILampDriver Driver => new ModbusTower(Tower, Path);
        public override IReadOnlySet<Lamp> Lit => Tower.Lamps.Where(l => IsOn(l.Value) != Tower.ActiveLow.Contains(l.Key)).Select(l => l.Key).ToHashSet();
        public override int Writes => _module!.Messages.Count(m => m[7] == ModbusMessages.WriteCoilsCode);
        public override void Plug() => _module = new ModbusModule(Path, time);
        public override void Stick(Lamp? lamp) => _module!.Stuck = lamp is { } l ? Tower.Lamps[l] : null;

        private bool IsOn(int coil) => ((_module?.Coils ?? _coils) >> coil & 1) != 0;

        public override void Unplug()
        {
            _coils = _module!.Coils;
            _module.Dispose();
            _module = null;
        }

        public override bool Mute(bool mute)
        {
            _module!.IsMute = mute;
            return true;
        }

        public override void Dispose()
        {
            _module?.Dispose();
            base.Dispose();
        }
    }

    private sealed class PatliteRig(Tower tower) : TowerRig(tower)
    {
        private PatliteUnit? _unit;
        private byte[] _shown = new byte[6];

        public override ILampDriver Driver => new PatliteTower(Tower, Path);
        public override IReadOnlySet<Lamp> Lit => Tower.Lamps.Where(l => (_unit?.Shown ?? _shown)[l.Value] != 0).Select(l => l.Key).ToHashSet();
        public override int Writes => _unit!.Messages.Count(m => m[2] == PnsMessages.RunControl);
        public override void Plug() => _unit = new PatliteUnit(Path, Tower.Model);
        public override void Stick(Lamp? lamp) => _unit!.Stuck = lamp is { } l ? Tower.Lamps[l] : null;

        public override void Unplug()
        {
            _shown = _unit!.Shown;
            _unit.Dispose();
            _unit = null;
        }

        public override bool Mute(bool mute)
        {
            _unit!.IsMute = mute;
            return true;
        }

        public override void Dispose()
        {
            _unit?.Dispose();
            base.Dispose();
        }
    }
}

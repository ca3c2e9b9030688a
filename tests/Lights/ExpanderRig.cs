using System.Device.I2c;
using Traceability.Edge.Lights;
using Traceability.Plant;

namespace Traceability.Tests.Lights;

/// <summary>The I²C expanders of Iot.Device.Bindings join the suite with their chips on an emulated bus.</summary>
internal abstract partial class TowerRig
{
    static partial void AddExpanders(Dictionary<string, Func<TestTime, TowerRig>> rigs)
    {
        foreach (var (driver, unit) in (ReadOnlySpan<(string, int)>)[("mcp23017", 0x21), ("pcf8574", 0x38)])
            rigs[driver] = _ => new ExpanderRig(new Tower("t", driver, "/dev/i2c-1") { Lamps = s_lamps, Unit = unit, ActiveLow = new HashSet<Lamp> { Lamp.Red } });
    }

    private sealed class ExpanderRig(Tower tower) : TowerRig(tower)
    {
        private readonly Expander _chip = new(tower.Driver == "mcp23017") { IsGone = true };

        public override ILampDriver Driver => new ExpanderTower(Tower, Tower.Device!, settings => new Bus(_chip, settings));
        public override IReadOnlySet<Lamp> Lit => Tower.Lamps.Where(l => (_chip.Pins >> l.Value & 1) != 0 != Tower.ActiveLow.Contains(l.Key)).Select(l => l.Key).ToHashSet();
        public override int Writes => _chip.Sets;
        public override void Plug() => _chip.IsGone = false;
        public override void Unplug() => _chip.IsGone = true;
        public override void Stick(Lamp? lamp) => _chip.Stuck = lamp is { } l ? 1 << Tower.Lamps[l] : 0;
        public override bool Mute(bool mute) => false;
    }

    /// <summary>An MCP23017 with its registers, or a PCF8574, which has none.</summary>
    private sealed class Expander(bool hasRegisters)
    {
        private const int Direction = 0x00, Levels = 0x12, Latch = 0x14;
        private readonly byte[] _registers = new byte[0x16];
        private int _register;

        public bool IsGone { get; set; }
        public int Stuck { get; set; }
        public int Sets { get; private set; }
        public int Pins => (hasRegisters ? (_registers[Latch] | _registers[Latch + 1] << 8) & ~(_registers[Direction] | _registers[Direction + 1] << 8) : _registers[0]);

        public void Write(ReadOnlySpan<byte> data)
        {
            Require();
            if (!hasRegisters)
            {
                _registers[0] = (byte)((data[^1] & ~Stuck) | (_registers[0] & Stuck));
                Sets++;
                return;
            }
            _register = data[0];
            // Writing the levels is writing the latch.
            var at = _register is Levels or Levels + 1 ? _register + 2 : _register;
            for (var i = 1; i < data.Length; i++)
            {
                var stuck = at == Latch ? Stuck >> 8 * (i - 1) : 0;
                _registers[at + i - 1] = (byte)((data[i] & ~stuck) | (_registers[at + i - 1] & stuck));
            }
            if (data.Length > 1 && at == Latch) Sets++;
        }

        public void Read(Span<byte> data)
        {
            Require();
            var seen = Pins;
            for (var i = 0; i < data.Length; i++)
                data[i] = !hasRegisters ? (byte)seen : _register + i is Levels or Levels + 1 ? (byte)(seen >> 8 * (_register + i - Levels)) : _registers[_register + i];
        }

        private void Require()
        {
            if (IsGone) throw new IOException("Error 121 performing I2C data transfer.");
        }
    }

    private sealed class Bus(Expander chip, I2cConnectionSettings settings) : I2cDevice
    {
        public override I2cConnectionSettings ConnectionSettings => settings;

        public override void Read(Span<byte> buffer) => chip.Read(buffer);

        public override void Write(ReadOnlySpan<byte> buffer) => chip.Write(buffer);

        public override void WriteRead(ReadOnlySpan<byte> writeBuffer, Span<byte> readBuffer)
        {
            chip.Write(writeBuffer);
            chip.Read(readBuffer);
        }
    }
}

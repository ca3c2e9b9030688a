using System.Device.I2c;
using Iot.Device.Mcp23xxx;
using Iot.Device.Pcx857x;
using Traceability.Edge.Devices;
using Traceability.Plant;

namespace Traceability.Edge.Lights;

/// <summary>
/// Lamps behind an I²C expander, by Iot.Device.Bindings: an MCP23017 with 16 outputs or a PCF8574 with 8. All outputs are one write,
/// and the levels of the pins are read back. Opening resets the chip, so all its outputs are low for a moment.
/// </summary>
public sealed class ExpanderTower(Tower tower, string device, Func<I2cConnectionSettings, I2cDevice> open) : ILampDriver
{
    private const string BusPath = "/dev/i2c-";

    private readonly List<Lamp> _lamps = [.. tower.Lamps.Keys.Order()];

    public string Place { get; } = $"{tower.Driver} at {device}, address 0x{tower.Unit:x2}";

    // The chip has its own supply and knows no host: it holds what it was told last.
    public WithoutHost WithoutHost => WithoutHost.Keeps;
    public bool FlashesItself => false;

    public Task<ILampConnection> OpenAsync(TowerPicture first, CancellationToken stop) => Task.Run<ILampConnection>(() =>
    {
        if (!device.StartsWith(BusPath, StringComparison.Ordinal) || !int.TryParse(device.AsSpan(BusPath.Length), out var bus))
            throw DeviceException.Faulted($"'{device}' is no I²C bus: say {BusPath}1, for example");
        return Asked(() =>
        {
            var connection = new Connection(this, tower.Driver == "mcp23017" ? new Mcp(open(new I2cConnectionSettings(bus, tower.Unit))) : new Pcf(open(new I2cConnectionSettings(bus, tower.Unit))));
            try
            {
                connection.Show(first);
                connection.Start();
                return connection;
            }
            catch
            {
                connection.Dispose();
                throw;
            }
        });
    }, stop);

    private T Asked<T>(Func<T> call)
    {
        try
        {
            return call();
        }
        catch (IOException e)
        {
            throw DeviceException.Missing($"{Place} does not answer: {e.Message}; look at its supply, its address and the bus (i2cdetect)");
        }
        catch (Exception e) when (e is UnauthorizedAccessException or ArgumentException or PlatformNotSupportedException)
        {
            throw DeviceException.Faulted($"{Place}: {e.Message}");
        }
    }

    private int Outputs(TowerPicture picture)
    {
        var outputs = 0;
        foreach (var lamp in _lamps)
            if ((picture[lamp] != LampSignal.Off) != tower.ActiveLow.Contains(lamp)) outputs |= 1 << tower.Lamps[lamp];
        return outputs;
    }

    private sealed class Connection(ExpanderTower driver, IPins pins) : ILampConnection
    {
        public void Show(TowerPicture picture) => pins.Write(driver.Outputs(picture));

        public void Start() => pins.Start();

        public Task ShowAsync(TowerPicture picture, CancellationToken stop) => Task.Run(() => driver.Asked(() =>
        {
            Show(picture);
            return true;
        }), stop);

        // A pin is lit where its level differs from the one that it has in the dark.
        public Task<TowerPicture> LookAsync(CancellationToken stop) => Task.Run(() => driver.Asked(() =>
        {
            var lit = pins.Read() ^ driver.Outputs(new TowerPicture());
            return driver._lamps.Aggregate(new TowerPicture(), (picture, lamp) => (lit >> driver.Tower.Lamps[lamp] & 1) != 0 ? picture.With(lamp, LampSignal.Steady) : picture);
        }), stop);

        public void Dispose() => pins.Dispose();
    }

    private Tower Tower => tower;

    private interface IPins : IDisposable
    {
        void Write(int levels);
        int Read();

        /// <summary>The pins become outputs, with the levels that were written before.</summary>
        void Start();
    }

    private sealed class Mcp(I2cDevice device) : IPins
    {
        private readonly Mcp23017 _chip = new(device);

        public void Write(int levels) => _chip.WriteUInt16(Register.OLAT, (ushort)levels);
        public int Read() => _chip.ReadUInt16(Register.GPIO);
        public void Start() => _chip.WriteUInt16(Register.IODIR, 0);

        public void Dispose()
        {
            // The binding leaves the bus open where it has no controller of its own.
            _chip.Dispose();
            device.Dispose();
        }
    }

    private sealed class Pcf(I2cDevice device) : IPins
    {
        private readonly Pcf8574 _chip = new(device);

        public void Write(int levels) => _chip.WriteByte((byte)levels);
        public int Read() => _chip.ReadByte();

        public void Start()
        {
            // Its pins are outputs always.
        }

        public void Dispose() => _chip.Dispose();
    }
}

public static partial class TowerDrivers
{
    static partial void OpenExpander(Tower tower, string device, ref ILampDriver? driver) => driver = new ExpanderTower(tower, device, I2cDevice.Create);
}

using Traceability.Edge.Devices.Tcp;
using Traceability.Plant;

namespace Traceability.Edge.Lights.Modbus;

/// <summary>
/// Lamps on the coils of a Modbus TCP output module. Coils keep their state without a host, unless the device times green
/// by itself (a "flash on" coil, wound up every half second) or has a watchdog of its own, which the plant must say.
/// </summary>
public sealed class ModbusTower : ILampDriver
{
    public const int Port = 502;

    /// <summary>As long as the lease: two seconds.</summary>
    public const ushort PulseTenths = 20;

    private readonly string _device;
    private readonly List<Lamp> _lamps;
    private readonly ulong _activeLow;

    /// <summary>The device is host:port or host, or the path of a file that holds it.</summary>
    public ModbusTower(Tower tower, string device)
    {
        _device = device;
        _lamps = tower.Lamps.OrderBy(l => l.Value).Select(l => l.Key).ToList();
        First = tower.Lamps.Values.Min();
        Unit = (byte)tower.Unit;
        GreenPulse = tower.Pulse is { } pulse && tower.Lamps.TryGetValue(Lamp.Green, out var green) ? pulse + green : null;
        for (var i = 0; i < _lamps.Count; i++)
            if (tower.ActiveLow.Contains(_lamps[i])) _activeLow |= 1UL << i;
        Place = $"{device}, coils {First} to {First + Count - 1}";
        WithoutHost = tower.Watchdog || GreenPulse is not null ? WithoutHost.Falls : WithoutHost.Keeps;
    }

    public string Place { get; }
    public WithoutHost WithoutHost { get; }
    public bool FlashesItself => false;

    internal byte Unit { get; }
    internal int First { get; }
    internal int Count => _lamps.Count;

    /// <summary>The coil that lights green for a time; null where the device has none.</summary>
    internal int? GreenPulse { get; }

    internal ulong Bits(TowerPicture picture) => LampBits.Of(picture, _lamps) ^ _activeLow;
    internal TowerPicture Picture(ulong bits) => LampBits.Picture(bits ^ _activeLow, _lamps);

    public async Task<ILampConnection> OpenAsync(TowerPicture first, CancellationToken stop)
    {
        ILampConnection connection = new ModbusConnection(await TcpConnection.OpenAsync(NetworkPlace.Locate(_device, Port), stop).ConfigureAwait(false), this);
        return await connection.ShowingAsync(first, stop).ConfigureAwait(false);
    }
}

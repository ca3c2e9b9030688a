using Traceability.Edge.Devices.Tcp;
using Traceability.Plant;

namespace Traceability.Edge.Lights.Patlite;

/// <summary>
/// A PATLITE network tower. It flashes by itself and keeps showing its last pattern when nobody talks to it any more, so
/// it may carry permission only behind a watchdog relay in its supply.
/// </summary>
public sealed class PatliteTower : ILampDriver
{
    public const int Port = 10000;

    private readonly string _device;

    /// <summary>The device is host:port or host, or the path of a file that holds it.</summary>
    public PatliteTower(Tower tower, string device)
    {
        (_device, ModelName) = (device, tower.Model);
        Model = PnsModel.Of(tower.Model);
        Units = PnsMessages.UnitsOf(tower);
        HasBuzzer = tower.Lamps.ContainsKey(Lamp.Buzzer);
        Place = $"{device}, PATLITE {tower.Model}";
        WithoutHost = tower.Watchdog ? WithoutHost.Falls : WithoutHost.Keeps;
    }

    public string Place { get; }
    public WithoutHost WithoutHost { get; }
    public bool FlashesItself => true;

    internal PnsModel Model { get; }
    internal string ModelName { get; }
    internal IReadOnlyList<Lamp?> Units { get; }
    internal bool HasBuzzer { get; }

    public async Task<ILampConnection> OpenAsync(TowerPicture first, CancellationToken stop)
    {
        ILampConnection connection = new PatliteConnection(await TcpConnection.OpenAsync(NetworkPlace.Locate(_device, Port), stop).ConfigureAwait(false), this);
        return await connection.ShowingAsync(first, stop).ConfigureAwait(false);
    }
}

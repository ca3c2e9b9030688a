using Traceability.Edge.Configuration;
using Traceability.Edge.Lights;
using Traceability.Edge.Screen;
using Traceability.Messaging;
using Traceability.Plant;

namespace Traceability.Edge;

/// <summary>The gateway's side of its configuration: what the cloud tells it, and why it does not follow.</summary>
public sealed partial class Gateway
{
    /// <summary>Null where the gateway runs with a file of its own.</summary>
    public CloudConfig? Config { get; }

    private static CloudConfig? ConfigOf(GatewayOptions options) => options.CloudConfig is not { } bytes ? null
        : new CloudConfig(new ActiveConfig(options.Plant, bytes), new ConfigFile(options.DataFolder, options.Gateway), options.Gateway, plant => WhyNot(plant, options));

    private void TakeConfig(MqttMessage message)
    {
        if (Config is null) return;
        var before = Config.Refusal;
        Config.Take(message.Payload.Span);
        if (Config.Refusal is { } refusal && refusal != before) _log.LogWarning("gateway {Gateway}: {Refusal}; revision {Revision} stays", Code, refusal, Config.Revision);
        if (Config.Refusal != before) Uplink.Announce();
        if (Config.Next is not { } next) return;
        _log.LogWarning("gateway {Gateway}: revision {Revision} of the configuration is taken; ending to start with it", Code, next.Plant.Revision);
        _ended.TrySetResult();
    }

    // Whatever would keep the gateway from starting with the plant must be found before it is told to.
    private static string? WhyNot(PlantModel plant, GatewayOptions options)
    {
        try
        {
            foreach (var station in plant.Stations.Values.Where(s => s.Gateway == options.Gateway))
            {
                foreach (var reader in station.Readers) _ = Devices.Readers.Open(station, reader, options.DataFolder, TimeProvider.System);
                foreach (var tower in station.Towers) _ = TowerDrivers.Open(station.Id, tower, options.DataFolder);
                _ = new StationScreen(station, TimeProvider.System, new Changes());
            }
            return null;
        }
        catch (NotSupportedException e)
        {
            return e.Message;
        }
    }
}

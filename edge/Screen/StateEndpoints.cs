using Traceability.Edge.Devices;
using Traceability.Epcis;

namespace Traceability.Edge.Screen;

/// <summary>GET /state: everything a technician asks a gateway: lights, devices, queue to the cloud, directory. Loopback only.</summary>
internal static class StateEndpoints
{
    public static void MapState(this IEndpointRouteBuilder routes, Gateway gateway)
    {
        routes.MapGet("/state", () => State(gateway));
        routes.MapGet("/healthz", () => Results.Text("ok"));
    }

    private static object State(Gateway gateway)
    {
        var uplink = gateway.Uplink.Status;
        return new
        {
            gateway = gateway.Code,
            plant = gateway.Plant.Code,
            version = Gateway.Version,
            time = EventWriter.Time(gateway.Clock.GetUtcNow()),
            stations = gateway.Lights.Lights.ToDictionary(l => l.Key, l => new { pattern = l.Value.Pattern, reason = l.Value.Reason, since = EventWriter.Time(l.Value.Since) }),
            devices = gateway.Readers.Select(r => new { station = r.Station, reader = r.Id, state = Word(r.Status.State), text = r.Status.Text }),
            queue = new { connected = uplink.Connected, text = uplink.Text, last = uplink.Last, sent = uplink.Sent, delivered = uplink.Delivered, toSend = uplink.Last - uplink.Delivered },
            directory = new { revision = gateway.Directory.Revision, lots = gateway.Directory.LotCount, unreadableFromPeers = gateway.UnreadableFromPeers },
        };
    }

    private static string Word(DeviceState state) => state.ToString().ToLowerInvariant();
}

using Traceability.Edge.Devices;
using Traceability.Edge.Lights;
using Traceability.Edge.Stations;
using Traceability.Epcis;

namespace Traceability.Edge.Screen;

/// <summary>GET /state: everything a technician asks a gateway: lights, devices, queue to the cloud, directory. Loopback only, see ScreenGuard.</summary>
internal static class StateEndpoints
{
    public static void MapState(this IEndpointRouteBuilder routes, Gateway gateway)
    {
        routes.MapGet("/state", () => State(gateway));
        routes.MapPost("/stations/{station}/lamp-test", (string station, HttpRequest request) => TestLamps(gateway, station, request));
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
            devices = gateway.Readers.Concat(gateway.Eyes).Select(r => new { station = r.Station, reader = r.Id, state = Word(r.Status.State), text = r.Status.Text }),
            lights = gateway.Towers.Select(Tower),
            portals = gateway.Look(loop => Portals(gateway, loop)) ?? [],
            config = new { source = gateway.Config is null ? "file" : "cloud", revision = gateway.Plant.Revision, refused = gateway.Config?.Refusal },
            queue = new { connected = uplink.Connected, text = uplink.Text, last = uplink.Last, sent = uplink.Sent, delivered = uplink.Delivered, toSend = uplink.Last - uplink.Delivered },
            directory = new { revision = gateway.Directory.Revision, lots = gateway.Directory.LotCount, unreadableFromPeers = gateway.UnreadableFromPeers },
        };
    }

    private static List<object> Portals(Gateway gateway, StationLoop loop) =>
        [.. from reader in gateway.Readers.Where(r => gateway.Plant.Stations[r.Station].Readers.Any(p => p.Id == r.Id && p.Driver == "llrp"))
            let portal = loop.Look(reader.Station).State.Portal(reader.Id)
            let strays = portal.Strays
            select (object)new
            {
                station = reader.Station,
                reader = reader.Id,
                passing = portal.Opened is not null,
                beamBroken = portal.IsBroken,
                strays = new { total = strays.Total, weak = strays.Weak, alone = strays.Alone, outside = strays.Outside, muted = strays.Muted, foreign = strays.Foreign },
                residents = Portal.Residents(portal),
            }];

    private static object Tower(TowerLoop tower) => new
    {
        station = tower.Station,
        light = tower.Id,
        state = Word(tower.Status.State),
        text = tower.Status.Text,
        lampTest = tower.LampTest,
        withoutHost = Warning(tower),
    };

    private static IResult TestLamps(Gateway gateway, string station, HttpRequest request)
    {
        var towers = gateway.Towers.Where(t => t.Station == station).ToList();
        if (towers.Count == 0) return Results.NotFound($"station {station} has no stack light at this gateway");
        foreach (var tower in towers) tower.RequestLampTest();
        return ScreenPosts.WantsPage(request) ? new SeeOther(ScreenPosts.Link("/", request, ("tested", station))) : Results.Accepted();
    }

    internal static string Warning(TowerLoop tower) => tower switch
    {
        { IsGuarded: true } => "the lamps go out when the gateway is gone",
        { Driver.WithoutHost: WithoutHost.Keeps } => "the lamps stay as they were when the gateway is gone: fit a watchdog relay (deploy/lights.md)",
        _ => "what the lamps do when the gateway is gone depends on the kernel: fit a watchdog relay (deploy/lights.md)",
    };

    internal static string Word(DeviceState state) => state.ToString().ToLowerInvariant();
}

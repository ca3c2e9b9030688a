using Traceability.Edge.Devices;
using Traceability.Edge.Journal;
using Traceability.Edge.Lights;
using Traceability.Messaging;

namespace Traceability.Edge;

/// <summary>The line at start-up that says what a gateway runs with, and which optional packages its build lacks.</summary>
internal static class InBuild
{
    public static string Line(string mqtt, string journal)
    {
        IEnumerable<string> missing = [.. Links.All.Missing, .. Journals.All.Missing, .. TowerDrivers.Missing, .. Readers.HasBadges ? Array.Empty<string>() : ["Iot.Device.Bindings"], .. GatewayHost.HasSystemd ? Array.Empty<string>() : ["Microsoft.Extensions.Hosting.Systemd"]];
        var names = missing.Distinct().ToList();
        return $"MQTT by {mqtt}, journal {journal}; {(names.Count == 0 ? "every optional package is in this build" : $"not in this build: {string.Join(", ", names)}")}";
    }
}

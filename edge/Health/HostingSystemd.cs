using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting.Systemd;

namespace Traceability.Edge;

/// <summary>
/// Microsoft.Extensions.Hosting.Systemd: under systemd the host ends on its signals, and its log has the journal's levels. It would say
/// "ready" as soon as the page listens; that stays with the watchdog, which says it once work has begun.
/// </summary>
internal static partial class GatewayHost
{
    static partial void FindSystemd(ref bool there) => there = true;

    static partial void UseSystemd(WebApplicationBuilder builder)
    {
        builder.Services.AddSystemd();
        if (SystemdHelpers.IsSystemdService()) builder.Services.Replace(ServiceDescriptor.Singleton<ISystemdNotifier, LeftToTheWatchdog>());
    }

    private sealed class LeftToTheWatchdog : ISystemdNotifier
    {
        public bool IsEnabled => false;

        public void Notify(ServiceState state)
        {
            // WatchdogLoop tells systemd.
        }
    }
}

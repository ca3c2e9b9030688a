using System.Net;
using System.Net.Sockets;
using System.Text.Encodings.Web;
using Microsoft.Extensions.Logging.Console;
using Traceability.Edge.Health;
using Traceability.Edge.Screen;

namespace Traceability.Edge;

/// <summary>A gateway as a process: its screen beside it, ended by a signal or a broken world.</summary>
internal static partial class GatewayHost
{
    /// <param name="options">Which gateway.</param>
    /// <param name="httpPort">Of the loopback address; 0 is any free one.</param>
    /// <param name="screen">Where touch panels elsewhere find the screen too; null where it is on this machine alone.</param>
    /// <param name="stop">Ends it.</param>
    /// <returns>Whether it ended to be started again with another configuration.</returns>
    public static async Task<bool> RunAsync(GatewayOptions options, int httpPort, IPEndPoint? screen, CancellationToken stop)
    {
        var app = Build(httpPort, screen);
        await using (app)
        {
            using var gateway = new Gateway(options, app.Logger);
            app.MapState(gateway);
            app.MapScreen(gateway);
            try
            {
                await app.StartAsync(stop);
            }
            catch (IOException e) when (e.InnerException is SocketException or Microsoft.AspNetCore.Connections.AddressInUseException)
            {
                throw new MissingException($"port {httpPort} on 127.0.0.1{(screen is null ? "" : $", or {screen},")} is taken by another process: give another with --http or --screen-listen");
            }
            // Starting and reading the directory leave as much behind as stays, and nothing after needs as much again: it goes back to the system.
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop, app.Lifetime.ApplicationStopping);
            using var supervisor = ServiceSupervisor.OfEnvironment(app.Logger);
            var watched = new WatchdogLoop(supervisor, gateway.Pulse, TimeProvider.System).RunAsync(ending.Token);
            try
            {
                await gateway.RunAsync(ending.Token);
                return gateway.Config?.Next is not null;
            }
            finally
            {
                await ending.CancelAsync();
                await watched;
            }
        }
    }

    internal static WebApplication Build(int httpPort, IPEndPoint? screen)
    {
        // A service starts in the root folder: whoever takes it for the place of settings and watches them for changes walks through the
        // whole machine before it serves anything.
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            ContentRootPath = AppContext.BaseDirectory,
            Args = ["--hostBuilder:reloadConfigOnChange=false"],
        });
        builder.Logging.ClearProviders().AddConsole(o => o.FormatterName = LineFormatter.Called)
            .AddConsoleFormatter<LineFormatter, ConsoleFormatterOptions>().SetMinimumLevel(LogLevel.Warning);
        UseSystemd(builder);
        builder.WebHost.ConfigureKestrel(o =>
        {
            o.AddServerHeader = false;
            o.Limits.MaxRequestBodySize = 64 * 1024;
            o.Listen(IPAddress.Loopback, httpPort);
            if (screen is not null) o.Listen(screen);
        });
        // Labels stand in the answers. The framework's own choice leaves markup as it is, for whoever shows it to forget.
        builder.Services.ConfigureHttpJsonOptions(o => o.SerializerOptions.Encoder = JavaScriptEncoder.Default);
        builder.Services.AddRazorComponents();
        // Components bring keys for tokens and cookies that no page here has; reading and making them at every start is all that they would do.
        foreach (var keys in builder.Services.Where(s => s.ServiceType == typeof(IHostedService) && s.ImplementationType?.Namespace?.StartsWith("Microsoft.AspNetCore.DataProtection", StringComparison.Ordinal) == true).ToList())
            builder.Services.Remove(keys);
        var app = builder.Build();
        app.Use(new ScreenGuard(screen).Check);
        return app;
    }

    /// <summary>Whether Microsoft.Extensions.Hosting.Systemd is in this build.</summary>
    public static bool HasSystemd
    {
        get
        {
            var there = false;
            FindSystemd(ref there);
            return there;
        }
    }

    static partial void FindSystemd(ref bool there);

    static partial void UseSystemd(WebApplicationBuilder builder);
}

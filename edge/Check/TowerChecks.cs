using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Traceability.Checks;
using Traceability.Edge.Devices;
using Traceability.Edge.Lights;
using Traceability.Plant;

namespace Traceability.Edge.Check;

/// <summary>Stack lights: whether they can be driven, what they do without a host, and on demand each lamp before the technician's eyes.</summary>
internal static class TowerChecks
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public static async IAsyncEnumerable<Finding> OfAsync(Station station, Tower tower, CheckOptions options, bool runs, [EnumeratorCancellation] CancellationToken stop)
    {
        var subject = $"light {station.Id}.{tower.Id}";
        var (driver, fault) = Open(station, tower, options.DataFolder, subject);
        if (fault is not null) yield return fault;
        if (driver is null) yield break;
        if (!tower.Watchdog && driver.WithoutHost != WithoutHost.Falls)
            yield return Finding.Warning(subject, driver.WithoutHost == WithoutHost.Keeps ? $"{driver.Place} keeps its lamps when the gateway is gone, green too" : $"what {driver.Place} does when the gateway is gone depends on the kernel",
                "wire a watchdog relay and say \"watchdog\": true in plant.json (deploy/lights.md)");
        if (runs)
            yield return options.Lamps ? Finding.Warning(subject, "the gateway is running and drives it", "use the lamp test of its page, or stop the gateway first") : Finding.Ok(subject, "the running gateway drives it; ask its page how it stands");
        else yield return options.Lamps ? await TestAsync(subject, tower, driver, options.LampFor, stop) : Finding.Ok(subject, $"{driver.Place}; not lit, --lamps does");
    }

    private static (ILampDriver?, Finding?) Open(Station station, Tower tower, string dataFolder, string subject)
    {
        try
        {
            return (TowerDrivers.Open(station.Id, tower, dataFolder), null);
        }
        catch (Exception e) when (e is NotSupportedException or DeviceException)
        {
            return (null, Finding.Fault(subject, e.Message, $"name one of {TowerDrivers.Known} in plant.json"));
        }
    }

    private static async Task<Finding> TestAsync(string subject, Tower tower, ILampDriver driver, TimeSpan lampFor, CancellationToken stop)
    {
        try
        {
            using var open = await driver.OpenAsync(new TowerPicture(), stop).WaitAsync(Patience, stop);
            foreach (var lamp in tower.Lamps.Keys.Order())
            {
                var picture = new TowerPicture().With(lamp, LampSignal.Steady);
                await open.ShowAsync(picture, stop).WaitAsync(Patience, stop);
                var seen = await open.LookAsync(stop).WaitAsync(Patience, stop);
                if (LampBits.Difference(picture, seen, tower.Lamps.Keys) is { } difference)
                    return Finding.Fault(subject, $"{driver.Place}: {difference}", "look at the wiring against \"lamps\" in plant.json, and for another program that writes there");
                await Task.Delay(lampFor, stop);
            }
            await open.ShowAsync(new TowerPicture(), stop).WaitAsync(Patience, stop);
            return Finding.Ok(subject, $"{driver.Place}: {string.Join(", ", tower.Lamps.Keys.Order()).ToLowerInvariant()} were lit in this order; if you saw another, the wiring is swapped");
        }
        catch (Exception e) when (e is DeviceException or SocketException or IOException or TimeoutException)
        {
            return Finding.Fault(subject, $"{driver.Place}: {e.Message}", "look at its power and its cable, and that this user may open it (group gpio)");
        }
    }
}

using System.Net;
using System.Net.Sockets;
using Traceability.Checks;
using Traceability.Edge.Devices;
using Traceability.Edge.Journal;
using Traceability.Epcis;
using Traceability.Plant;

namespace Traceability.Edge.Check;

/// <summary>The machine itself: disk, journal, clock, port, and the groups that give rights to devices.</summary>
internal static class MachineChecks
{
    /// <summary>A journal's lock says so.</summary>
    public static bool IsRunning(CheckOptions options) =>
        Directory.Exists(options.DataFolder) && Directory.EnumerateFiles(options.DataFolder, $"{options.Gateway}.journal.*.lock").Any(FileClaim.IsHeld);

    public static Finding Journal(CheckOptions options, bool runs)
    {
        if (runs) return Finding.Ok("journal", $"{options.Gateway}'s journal is open: the gateway is running");
        var there = Journals.There(options.DataFolder, options.Gateway);
        if (there.Count == 0) return Finding.Ok("journal", "none yet, the first start makes it");
        try
        {
            // Looked at as they are: changing from one to the other is for the gateway.
            foreach (var (path, kind) in there.Where(j => j.Kind is null)) throw new JournalException($"{path} was written by a build with another kind of journal; this one has {string.Join(", ", Journals.All.Names)}.");
            var found = there.Select(j =>
            {
                using var journal = Journals.All[j.Kind!].Open(j.Path, TimeProvider.System);
                return $"{journal.Last} events ({j.Kind}), {journal.Last - journal.Delivered} of them not with the cloud yet";
            });
            return Finding.Ok("journal", string.Join("; ", found));
        }
        catch (JournalException e)
        {
            return Finding.Fault("journal", e.Message, "keep the file, it holds events that the cloud may not have: copy it away, then install the build it names or restore a copy");
        }
    }

    public static Finding Clock(TraceClock clock) => clock.Quality == "synced"
        ? Finding.Ok("clock", $"synchronised, off by at most {clock.MaxErrorMs} ms")
        : Finding.Fault("clock", "is not synchronised: times of events will be marked as doubtful, and expiry dates give blue", "sudo timedatectl set-ntp true, and name a time server that this network reaches in /etc/systemd/timesyncd.conf");

    public static async Task<Finding> PortAsync(CheckOptions options, bool runs, CancellationToken stop)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, options.HttpPort) { ExclusiveAddressUse = true };
            listener.Start();
            return runs ? Finding.Fault("port", $"the gateway is running, but nobody answers on port {options.HttpPort}", "name the port it was started with by --http, or start it again")
                : Finding.Ok("port", $"{options.HttpPort} on 127.0.0.1 is free");
        }
        catch (SocketException)
        {
            if (runs && await NetworkChecks.AnswersAsync("127.0.0.1", options.HttpPort, stop) is null) return Finding.Ok("port", $"the gateway answers on {options.HttpPort}");
            return Finding.Fault("port", $"{options.HttpPort} on 127.0.0.1 is taken by another process", $"find it with: ss -ltnp 'sport = :{options.HttpPort}'; end it, or give the gateway another port with --http");
        }
    }

    /// <summary>Null where no device of the machine is named, none of its groups exists, or root asks.</summary>
    public static Finding? Groups(IReadOnlyList<Station> stations, string dataFolder)
    {
        var drivers = stations.SelectMany(s => s.Readers.Select(r => (r.Driver, Device: r.Device ?? DevicePlace.Of(s.Id, r.Id, dataFolder))))
            .Concat(stations.SelectMany(s => s.Towers.Select(t => (t.Driver, Device: t.Device ?? "")))).Where(d => d.Device.StartsWith("/dev/", StringComparison.Ordinal) || d.Driver == "gpio");
        var needed = drivers.Select(d => d.Driver switch { "serial" => "dialout", "keyboard" => "input", "gpio" => "gpio", _ => null }).OfType<string>().Distinct().ToList();
        if (needed.Count == 0 || Environment.IsPrivilegedProcess) return null;
        var own = File.ReadLines("/proc/self/status").Where(l => l.StartsWith("Groups:", StringComparison.Ordinal) || l.StartsWith("Gid:", StringComparison.Ordinal))
            .SelectMany(l => l.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Skip(1)).ToHashSet(StringComparer.Ordinal);
        var known = File.ReadLines("/etc/group").Select(l => l.Split(':')).Where(g => g.Length > 2).ToDictionary(g => g[0], g => g[2], StringComparer.Ordinal);
        // Groups differ between systems: one that this machine does not have gives nobody a right.
        needed.RemoveAll(g => !known.ContainsKey(g));
        if (needed.Count == 0) return null;
        var missing = needed.Where(g => !own.Contains(known[g])).ToList();
        return missing.Count == 0 ? Finding.Ok("groups", $"{Environment.UserName} is in {string.Join(", ", needed)}")
            : Finding.Warning("groups", $"{Environment.UserName} is not in {string.Join(", ", missing)}", $"sudo usermod -aG {string.Join(',', missing)} {Environment.UserName}, then sign in again or start the service again");
    }
}

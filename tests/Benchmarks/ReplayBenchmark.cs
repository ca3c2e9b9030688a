using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Traceability.Tests.Demo;

namespace Traceability.Tests.Benchmarks;

/// <summary>
/// The whole way under load: the public week through real drivers, gateways, broker and cloud, as fast as it goes; beside it
/// what the disk and the broker alone would do with the same bytes.
/// </summary>
internal static class ReplayBenchmark
{
    private const double ReplayAimSeconds = 60, GatewayAimMegabytes = 120, CloudAimMegabytes = 300;

    public static async Task<IReadOnlyList<Figure>> RunAsync()
    {
        var plant = Simulation.SharedPlants.Folder is { } shared ? Path.Combine(shared, "northfield-week") : Path.Combine(Architecture.Repository.Top, "deploy", "plants", "lamp-works");
        var data = Directory.CreateTempSubdirectory("bench-replay-").FullName;
        try
        {
            var figures = new List<Figure>();
            using (var demo = DemoRun.Start("--plant", plant, "--data", data, "--fresh", "--port", $"{DemoRun.FreePorts()}"))
            {
                var (reads, seconds) = await PlayedAsync(demo);
                var records = Records(data);
                figures.Add(new Figure($"{reads} reads, first to last, through the real drivers", seconds, "s", null, null, ReplayAimSeconds, seconds <= ReplayAimSeconds));
                figures.Add(new Figure("reads a second", reads / seconds, "/s", null, null, null, null));
                figures.Add(new Figure("events a second, whole way", records.Count / seconds, "/s", Inserts(records, data), "/s bare SQLite commits of the same bytes, one by one", null, null));
                figures.Add(new Figure("events a second, whole way", records.Count / seconds, "/s", await MosquittoAsync(records, data), "/s mosquitto_pub | mosquitto_sub of the same bytes, QoS 1", null, null));
                var children = demo.Children();
                // What bounds it: on two processors everything together cannot use more than two seconds a second.
                figures.Add(Share("gateways", children.Where(c => c.Name.StartsWith("gw-", StringComparison.Ordinal)), seconds));
                figures.Add(Share("broker", children.Where(c => c.Name == "broker"), seconds));
                figures.Add(Share("cloud", children.Where(c => c.Name == "cloud"), seconds));
                var gateway = children.Where(c => c.Name.StartsWith("gw-", StringComparison.Ordinal)).Max(c => Resident(c.Id));
                var cloud = Resident(children.Single(c => c.Name == "cloud").Id);
                figures.Add(new Figure("largest gateway after the replay, resident", gateway, "MB", null, null, GatewayAimMegabytes, gateway <= GatewayAimMegabytes));
                figures.Add(new Figure("cloud after the replay, resident", cloud, "MB", null, null, CloudAimMegabytes, cloud <= CloudAimMegabytes));
            }
            figures.AddRange(await VisibleBenchmark.RunAsync(plant));
            return figures;
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    private static async Task<(int Reads, double Seconds)> PlayedAsync(DemoRun demo)
    {
        while (!demo.Output.Contains("running until Ctrl-C", StringComparison.Ordinal))
        {
            if (demo.HasEnded) throw new InvalidOperationException($"the demo ended\n{demo.Output}");
            await Task.Delay(100);
        }
        // "played 6491 reads in 23.4 s"
        var words = demo.Lines.Last(l => l.StartsWith("played ", StringComparison.Ordinal)).Split(' ');
        return (int.Parse(words[1], CultureInfo.InvariantCulture), double.Parse(words[4], CultureInfo.InvariantCulture));
    }

    private static List<byte[]> Records(string data)
    {
        var records = new List<byte[]>();
        // From the cloud, which has them all by now, whatever kind of journal they came from.
        using var connection = new SqliteConnection($"Data Source={Path.Combine(data, "cloud", "store.db")};Mode=ReadOnly");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT bytes FROM event ORDER BY commit_number";
        using var reader = command.ExecuteReader();
        while (reader.Read()) records.Add((byte[])reader[0]);
        return records;
    }

    private static double Inserts(List<byte[]> records, string data)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(data, "yardstick.db")}");
        connection.Open();
        Execute(connection, "PRAGMA journal_mode=WAL");
        Execute(connection, "PRAGMA synchronous=FULL");
        Execute(connection, "CREATE TABLE record(number INTEGER PRIMARY KEY, bytes BLOB NOT NULL)");
        using var insert = connection.CreateCommand();
        insert.CommandText = "INSERT INTO record(bytes) VALUES ($bytes)";
        var bytes = insert.Parameters.Add("$bytes", SqliteType.Blob);
        var watch = Stopwatch.StartNew();
        foreach (var record in records)
        {
            bytes.Value = record;
            insert.ExecuteNonQuery();
        }
        return records.Count / watch.Elapsed.TotalSeconds;
    }

    private static async Task<double> MosquittoAsync(List<byte[]> records, string data)
    {
        var port = DemoRun.FreePorts();
        var configuration = Path.Combine(data, "yardstick.conf");
        await File.WriteAllTextAsync(configuration, $"listener {port} 127.0.0.1\nallow_anonymous true\nmax_queued_messages 0\nset_tcp_nodelay true\n");
        using var broker = Process.Start(new ProcessStartInfo("/usr/sbin/mosquitto", ["-c", configuration]) { RedirectStandardError = true })!;
        await Task.Delay(500);
        var lines = Path.Combine(data, "yardstick.lines");
        await File.WriteAllLinesAsync(lines, records.Select(r => System.Text.Encoding.UTF8.GetString(r)));
        using var subscriber = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", $"mosquitto_sub -h 127.0.0.1 -p {port} -q 1 -t y -C {records.Count} >/dev/null"]))!;
        await Task.Delay(300);
        var watch = Stopwatch.StartNew();
        using var publisher = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", $"mosquitto_pub -h 127.0.0.1 -p {port} -q 1 -t y -l < {lines}"]))!;
        await subscriber.WaitForExitAsync();
        var rate = records.Count / watch.Elapsed.TotalSeconds;
        await publisher.WaitForExitAsync();
        broker.Kill();
        await broker.WaitForExitAsync();
        return rate;
    }

    private static Figure Share(string who, IEnumerable<(string Name, int Id)> processes, double seconds) =>
        new($"processor time of the {who}, start included", processes.Sum(p => ProcessorSeconds(p.Id)), "s", Environment.ProcessorCount * seconds, "s there are in the replay's time", null, null);

    private static double ProcessorSeconds(int process)
    {
        var stat = File.ReadAllText($"/proc/{process}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        // utime and stime, in hundredths of a second (proc(5), fields 14 and 15).
        return (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)) / 100.0;
    }

    private static double Resident(int process)
    {
        var line = File.ReadLines($"/proc/{process}/status").Single(l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}

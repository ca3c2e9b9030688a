using System.Diagnostics;
using System.Globalization;
using System.Text;
using Traceability.Edge.Journal;
using Traceability.Messaging;
using Xunit.Abstractions;

namespace Traceability.Tests.Delivery;

/// <summary>Every kind of journal in this build under SIGKILL and under a power cut: what was acknowledged is there, whole and chained, without repair.</summary>
public sealed class JournalCrashTests(ITestOutputHelper output)
{
    private const string Strace = "/usr/bin/strace";

    public static TheoryData<string> Kinds => [.. Journals.All.Names];

    /// <summary>Skipped in words where the tool is missing.</summary>
    private sealed class StraceTheoryAttribute : TheoryAttribute
    {
        public StraceTheoryAttribute() => Skip = File.Exists(Strace) ? null : $"{Strace} is not installed (Debian package strace).";
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Kill_at_any_moment_loses_nothing_acknowledged(string kind)
    {
        const int seed = 20260722;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        using var folder = new TempFolder();
        long acknowledged = 0;
        for (var kill = 0; kill < 12; kill++)
        {
            var before = acknowledged;
            acknowledged = await KillAfterAsync(kind, folder["journal.db"], acknowledged, random.Next(0, 200));
            AssertHolds(kind, folder["journal.db"], acknowledged, atMost: acknowledged + 1);
            if (kill > 0) Assert.True(acknowledged > before, "A run without a commit proves nothing.");
        }
        output.WriteLine($"{acknowledged} commits acknowledged over 12 kills");
    }

    /// <summary>
    /// Power cuts without cutting power (trust.md section 1): from the system calls of a real run, the files as they can be after a cut
    /// at any moment: what was synced is there, what was not may be there, missing or torn. The same states with the fsyncs taken
    /// out of the log are the control: they must lose acknowledged records, or the test could not see a loss.
    /// </summary>
    [StraceTheory, MemberData(nameof(Kinds))]
    public async Task A_power_cut_at_any_moment_loses_nothing_acknowledged(string kind)
    {
        const int seed = 4711;
        const int states = 2_000, controls = 200;
        using var folder = new TempFolder();
        var log = CrashLog.Parse(await RecordAsync(kind, folder));
        output.WriteLine($"seed {seed}, {log.Operations} operations, {log.Acknowledged} commits acknowledged, {log.Syncs} fsyncs");
        Assert.True(log.Acknowledged >= 100 && log.Syncs >= log.Acknowledged, "Each commit has its own fsync, or the log is not what this test is made for.");
        var watch = Stopwatch.StartNew();
        Assert.Equal(0, Losses(kind, log, states, new Random(seed), honourSyncs: true));
        output.WriteLine($"{states} states in {watch.Elapsed.TotalSeconds:0.0} s, none loses an acknowledged record");
        var control = Losses(kind, log, controls, new Random(seed), honourSyncs: false);
        output.WriteLine($"without fsync {control} of {controls} states lose acknowledged records");
        Assert.True(control > controls / 10, "The control must fail.");
    }

    /// <summary>What the disk refuses to promise is not acknowledged; .NET's own flush to disk would have said nothing.</summary>
    [StraceTheory, MemberData(nameof(Kinds))]
    public async Task A_promise_that_the_disk_refuses_is_no_acknowledgement(string kind)
    {
        using var folder = new TempFolder();
        var start = StartupHook.Child(kind, folder["journal.db"], commits: 60, Strace, "-f", "-e", "trace=fsync,fdatasync", "-e", "inject=fsync,fdatasync:error=EIO:when=30+", "-o", folder["strace.log"]);
        using var child = Process.Start(start)!;
        var (said, errors) = (child.StandardOutput.ReadToEndAsync(), child.StandardError.ReadToEndAsync());
        await child.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        _ = await errors;
        Assert.Contains("INJECTED", await File.ReadAllTextAsync(folder["strace.log"]), StringComparison.Ordinal);
        var acknowledged = (await said).Split('\n').Where(l => l.StartsWith("ACK ", StringComparison.Ordinal)).Select(l => long.Parse(l.AsSpan(4), CultureInfo.InvariantCulture)).Max();
        Assert.InRange(acknowledged, 10, 30);
        AssertHolds(kind, folder["journal.db"], acknowledged, atMost: acknowledged + 1);
    }

    private int Losses(string kind, CrashLog log, int states, Random random, bool honourSyncs)
    {
        var losses = 0;
        for (var i = 0; i < states; i++)
        {
            using var folder = new TempFolder(inMemory: true);
            var acknowledged = log.CutAt(random, honourSyncs, folder.Path);
            try
            {
                AssertHolds(kind, folder["journal.db"], acknowledged, atMost: long.MaxValue);
            }
            catch (Exception e)
            {
                // A finding that differs, a journal that does not open or cannot be read: all of it is a loss.
                if (honourSyncs) output.WriteLine($"state {i}: {e.Message}");
                losses++;
            }
        }
        return losses;
    }

    private static async Task<long> KillAfterAsync(string kind, string path, long acknowledged, int milliseconds)
    {
        using var child = Process.Start(StartupHook.Child(kind, path, commits: 20_000))!;
        var last = acknowledged;
        var started = new TaskCompletionSource();
        var reading = Task.Run(async () =>
        {
            while (await child.StandardOutput.ReadLineAsync() is { } line)
            {
                if (!line.StartsWith("ACK ", StringComparison.Ordinal)) continue;
                last = long.Parse(line.AsSpan(4), CultureInfo.InvariantCulture);
                started.TrySetResult();
            }
        });
        await started.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await Task.Delay(milliseconds);
        child.Kill();
        await child.WaitForExitAsync();
        await reading.WaitAsync(TimeSpan.FromSeconds(30));
        return last;
    }

    private static async Task<string> RecordAsync(string kind, TempFolder folder)
    {
        var start = StartupHook.Child(kind, folder["journal.db"], commits: 150, Strace, "-f", "-y", "-xx", "-s", "4000000",
            "-e", "trace=pwrite64,fsync,fdatasync,ftruncate,unlink,write", "-o", folder["strace.log"]);
        using var strace = Process.Start(start)!;
        var said = Task.WhenAll(strace.StandardOutput.ReadToEndAsync(), strace.StandardError.ReadToEndAsync());
        await strace.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        await said;
        return await File.ReadAllTextAsync(folder["strace.log"]);
    }

    private static void AssertHolds(string kind, string path, long acknowledged, long atMost)
    {
        using var journal = Journals.All[kind].Open(path, TimeProvider.System);
        Assert.InRange(journal.Last, acknowledged, atMost);
        var state = journal.State();
        var count = state.Count == 0 ? 0 : long.Parse(Encoding.UTF8.GetString(state[0].Value!), CultureInfo.InvariantCulture);
        Assert.Equal(journal.Last, count);
        Assert.Equal(journal.Last, journal.LoadReads().GetValueOrDefault("reader"));
        Assert.True(journal.Delivered <= journal.Last);
        var chain = Chain.Start();
        for (long n = 1; n <= journal.Last;)
        {
            var batch = journal.Read(n, BatchCodec.MaxRecords, BatchCodec.SoftBytes)!;
            Assert.Equal((n, Convert.ToHexString(chain)), (batch.From, Convert.ToHexString(batch.Previous)));
            foreach (var record in batch.Records)
            {
                Assert.Equal(StartupHook.Record(n++), record.ToArray());
                chain = Chain.Next(chain, record.Span);
            }
        }
    }
}

using Traceability.Cloud.Ingest;
using Traceability.Cloud.Store;
using Traceability.Messaging;
using Xunit.Abstractions;

namespace Traceability.Tests.Delivery;

/// <summary>What a log between broker and ingest must never do to the store: lose, double, or pass by. The store is the real one.</summary>
public sealed class LogLoopTests(ITestOutputHelper output) : IDisposable
{
    private const int Partitions = 3;
    private static readonly Topics Topics = new("T");
    private static readonly string Epoch = new('e', 32);
    private readonly TempFolder _folder = new(inMemory: true);

    public void Dispose() => _folder.Dispose();

    /// <summary>Any interleaving, any prefix again, a crash after any commit: the same events, each once, and the same positions.</summary>
    [Fact]
    public async Task Every_replay_interleaving_and_crash_ends_in_the_same_store()
    {
        const int seed = 42;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var expected = await SettledAsync(Filled(random: null), "plain.db");
        Assert.Equal(5 * 40, expected.Events.Count);
        for (var round = 0; round < 12; round++)
        {
            var chance = new Random(random.Next());
            var gate = new Lock();
            int Draw(int below)
            {
                lock (gate) return chance.Next(below);
            }
            var log = Filled(chance, () => 1 + Draw(9), () => Draw(12) == 0);
            var file = $"round-{round}.db";
            for (var crash = 0; crash < 4; crash++) await CrashAsync(log, file, after: Draw(6), rewind: Draw(2) == 0 ? Draw(30) : null);
            var settled = await SettledAsync(log, file);
            Assert.Equal(expected.Events, settled.Events);
            Assert.Equal(expected.Marks, settled.Marks);
            Assert.Equal(settled.Ends, settled.Positions);
        }
    }

    [Fact]
    public void A_position_is_in_the_store_with_its_events_or_not_at_all()
    {
        using var store = Open("one.db");
        var batch = new GatewayBatch("G0", Events.Batch(Epoch, Stream("G0", 4), 1, 4));
        // What fails after the events were written, within the same transaction: nothing of it stays.
        Assert.ThrowsAny<Exception>(() => store.Append([batch], [], new LogPosition("log", null!, 7, 0)));
        Assert.Equal(0, store.LastCommit);
        Assert.Null(store.Position("log", "0"));
        store.Append([batch], [new UnreadablePayload("t", "x"u8.ToArray(), "no batch")], new LogPosition("log", "0", 7, 0));
        Assert.Equal((4, 7L), (store.LastCommit, store.Position("log", "0")!.Sequence));
        Assert.Single(store.Quarantined(10));
        Assert.Null(store.Position("log", "1"));
        Assert.Null(store.Position("other", "0"));
    }

    [Fact]
    public async Task What_is_no_batch_is_quarantined_and_passed()
    {
        var log = new TestLog(1);
        log.Add(0, null, "{}"u8.ToArray());
        log.Add(0, Topics.Of("G0", "events"), "nonsense"u8.ToArray());
        log.Add(0, "lt/1/OTHER/gateway/G0/events", Encoded("G0", 1, 2));
        log.Add(0, Topics.Of("G0", "events"), Encoded("G0", 1, 2));
        log.Add(0, Topics.Of("G0", "events"), new byte[BatchCodec.MaxPayloadBytes + 1]);
        using var store = Open("quarantine.db");
        await using var running = Run(log, store);
        await Eventually.TrueAsync(() => store.Position("one", "0")?.Sequence == 4, "all is passed");
        Assert.Equal(2, store.LastCommit);
        Assert.Equal(4, store.Quarantined(10).Count);
    }

    [Fact]
    public async Task What_the_log_no_longer_keeps_is_counted_and_said()
    {
        var log = new TestLog(1);
        for (var from = 1; from <= 37; from += 4) log.Add(0, Topics.Of("G0", "events"), Encoded("G0", from, 4));
        using var store = Open("gap.db");
        store.Append([new GatewayBatch("G0", Events.Batch(Epoch, Stream("G0", 40), 1, 8))], [], new LogPosition("one", "0", 1, 0));
        log.Forget(0, 5);
        await using var running = Run(log, store);
        await Eventually.TrueAsync(() => store.Position("one", "0")?.Sequence == 9, "the rest is read");
        Assert.Equal(3, store.Position("one", "0")!.Skipped);
        Assert.Equal(3, Assert.Single(running.Loop.States).Skipped);
        // Their gateway is asked for what they held: the mark stays before it.
        Assert.Contains(running.Told, r => r.WantFrom == 9);
        Assert.Equal(8, store.Marks("G0")[0].Number);
    }

    [Fact]
    public async Task A_log_made_anew_is_read_from_its_beginning()
    {
        var log = new TestLog(1);
        log.Add(0, Topics.Of("G0", "events"), Encoded("G0", 1, 2));
        using var store = Open("anew.db");
        store.Append([], [], new LogPosition("one", "0", 900, 0));
        await using (Run(log, store)) await Eventually.TrueAsync(() => store.LastCommit == 2, "numbers that ended below the position are read again");
        var second = new TestLog(1) { Identity = "two" };
        for (var from = 1; from <= 3; from += 2) second.Add(0, Topics.Of("G1", "events"), Encoded("G1", from, 2));
        await using (Run(second, store)) await Eventually.TrueAsync(() => store.LastCommit == 6, "another log has positions of its own");
        Assert.Equal((0L, 1L), (store.Position("one", "0")!.Sequence, store.Position("two", "0")!.Sequence));
    }

    [Fact]
    public async Task A_partition_that_breaks_off_says_so_and_holds_up_no_other()
    {
        var broken = true;
        var log = new TestLog(1) { BreaksOff = () => broken };
        log.Add(0, Topics.Of("G0", "events"), Encoded("G0", 1, 2));
        using var store = Open("broken.db");
        await using var running = Run(log, store);
        await Eventually.TrueAsync(() => running.Loop.States.Any(s => s.Fault == "The log broke off."), "the fault is to be seen");
        broken = false;
        await Eventually.TrueAsync(() => store.LastCommit == 2 && running.Loop.States[0].Fault is null, "it is read after all");
    }

    /// <summary>Five gateways over three partitions; with chance, batches come again and out of order.</summary>
    private static TestLog Filled(Random? random, Func<int>? most = null, Func<bool>? breaksOff = null)
    {
        var log = new TestLog(Partitions) { Most = most ?? (() => 8), BreaksOff = breaksOff ?? (() => false) };
        var batches = new List<(int Gateway, int From)>();
        for (var from = 1; from <= 40; from += 4)
            for (var gateway = 0; gateway < 5; gateway++) batches.Add((gateway, from));
        if (random is not null) batches = [.. batches.Concat(batches.Where(_ => random.Next(4) == 0)).OrderBy(_ => random.Next())];
        foreach (var (gateway, from) in batches) log.Add(gateway % Partitions, Topics.Of($"G{gateway}", "events"), Encoded($"G{gateway}", from, 4));
        return log;
    }

    /// <summary>Reads until some commits are done, then dies; the position may then be found further back, as in a store from a backup.</summary>
    private async Task CrashAsync(TestLog log, string file, int after, long? rewind)
    {
        using var store = Open(file);
        await using (var running = Run(log, store)) await Eventually.TrueAsync(() => running.Told.Count >= after || AtEnd(log, store), "some is read");
        if (rewind is { } by)
            for (var p = 0; p < Partitions; p++)
                if (store.Position("one", $"{p}") is { } position) store.Append([], [], position with { Sequence = Math.Max(-1, position.Sequence - by) });
    }

    private sealed record Settled(IReadOnlyList<string> Events, IReadOnlyList<string> Marks, IReadOnlyList<long> Positions, IReadOnlyList<long> Ends);

    private async Task<Settled> SettledAsync(TestLog log, string file)
    {
        using var store = Open(file);
        await using (Run(log, store)) await Eventually.TrueAsync(() => AtEnd(log, store), "all is read");
        Assert.Empty(store.Conflicts(1));
        Assert.Empty(store.Quarantined(1));
        return new Settled(
            [.. store.ReadAfter(0).Select(e => $"{e.Gateway} {e.Number} {Convert.ToHexString(store.ReadBytes(e.Event.EventId)!)}").Order(StringComparer.Ordinal)],
            [.. Enumerable.Range(0, 5).Select(g => $"{g} {store.Marks($"G{g}")[0].Number} {Convert.ToHexString(store.Heads($"G{g}")[0].Chain)}")],
            [.. Enumerable.Range(0, Partitions).Select(p => store.Position("one", $"{p}")!.Sequence)],
            [.. Enumerable.Range(0, Partitions).Select(p => log.Entries(p)[^1].Sequence)]);
    }

    private static bool AtEnd(TestLog log, SqliteStore store) =>
        Enumerable.Range(0, Partitions).All(p => store.Position("one", $"{p}")?.Sequence == log.Entries(p)[^1].Sequence);

    private SqliteStore Open(string file) => SqliteStore.Open(_folder[file], TimeProvider.System);

    private static byte[][] Stream(string gateway, int count) => [.. Enumerable.Range(1, count).Select(n => Events.Of(gateway, Epoch, n))];

    private static byte[] Encoded(string gateway, int from, int count) => BatchCodec.Encode(Events.Batch(Epoch, Stream(gateway, 40), from, count));

    private static RunningLog Run(TestLog log, SqliteStore store) => new(log, store);

    private sealed class RunningLog : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly List<AppendResult> _told = [];
        private readonly Task _running;

        public RunningLog(TestLog log, SqliteStore store)
        {
            var options = new LogOptions { Plant = "T", FirstDelay = TimeSpan.FromMilliseconds(1), MaxDelay = TimeSpan.FromMilliseconds(5) };
            Loop = new LogLoop(options, log, store, Take, TimeProvider.System);
            _running = Task.Run(() => Loop.RunAsync(_stop.Token));
        }

        public LogLoop Loop { get; }

        public IReadOnlyList<AppendResult> Told
        {
            get { lock (_told) return [.. _told]; }
        }

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _running.WaitAsync(TimeSpan.FromSeconds(30));
            _stop.Dispose();
        }

        private void Take(IReadOnlyList<AppendResult> results)
        {
            lock (_told) _told.AddRange(results);
        }
    }
}

using System.Diagnostics;
using Microsoft.Azure.Amqp.Framing;
using Traceability.Cloud.Ingest;

namespace Traceability.Tests.Delivery.EventHubs;

/// <summary>What a log promises, asked of the real Event Hubs client over real AMQP and TLS. The hub is a small one of the test's own.</summary>
public sealed class EventHubLogTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private readonly TestHub _hub = new();

    public void Dispose() => _hub.Dispose();

    [Fact]
    public async Task One_gateway_stays_in_one_partition_and_in_order()
    {
        await using var log = Open(_hub.Start());
        for (var round = 0; round < 5; round++)
            await Task.WhenAll(Enumerable.Range(0, 6).Select(g => $"G{g}").Select(g =>
                log.SendAsync(g, [Message(g, round * 2), Message(g, round * 2 + 1)], default))).WaitAsync(Limit);
        var read = new List<LogEntry>[] { await TakeAsync(log, "0", -1, Kept(0)), await TakeAsync(log, "1", -1, Kept(1)) };
        Assert.Equal(60, read.Sum(r => r.Count));
        Assert.All(read, r => Assert.Equal(Enumerable.Range(0, r.Count).Select(n => (long)n), r.Select(e => e.Sequence)));
        foreach (var gateway in Enumerable.Range(0, 6).Select(g => $"G{g}"))
        {
            var own = Assert.Single(read, r => r.Any(e => e.Topic == gateway)).Where(e => e.Topic == gateway);
            Assert.Equal(Enumerable.Range(0, 10), own.Select(Number));
        }
    }

    [Fact]
    public async Task More_than_a_batch_takes_goes_in_several_and_stays_in_order()
    {
        using var hub = new TestHub(1) { MaxMessageBytes = 40_000 };
        await using var log = Open(hub.Start());
        await log.SendAsync("G", [.. Enumerable.Range(0, 30).Select(n => Message("G", n, 9_000))], default).WaitAsync(Limit);
        Assert.Equal(Enumerable.Range(0, 30), (await TakeAsync(log, "0", -1, 30)).Select(Number));
    }

    [Fact]
    public async Task A_message_that_no_batch_takes_is_a_sentence()
    {
        using var hub = new TestHub(1) { MaxMessageBytes = 40_000 };
        await using var log = Open(hub.Start());
        var e = await Assert.ThrowsAsync<LogException>(() => log.SendAsync("G", [Message("G", 1), Message("G", 2, 50_000)], default).WaitAsync(Limit));
        Assert.Contains("takes no message of 50000 bytes", e.Message, StringComparison.Ordinal);
        await log.SendAsync("G", [Message("G", 3)], default).WaitAsync(Limit);
        Assert.Equal([1, 3], (await TakeAsync(log, "0", -1, 2)).Select(Number));
    }

    /// <summary>What no gateway sent goes by its topic, and that may be longer than a hub's key.</summary>
    [Fact]
    public async Task A_long_key_is_taken_too()
    {
        await using var log = Open(_hub.Start());
        await log.SendAsync(new string('x', 4_000), [Message("G", 1), Message("G", 2)], default).WaitAsync(Limit);
        var partition = _hub.Entries.Look(0).Entries.Count == 2 ? 0 : 1;
        Assert.All(_hub.Entries.Look(partition).Entries, e => Assert.Equal(128, e.Key!.Length));
    }

    [Fact]
    public async Task A_partition_is_read_from_its_start_after_a_number_and_as_it_grows()
    {
        await using var log = Open(_hub.Start());
        Fill(0, 10);
        Assert.Equal(Enumerable.Range(0, 10), (await TakeAsync(log, "0", -1, 10)).Select(Number));
        Assert.Equal(Enumerable.Range(7, 3), (await TakeAsync(log, "0", 6, 3)).Select(Number));
        _hub.Entries.Forget(0, 4);
        Assert.Equal(Enumerable.Range(4, 6), (await TakeAsync(log, "0", 1, 6)).Select(Number));
        await using var later = log.ReadAsync("0", 9, default).GetAsyncEnumerator();
        var next = later.MoveNextAsync().AsTask();
        await Eventually.TrueAsync(() => Readers(0).Count() == 4, "it waits at the end");
        Assert.False(next.IsCompleted);
        Fill(0, 1);
        Assert.True(await next.WaitAsync(Limit));
        Assert.Equal(10, Assert.Single(later.Current).Sequence);
    }

    [Fact]
    public async Task Beyond_the_end_is_a_sentence()
    {
        await using var log = Open(_hub.Start());
        Fill(0, 3);
        var e = await Assert.ThrowsAsync<LogException>(() => TakeAsync(log, "0", 30, 1));
        Assert.Contains("The last sequence number in the system is '2'", e.Message, StringComparison.Ordinal);
        e = await Assert.ThrowsAsync<LogException>(() => TakeAsync(log, "9", -1, 1));
        Assert.Contains("could not be found", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_hub_says_what_it_is_and_what_it_keeps()
    {
        await using var log = Open(_hub.Start());
        var milliseconds = new DateTime(_hub.Entries.CreatedAt.Ticks / 10_000 * 10_000, DateTimeKind.Utc);
        Assert.Equal($"{_hub.Host}/events@{milliseconds:O}", await log.IdentityAsync(default).WaitAsync(Limit));
        Assert.Equal(["0", "1"], await log.PartitionsAsync(default).WaitAsync(Limit));
        Assert.Equal(new LogPartition(0, -1), await log.LookAsync("0", default).WaitAsync(Limit));
        Fill(1, 5);
        Assert.Equal(new LogPartition(0, 4), await log.LookAsync("1", default).WaitAsync(Limit));
        _hub.Entries.Forget(1, 2);
        Assert.Equal(new LogPartition(2, 4), await log.LookAsync("1", default).WaitAsync(Limit));
        _hub.Entries.Forget(1, 3);
        Assert.Equal(new LogPartition(5, 4), await log.LookAsync("1", default).WaitAsync(Limit));
    }

    public static TheoryData<string> Faults => ["key", "hub", "away", "certificate", "partition", "quota"];

    [Theory, MemberData(nameof(Faults))]
    public async Task Every_fault_is_a_sentence_without_the_secret(string fault)
    {
        if (fault != "away") _hub.Start(stranger: fault == "certificate");
        const string wrong = "d3Jvbmcga2V5LCB3cm9uZyBrZXksIHdyb25n";
        if (fault == "quota") _hub.Refuses = _ => new Error { Condition = "amqp:resource-limit-exceeded", Description = "The quota of the namespace is used up." };
        await using var log = Open(_hub, fault == "key" ? wrong : null, fault == "hub" ? "nosuch" : TestHub.Name);
        var partition = fault == "partition" ? "7" : "0";
        Func<Task>[] ofPartition = [() => log.LookAsync(partition, default), () => TakeAsync(log, partition, -1, 1)];
        Func<Task>[] ofHub = [() => log.IdentityAsync(default), () => log.PartitionsAsync(default), () => log.SendAsync("G", [Message("G", 1)], default)];
        var said = await Task.WhenAll(ofPartition.Concat(fault == "partition" ? [] : ofHub).Select(q => Assert.ThrowsAsync<LogException>(() => q().WaitAsync(Limit))));
        Assert.All(said, e =>
        {
            Assert.StartsWith($"hub {(fault == "hub" ? "nosuch" : "events")} at {_hub.Host}: ", e.Message, StringComparison.Ordinal);
            Assert.DoesNotContain(wrong, e.Message, StringComparison.Ordinal);
            Assert.DoesNotContain(TestHub.Key, e.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("sig=", e.Message, StringComparison.Ordinal);
        });
    }

    /// <summary>A log that could not be reached is asked again without being opened anew.</summary>
    [Fact]
    public async Task What_was_away_comes_back()
    {
        await using var log = Open(_hub);
        await Assert.ThrowsAsync<LogException>(() => log.SendAsync("G", [Message("G", 1)], default).WaitAsync(Limit));
        await Assert.ThrowsAsync<LogException>(() => log.IdentityAsync(default).WaitAsync(Limit));
        _hub.Start();
        await log.SendAsync("G", [Message("G", 2)], default).WaitAsync(Limit);
        await log.IdentityAsync(default).WaitAsync(Limit);
        _hub.Kill();
        await Assert.ThrowsAsync<LogException>(() => log.SendAsync("G", [Message("G", 3)], default).WaitAsync(Limit));
        _hub.Start();
        await log.SendAsync("G", [Message("G", 4)], default).WaitAsync(Limit);
        Assert.Equal([2, 4], _hub.Entries.Look(_hub.Entries.Of("G")).Entries.Select(e => BitConverter.ToInt32(e.Body)));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_reader_goes_on_where_the_link_broke(bool killed)
    {
        await using var log = Open(_hub.Start());
        Fill(0, 5);
        var read = new List<int>();
        using var stop = new CancellationTokenSource();
        var reading = Task.Run(async () =>
        {
            var after = -1L;
            while (!stop.IsCancellationRequested)
                try
                {
                    await foreach (var entries in log.ReadAsync("0", after, stop.Token))
                    {
                        lock (read) read.AddRange(entries.Select(Number));
                        after = entries[^1].Sequence;
                    }
                }
                catch (Exception e) when (e is LogException or OperationCanceledException)
                {
                }
        });
        for (var round = 1; round <= 3; round++)
        {
            await Eventually.TrueAsync(() => Count() == round * 5, "what is there is read");
            if (killed) _hub.Kill();
            else _hub.BreakLinks();
            if (killed) _hub.Start();
            Fill(0, 5);
        }
        await Eventually.TrueAsync(() => Count() == 20, "the rest is read");
        await stop.CancelAsync();
        await reading.WaitAsync(Limit);
        Assert.Equal(Enumerable.Range(0, 20), read);

        int Count()
        {
            lock (read) return read.Count;
        }
    }

    /// <summary>The client itself would ask again at once, and again; the loop that reads waits longer each time.</summary>
    [Fact]
    public async Task A_reader_that_the_service_closes_is_not_opened_without_a_pause()
    {
        await using var log = Open(_hub.Start());
        _hub.DetachesAtOnce = true;
        var e = await Assert.ThrowsAsync<LogException>(() => TakeAsync(log, "0", -1, 1).WaitAsync(Limit));
        Assert.Contains("has closed the reader of partition 0", e.Message, StringComparison.Ordinal);
        Assert.Single(Readers(0));
        _hub.DetachesAtOnce = false;
        Fill(0, 1);
        Assert.Single(await TakeAsync(log, "0", -1, 1));
    }

    [Theory, InlineData("read"), InlineData("send"), InlineData("look")]
    public async Task What_is_cancelled_ends_at_once(string what)
    {
        await using var log = Open(what == "read" ? _hub.Start() : _hub);
        using var stop = new CancellationTokenSource();
        var running = what switch
        {
            "read" => TakeAsync(log, "0", -1, 1, stop.Token),
            "send" => log.SendAsync("G", [Message("G", 1)], stop.Token),
            _ => log.LookAsync("0", stop.Token),
        };
        if (what == "read") await Eventually.TrueAsync(() => Readers(0).Any(), "it waits for entries");
        else await Task.Delay(300);
        var watch = Stopwatch.StartNew();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running.WaitAsync(Limit));
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 3);
    }

    private int Kept(int partition) => _hub.Entries.Look(partition).Entries.Count;

    private IEnumerable<string> Readers(int partition) => _hub.Opened.Where(o => o.EndsWith($"Partitions/{partition}", StringComparison.Ordinal));

    private void Fill(int partition, int count)
    {
        var from = _hub.Entries.Look(partition) is var (first, entries) ? (int)first + entries.Count : 0;
        for (var n = from; n < from + count; n++) _hub.Entries.Add(partition, null, BitConverter.GetBytes(n), new Dictionary<string, object> { ["topic"] = "G" });
    }

    internal static IEventLog Open(TestHub hub, string? key = null, string name = TestHub.Name)
    {
        var settings = EventLogSettings.Read(v => v switch { "EVENT_HUBS_CONNECTION_STRING" => hub.ConnectionString(key), "EVENT_HUBS_HUB" => name, _ => null });
        return EventLogs.All["eventhubs"](settings)!;
    }

    /// <summary>So many entries after a number, and what comes with the last of them.</summary>
    private static async Task<List<LogEntry>> TakeAsync(IEventLog log, string partition, long after, int count, CancellationToken stop = default)
    {
        var all = new List<LogEntry>();
        if (count > 0)
            await foreach (var entries in log.ReadAsync(partition, after, stop))
            {
                all.AddRange(entries);
                if (all.Count >= count) break;
            }
        return all;
    }

    private static LogMessage Message(string topic, int number, int size = 4)
    {
        var payload = new byte[size];
        BitConverter.TryWriteBytes(payload, number);
        return new LogMessage(topic, payload);
    }

    private static int Number(LogEntry entry) => BitConverter.ToInt32(entry.Payload.Span);
}

using System.Text;
using Traceability.Cloud.Store;
using Traceability.Epcis;
using Traceability.Messaging;
using Xunit.Abstractions;

namespace Traceability.Tests.Delivery;

/// <summary>What the store takes, what it refuses to take twice, and what it never lets pass.</summary>
public sealed class StoreTests(ITestOutputHelper output) : IDisposable
{
    private static readonly string Epoch = new('e', 32);
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_same_batch_again_changes_nothing()
    {
        using var store = Open();
        var stream = Stream(5);
        Assert.Equal(new AppendResult("G", Epoch, 5, 0, 0, 0, 5, null), store.Append("G", Events.Batch(Epoch, stream, 1, 5)));
        Assert.Equal(new AppendResult("G", Epoch, 0, 5, 0, 0, 5, null), store.Append("G", Events.Batch(Epoch, stream, 1, 5)));
        Assert.Equal(new AppendResult("G", Epoch, 0, 3, 0, 0, 5, null), store.Append("G", Events.Batch(Epoch, stream, 2, 3)));
        Assert.Equal(5, store.LastCommit);
        Assert.Equal([1L, 2, 3, 4, 5], store.ReadAfter(0).Select(e => e.Number!.Value));
    }

    [Fact]
    public void Other_bytes_under_a_committed_number_are_kept_as_a_conflict()
    {
        using var store = Open();
        store.Append("G", Events.Batch(Epoch, Stream(3), 1, 3));
        var forged = new[] { Events.Of("G", Epoch, 1, "shipping"), Events.Of("G", Epoch, 2, "shipping"), Events.Of("G", Epoch, 3, "shipping"), Events.Of("G", Epoch, 4, "shipping") };
        for (var again = 0; again < 3; again++)
        {
            var result = store.Append("G", Events.Batch(Epoch, forged, 1, 4));
            // The fourth continues the forged history, not the committed one.
            Assert.Equal((0, 4, 3L), (result.Stored, result.Conflicts, result.Committed));
        }
        Assert.Equal(4, store.Conflicts(100).Count);
        Assert.Equal(3, store.LastCommit);
        Assert.All(store.ReadAfter(0), e => Assert.Equal("storing", e.Event.BizStep));
        // The true stream goes on.
        Assert.Equal(4, store.Append("G", Events.Batch(Epoch, Stream(4), 4, 1)).Committed);
    }

    [Fact]
    public void A_broken_chain_stops_the_mark()
    {
        using var store = Open();
        var stream = Stream(6);
        store.Append("G", Events.Batch(Epoch, stream, 1, 3));
        var result = store.Append("G", Events.Batch(Epoch, stream, 4, 3) with { Previous = Chain.Start() });
        Assert.Equal(new AppendResult("G", Epoch, 0, 0, 0, 3, 3, null), result);
        Assert.Equal(6, store.Append("G", Events.Batch(Epoch, stream, 4, 3)).Committed);
    }

    [Fact]
    public void Beyond_a_gap_is_stored_but_not_marked()
    {
        var stream = Stream(10);
        using (var store = Open())
        {
            store.Append("G", Events.Batch(Epoch, stream, 1, 2));
            Assert.Equal(new AppendResult("G", Epoch, 2, 0, 0, 0, 2, 3), store.Append("G", Events.Batch(Epoch, stream, 5, 2)));
            Assert.Equal(new AppendResult("G", Epoch, 1, 0, 0, 0, 2, 3), store.Append("G", Events.Batch(Epoch, stream, 9, 1)));
            Assert.Equal([3, 4, 7, 8], store.Gateways()[0].Missing);
        }
        using var again = Open();
        Assert.Equal([3, 4, 7, 8], again.Gateways()[0].Missing);
        Assert.Equal((6, 7), Mark(again.Append("G", Events.Batch(Epoch, stream, 3, 2))));
        Assert.Equal((10, null), Mark(again.Append("G", Events.Batch(Epoch, stream, 7, 4))));
        Assert.Empty(again.Gateways()[0].Missing);
        Assert.Equal([1L, 2, 5, 6, 9, 3, 4, 7, 8, 10], again.ReadAfter(0).Select(e => e.Number!.Value));
        Assert.Empty(again.Conflicts(10));
    }

    [Fact]
    public void A_gap_closed_by_another_history_stops_the_mark_before_it()
    {
        using var store = Open();
        store.Append("G", Events.Batch(Epoch, Stream(4), 3, 2));
        var other = Stream(4);
        other[0] = Events.Of("G", Epoch, 1, "shipping");
        Assert.Equal(2, store.Append("G", Events.Batch(Epoch, other, 1, 2)).Committed);
        Assert.Contains("another history", Assert.Single(store.Conflicts(10)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_event_is_quarantined_and_passed()
    {
        using var store = Open();
        byte[][] stream = [Events.Of("G", Epoch, 1), Events.Text("{\"type\":\"Nonsense\"}"), Events.Of("OTHER", Epoch, 3), Events.Of("G", Epoch, 4)];
        Assert.Equal(new AppendResult("G", Epoch, 2, 0, 2, 0, 4, null), store.Append("G", Events.Batch(Epoch, stream, 1, 4)));
        Assert.Equal(new AppendResult("G", Epoch, 0, 4, 0, 0, 4, null), store.Append("G", Events.Batch(Epoch, stream, 1, 4)));
        var quarantined = store.Quarantined(10);
        Assert.Equal([3L, 2L], quarantined.Select(q => q.Number!.Value));
        Assert.Contains("OTHER", quarantined[0].Reason, StringComparison.Ordinal);
        Assert.Equal(stream[1], quarantined[1].Bytes);
    }

    [Fact]
    public void An_event_id_from_elsewhere_counts_once()
    {
        using var store = Open();
        var one = Events.Of("G", Epoch, 1);
        var respelled = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(one).Replace("{\"type\"", "{ \"recordTime\":\"2026-02-02T00:00:00Z\", \"type\"", StringComparison.Ordinal));
        var other = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(one).Replace("storing", "picking", StringComparison.Ordinal));
        Assert.Equal([ForeignOutcome.Accepted, ForeignOutcome.Repeated, ForeignOutcome.Conflict], store.AppendForeign([one, respelled, other]));
        // The gateway itself brings it too: dealt with, no second effect.
        Assert.Equal(new AppendResult("G", Epoch, 1, 1, 0, 0, 2, null), store.Append("G", Events.Batch(Epoch, [one, Events.Of("G", Epoch, 2)], 1, 2)));
        Assert.Equal(2, store.LastCommit);
        Assert.Single(store.Conflicts(10));
        Assert.Throws<EventFormatException>(() => store.AppendForeign([Events.Of("G", Epoch, 9), "{}"u8.ToArray()]));
        Assert.Equal(2, store.LastCommit);
    }

    [Fact]
    public void An_error_declaration_stands_beside_what_it_voids()
    {
        using var store = Open();
        var one = EventReader.Read(Events.Of("G", Epoch, 1));
        var declared = EventWriter.Write(one with { ErrorDeclaration = new ErrorDeclaration(one.EventTime, "did_not_occur", []) });
        Assert.Equal([ForeignOutcome.Accepted, ForeignOutcome.Accepted, ForeignOutcome.Repeated], store.AppendForeign([EventWriter.Write(one), declared, declared]));
        Assert.Equal(EventWriter.Write(one), store.ReadBytes(one.EventId));
    }

    [Fact]
    public async Task Readers_follow_by_commit_number_from_the_tail_and_from_the_file()
    {
        var stream = Stream(6000);
        using (var store = Open())
        {
            var waiting = store.WaitAfterAsync(0, CancellationToken.None);
            Assert.False(waiting.IsCompleted);
            for (var from = 1; from <= 6000; from += 60) store.Append("G", Events.Batch(Epoch, [.. stream], from, 60));
            await waiting.WaitAsync(TimeSpan.FromSeconds(5));
            AssertFollows(store);
        }
        using var again = Open();
        AssertFollows(again);
        Assert.True(again.WaitAfterAsync(5999, CancellationToken.None).IsCompleted);
    }

    [Fact]
    public void An_older_build_refuses_a_newer_store_and_a_store_has_one_owner()
    {
        using (var store = Open())
            Assert.Contains("in use", Assert.Throws<StoreException>(Open).Message, StringComparison.Ordinal);
        using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={_folder["store.db"]};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA user_version=99";
            command.ExecuteNonQuery();
        }
        Assert.Contains("newer build", Assert.Throws<StoreException>(Open).Message, StringComparison.Ordinal);
    }

    /// <summary>Whatever the order, the repeats and the batching: the same events, each once, and the same marks.</summary>
    [Fact]
    public void Every_order_of_delivery_ends_in_the_same_store()
    {
        const int seed = 42;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var stream = Stream(60);
        for (var round = 0; round < 20; round++)
        {
            using var store = Open($"round-{round}.db");
            var batches = new List<Batch>();
            for (var from = 1; from <= 60;)
            {
                var count = Math.Min(random.Next(1, 9), 61 - from);
                batches.Add(Events.Batch(Epoch, stream, from, count));
                from += count;
            }
            batches.AddRange(batches.Where(_ => random.Next(3) == 0).ToList());
            var order = batches.OrderBy(_ => random.Next()).ToList();
            long mark = 0;
            foreach (var batch in order)
            {
                var result = store.Append("G", batch);
                Assert.True(result.Committed >= mark, "A mark fell.");
                mark = result.Committed;
                Assert.Equal(mark, Prefix(store));
            }
            Assert.Equal(60, mark);
            Assert.Equal(Enumerable.Range(1, 60).Select(n => (long)n), store.ReadAfter(0).Select(e => e.Number!.Value).Order());
            Assert.Empty(store.Conflicts(1));
        }
    }

    /// <summary>The contiguous prefix, counted anew from what can be read.</summary>
    private static long Prefix(SqliteStore store)
    {
        var numbers = store.ReadAfter(0).Select(e => e.Number!.Value).ToHashSet();
        long prefix = 0;
        while (numbers.Contains(prefix + 1)) prefix++;
        return prefix;
    }

    private static void AssertFollows(SqliteStore store)
    {
        Assert.Equal(Enumerable.Range(1, 6000).Select(n => (long)n), store.ReadAfter(0).Select(e => e.Commit));
        Assert.Equal([5999L, 6000], store.ReadAfter(5998).Select(e => e.Number!.Value));
        Assert.Empty(store.ReadAfter(6000));
        Assert.All(store.ReadAfter(0).Take(3), e => Assert.Equal(e.RecordTime, e.Event.RecordTime));
    }

    private static (long, long?) Mark(AppendResult result) => (result.Committed, result.WantFrom);

    private static byte[][] Stream(int count) => [.. Enumerable.Range(1, count).Select(n => Events.Of("G", Epoch, n))];

    private SqliteStore Open() => Open("store.db");

    private SqliteStore Open(string name) => SqliteStore.Open(_folder[name], TimeProvider.System);
}

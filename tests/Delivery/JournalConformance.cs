using System.Text;
using Traceability.Edge.Journal;
using Traceability.Messaging;

namespace Traceability.Tests.Delivery;

/// <summary>
/// What every kind of journal promises. Another kind proves itself by a class that passes its own way of opening and of pruning; a path
/// is a name in a folder that the test owns.
/// </summary>
public abstract class JournalConformance(Func<string, TimeProvider, IJournal> openAt, Func<IJournal, DateTimeOffset, int> prune) : IDisposable
{
    private readonly TempFolder _folder = new();

    protected string JournalPath => _folder["journal.db"];

    protected IJournal Open(string path) => openAt(path, TimeProvider.System);

    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void A_new_journal_is_empty_and_has_an_epoch_of_its_own()
    {
        using var journal = Open(JournalPath);
        using var other = Open(_folder["other.db"]);
        Assert.True(BatchCodec.IsHex(journal.Epoch, 32));
        Assert.NotEqual(journal.Epoch, other.Epoch);
        Assert.Equal((0, 0), (journal.Last, journal.Delivered));
        Assert.Null(journal.Read(1, 64, 1000));
        Assert.Empty(journal.State());
        Assert.Empty(journal.LoadReads());
    }

    [Fact]
    public void Everything_is_there_after_reopening()
    {
        string epoch;
        using (var journal = Open(JournalPath))
        {
            epoch = journal.Epoch;
            journal.Commit(new JournalWrite { Records = [Record(1), Record(2)], State = [new("a", [1, 2]), new("b", [])], Reads = [new("r1", 7)] });
            journal.Commit(new JournalWrite { Records = [Record(3)], State = [new("b", null), new("a", [3])], Reads = [new("r1", 8), new("r2", 1)] });
            journal.Acknowledge("one", 2);
        }
        using var again = Open(JournalPath);
        Assert.Equal((epoch, 3, 2), (again.Epoch, again.Last, again.Delivered));
        Assert.Equal("a:03", string.Join(" ", again.State().Select(s => $"{s.Key}:{Convert.ToHexString(s.Value!)}")));
        Assert.Equal([("r1", 8), ("r2", 1)], again.LoadReads().Select(r => (r.Key, r.Value)).Order());
        AssertChain(again, [Record(1), Record(2), Record(3)]);
        again.Commit(new JournalWrite { Records = [Record(4)] });
        AssertChain(again, [Record(1), Record(2), Record(3), Record(4)]);
    }

    [Fact]
    public void A_write_that_fails_leaves_nothing_behind()
    {
        using (var journal = Open(JournalPath))
        {
            journal.Commit(new JournalWrite { Records = [Record(1)] });
            foreach (var bad in new byte[][] { [], "[]"u8.ToArray(), "{} "u8.ToArray(), "{\"a\":}"u8.ToArray(), [0x7B, 0x22, 0xFF, 0x22, 0x7D], new byte[BatchCodec.MaxRecordBytes + 1] })
                Assert.ThrowsAny<Exception>(() => journal.Commit(new JournalWrite { Records = [Record(2), bad], State = [new("a", [1])] }));
            // This one fails in the middle, after records and state were written.
            Assert.ThrowsAny<Exception>(() => journal.Commit(new JournalWrite { Records = [Record(2)], State = [new("a", [1])], Reads = [new(null!, 1)] }));
            Assert.Equal(1, journal.Last);
            Assert.Empty(journal.State());
            journal.Commit(new JournalWrite { Records = [Record(3)] });
        }
        using var again = Open(JournalPath);
        AssertChain(again, [Record(1), Record(3)]);
        Assert.Empty(again.State());
        Assert.Empty(again.LoadReads());
    }

    [Fact]
    public void A_batch_ends_at_its_limits_and_one_big_record_goes_alone()
    {
        using var journal = Open(JournalPath);
        var big = Encoding.UTF8.GetBytes("{\"a\":\"" + new string('x', 5000) + "\"}");
        journal.Commit(new JournalWrite { Records = [Record(1), Record(2), big, Record(4)] });
        Assert.Equal([1, 2], Numbers(journal.Read(1, 64, 1000)));
        Assert.Equal([3], Numbers(journal.Read(3, 64, 1000)));
        Assert.Equal([4], Numbers(journal.Read(4, 64, 1000)));
        Assert.Equal([1, 2, 3], Numbers(journal.Read(1, 3, 100_000)));
        Assert.Equal([1, 2, 3, 4], Numbers(journal.Read(0, 64, 100_000)));
        Assert.Null(journal.Read(5, 64, 1000));
    }

    /// <summary>Rows: incarnation and number of each mark in turn, and what Delivered is after it, with four records.</summary>
    [Theory]
    [InlineData("a1 a3", 3)]
    [InlineData("a3 a1", 3)]
    [InlineData("a9", 4)]
    [InlineData("a3 b1", 1)]
    [InlineData("a3 b0", 0)]
    [InlineData("a3 b4 b2", 4)]
    [InlineData("a0", 0)]
    public void The_mark_moves_forward_and_back_only_with_a_new_incarnation(string marks, long delivered)
    {
        using (var journal = Open(JournalPath))
        {
            journal.Commit(new JournalWrite { Records = [Record(1), Record(2), Record(3), Record(4)] });
            foreach (var mark in marks.Split(' ')) journal.Acknowledge(mark[..1], mark[1] - '0');
            Assert.Equal(delivered, journal.Delivered);
        }
        using var again = Open(JournalPath);
        Assert.Equal(delivered, again.Delivered);
    }

    [Fact]
    public async Task Reading_beside_writing_sees_whole_commits_in_order()
    {
        using var journal = Open(JournalPath);
        var seen = new List<long>();
        var reading = Task.Run(() =>
        {
            while (seen.Count < 400)
                if (journal.Read(seen.Count + 1, 64, BatchCodec.SoftBytes) is { } batch)
                    seen.AddRange(Numbers(batch));
        });
        for (var n = 0; n < 200; n++) journal.Commit(new JournalWrite { Records = [Record(n), Record(n)] });
        await reading.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(Enumerable.Range(1, 400).Select(n => (long)n), seen);
    }

    [Fact]
    public void A_journal_has_one_owner()
    {
        using var first = Open(JournalPath);
        Assert.Contains("in use by another process", Assert.Throws<JournalException>(() => Open(JournalPath)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_takes_no_journal_is_said_in_a_sentence()
    {
        Directory.CreateDirectory(JournalPath + ".lock");
        Assert.Contains("cannot be written", Assert.Throws<JournalException>(() => Open(JournalPath)).Message, StringComparison.Ordinal);
        File.WriteAllText(JournalPath, "");
        Assert.Contains("cannot be written", Assert.Throws<JournalException>(() => Open(Path.Combine(JournalPath, "below"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_journal_is_refused_and_left_alone()
    {
        File.WriteAllText(JournalPath, new string('x', 10_000));
        Assert.Contains("cannot be opened", Assert.Throws<JournalException>(() => Open(JournalPath)).Message, StringComparison.Ordinal);
        Assert.Equal(10_000, new FileInfo(JournalPath).Length);
    }

    /// <summary>Rows: delivered, prune records written up to that number, and how many may go.</summary>
    [Theory]
    [InlineData(0, 10, 0)]
    [InlineData(4, 10, 4)]
    [InlineData(8, 5, 5)]
    [InlineData(10, 10, 10)]
    [InlineData(10, 0, 0)]
    public void Only_old_and_delivered_records_are_pruned(long delivered, int old, int gone)
    {
        var clock = new SteppingTime();
        byte[] previous;
        using (var journal = openAt(JournalPath, clock))
        {
            for (var n = 1; n <= 10; n++)
            {
                clock.Now = clock.Now.AddDays(1);
                journal.Commit(new JournalWrite { Records = [Record(n)] });
            }
            journal.Acknowledge("a", delivered);
            previous = journal.Read(gone == 10 ? 10 : gone + 1, 1, 1)!.Previous;
            Assert.Equal(gone, prune(journal, SteppingTime.Start.AddDays(old).AddHours(1)));
            Assert.Equal(0, prune(journal, SteppingTime.Start.AddDays(old).AddHours(1)));
        }
        using var again = openAt(JournalPath, clock);
        Assert.Equal((10, delivered), (again.Last, again.Delivered));
        if (gone < 10)
        {
            // The chain goes on from the last record that is gone.
            Assert.Equal(gone + 1, again.Read(1, 64, 10_000)!.From);
            Assert.Equal(previous, again.Read(1, 64, 10_000)!.Previous);
        }
        again.Commit(new JournalWrite { Records = [Record(11)] });
        Assert.Equal(11, again.Read(11, 1, 1)!.From);
    }

    protected static byte[] Record(long number) => Encoding.UTF8.GetBytes($$"""{"n":{{number}}}""");

    protected static void AssertChain(IJournal journal, IReadOnlyList<byte[]> records)
    {
        Assert.Equal(records.Count, journal.Last);
        var chain = Chain.Start();
        for (var i = 0; i < records.Count; i++)
        {
            var batch = journal.Read(i + 1, 1, 1)!;
            Assert.Equal(chain, batch.Previous);
            Assert.Equal(records[i], batch.Records[0].ToArray());
            chain = Chain.Next(chain, records[i]);
        }
    }

    private static IEnumerable<long> Numbers(Batch? batch) => Enumerable.Range(0, batch!.Records.Count).Select(i => batch.From + i);

    private sealed class SteppingTime : TimeProvider
    {
        public static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public DateTimeOffset Now { get; set; } = Start;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}

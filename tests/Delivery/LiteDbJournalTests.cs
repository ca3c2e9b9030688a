using LiteDB;
using Traceability.Edge.Journal;

namespace Traceability.Tests.Delivery;

/// <summary>The LiteDB journal keeps the contract, and what is its own: its version, and a file that is LiteDB's without us.</summary>
public sealed class LiteDbJournalTests() : JournalConformance(LiteDbJournal.Open, (journal, before) => ((LiteDbJournal)journal).Prune(before))
{
    [Fact]
    public void An_older_build_refuses_a_newer_journal()
    {
        LiteDbJournal.Open(JournalPath, TimeProvider.System).Dispose();
        SetVersion(99);
        var e = Assert.Throws<JournalException>(() => LiteDbJournal.Open(JournalPath, TimeProvider.System));
        Assert.Contains("newer build (version 99", e.Message, StringComparison.Ordinal);
        SetVersion(1);
        LiteDbJournal.Open(JournalPath, TimeProvider.System).Dispose();
    }

    /// <summary>Many transactions, so that the log is brought to the data file and begun anew now and then, and once with pages that are not there yet.</summary>
    [Fact]
    public void A_journal_outgrows_its_log_and_is_whole_after_a_sudden_end()
    {
        var big = new byte[20_000];
        using (var journal = LiteDbJournal.Open(JournalPath, TimeProvider.System))
        {
            for (var n = 1; n <= 300; n++)
            {
                big.AsSpan().Fill((byte)n);
                journal.Commit(new JournalWrite { Records = [Record(n)], State = [new($"row/{n % 40}", big[..(n * 31 % 20_000)])], Reads = [new("r", n)] });
                if (n % 90 == 0) journal.Acknowledge("a", n - 5);
            }
            // What a killed process leaves: both files as they are.
            foreach (var end in (string[])["", "-log"]) File.Copy(JournalPath + end, $"{JournalPath}.copy{end}");
        }
        using var copy = LiteDbJournal.Open($"{JournalPath}.copy", TimeProvider.System);
        AssertChain(copy, [.. Enumerable.Range(1, 300).Select(n => Record(n))]);
        Assert.Equal((265, 300), (copy.Delivered, copy.LoadReads()["r"]));
        Assert.Equal(40, copy.State().Count);
        Assert.All(copy.State(), row => Assert.True(row.Value!.All(b => b == row.Value![0])));
    }

    private void SetVersion(int version)
    {
        using var database = new LiteDatabase(JournalPath);
        var meta = database.GetCollection("meta").FindById(1);
        meta["version"] = version;
        database.GetCollection("meta").Update(meta);
        database.Checkpoint();
    }
}

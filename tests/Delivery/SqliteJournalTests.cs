using Microsoft.Data.Sqlite;
using Traceability.Edge.Journal;

namespace Traceability.Tests.Delivery;

/// <summary>The SQLite journal keeps the contract, and what is its own: versions, claims, pruning.</summary>
public sealed class SqliteJournalTests() : JournalConformance(path => SqliteJournal.Open(path, TimeProvider.System))
{
    [Fact]
    public void An_older_build_refuses_a_newer_journal()
    {
        SqliteJournal.Open(JournalPath, TimeProvider.System).Dispose();
        Execute("PRAGMA user_version=99");
        var e = Assert.Throws<JournalException>(() => SqliteJournal.Open(JournalPath, TimeProvider.System));
        Assert.Contains("newer build (version 99", e.Message, StringComparison.Ordinal);
        Execute("PRAGMA user_version=1");
        SqliteJournal.Open(JournalPath, TimeProvider.System).Dispose();
    }

    [Fact]
    public void A_journal_has_one_owner()
    {
        using var first = SqliteJournal.Open(JournalPath, TimeProvider.System);
        Assert.Contains("in use by another process", Assert.Throws<JournalException>(() => SqliteJournal.Open(JournalPath, TimeProvider.System)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_journal_is_refused_and_left_alone()
    {
        File.WriteAllText(JournalPath, new string('x', 10_000));
        Assert.Contains("cannot be opened", Assert.Throws<JournalException>(() => SqliteJournal.Open(JournalPath, TimeProvider.System)).Message, StringComparison.Ordinal);
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
        using (var journal = SqliteJournal.Open(JournalPath, clock))
        {
            for (var n = 1; n <= 10; n++)
            {
                clock.Now = clock.Now.AddDays(1);
                journal.Commit(new JournalWrite { Records = [Record(n)] });
            }
            journal.Acknowledge("a", delivered);
            previous = journal.Read(gone == 10 ? 10 : gone + 1, 1, 1)!.Previous;
            Assert.Equal(gone, journal.Prune(SteppingTime.Start.AddDays(old).AddHours(1)));
            Assert.Equal(0, journal.Prune(SteppingTime.Start.AddDays(old).AddHours(1)));
        }
        using var again = SqliteJournal.Open(JournalPath, clock);
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

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={JournalPath};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private sealed class SteppingTime : TimeProvider
    {
        public static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public DateTimeOffset Now { get; set; } = Start;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}

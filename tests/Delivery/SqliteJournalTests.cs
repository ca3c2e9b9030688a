using Microsoft.Data.Sqlite;
using Traceability.Edge.Journal;

namespace Traceability.Tests.Delivery;

/// <summary>The SQLite journal keeps the contract, and what is its own: its version.</summary>
public sealed class SqliteJournalTests() : JournalConformance(SqliteJournal.Open, (journal, before) => ((SqliteJournal)journal).Prune(before))
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

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={JournalPath};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}

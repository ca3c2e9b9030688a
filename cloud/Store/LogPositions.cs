using Microsoft.Data.Sqlite;

namespace Traceability.Cloud.Store;

/// <summary>
/// How far a partition of a log is in the store: every entry up to Sequence was applied or quarantined. Skipped counts the numbers before it that
/// the log no longer had when they were asked for.
/// </summary>
public sealed record LogPosition(string Log, string Partition, long Sequence, long Skipped);

/// <summary>A payload that cannot even be assigned to a stream.</summary>
public sealed record UnreadablePayload(string Topic, ReadOnlyMemory<byte> Payload, string Reason);

/// <summary>
/// Positions in the same file as the events, written in the same transaction: no crash can part them. A build that does not know this table loses
/// nothing by it, so the store's version is that of before.
/// </summary>
internal static class LogPositions
{
    public const string Schema = """
        CREATE TABLE IF NOT EXISTS log_position (log TEXT NOT NULL, partition TEXT NOT NULL, sequence INTEGER NOT NULL, skipped INTEGER NOT NULL,
            PRIMARY KEY (log, partition)) WITHOUT ROWID;
        """;

    public static void Save(SqliteConnection writer, LogPosition position)
    {
        using var save = StoreFile.Prepared(writer, "INSERT OR REPLACE INTO log_position VALUES ($log, $partition, $sequence, $skipped)", "$log", "$partition", "$sequence", "$skipped");
        save.With(position.Log, position.Partition, position.Sequence, position.Skipped).ExecuteNonQuery();
    }

    public static LogPosition? Load(SqliteConnection reader, string log, string partition)
    {
        using var load = StoreFile.Prepared(reader, "SELECT sequence, skipped FROM log_position WHERE log = $log AND partition = $partition", "$log", "$partition");
        using var row = load.With(log, partition).ExecuteReader();
        return row.Read() ? new LogPosition(log, partition, row.GetInt64(0), row.GetInt64(1)) : null;
    }
}

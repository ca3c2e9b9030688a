using Microsoft.Data.Sqlite;

namespace Traceability.Cloud.Store;

/// <summary>Reads streams, quarantine and conflicts back from the file.</summary>
internal static class StreamLoader
{
    public static Dictionary<(string Gateway, string Epoch), StreamState> Load(SqliteConnection connection)
    {
        var streams = new Dictionary<long, StreamState>();
        using (var all = StoreFile.Prepared(connection, "SELECT id, gateway, epoch, committed, highest, chain, last_event, heard FROM stream"))
        using (var row = all.ExecuteReader())
            while (row.Read())
                streams[row.GetInt64(0)] = new StreamState(row.GetInt64(0), row.GetString(1), row.GetString(2))
                {
                    Committed = row.GetInt64(3),
                    HighestSeen = row.GetInt64(4),
                    Chain = row.GetFieldValue<byte[]>(5),
                    LastEventTime = row.IsDBNull(6) ? null : Time(row.GetInt64(6)),
                    LastHeard = Time(row.GetInt64(7)),
                };
        LoadBeyond(connection, streams);
        return streams.Values.ToDictionary(s => (s.Gateway, s.Epoch));
    }

    public static List<QuarantineEntry> Quarantined(SqliteConnection connection, int most)
    {
        var entries = new List<QuarantineEntry>();
        using var newest = StoreFile.Prepared(connection, """
            SELECT gateway, epoch, number, topic, reason, bytes, record_time FROM quarantine LEFT JOIN stream ON stream.id = quarantine.stream
            ORDER BY quarantine.id DESC LIMIT $most
            """, "$most");
        using var row = newest.With(most).ExecuteReader();
        while (row.Read())
            entries.Add(new QuarantineEntry(Text(row, 0), Text(row, 1), row.IsDBNull(2) ? null : row.GetInt64(2), Text(row, 3), row.GetString(4), row.GetFieldValue<byte[]>(5), Time(row.GetInt64(6))));
        return entries;
    }

    public static List<ConflictEntry> Conflicts(SqliteConnection connection, int most)
    {
        var entries = new List<ConflictEntry>();
        using var newest = StoreFile.Prepared(connection, """
            SELECT gateway, epoch, number, event_id, reason, bytes, record_time FROM conflict LEFT JOIN stream ON stream.id = conflict.stream
            ORDER BY conflict.id DESC LIMIT $most
            """, "$most");
        using var row = newest.With(most).ExecuteReader();
        while (row.Read())
            entries.Add(new ConflictEntry(Text(row, 0), Text(row, 1), row.IsDBNull(2) ? null : row.GetInt64(2), Text(row, 3), row.GetString(4), row.GetFieldValue<byte[]>(5), Time(row.GetInt64(6))));
        return entries;
    }

    public static List<StreamRecord> Records(SqliteConnection connection, long stream, long after, int most)
    {
        static string From(string table, string only = "") => $"SELECT number, hash, bytes, previous FROM {table} WHERE stream = $stream AND number > $after{only}";
        using var page = StoreFile.Prepared(connection,
            $"{From("event")} UNION ALL {From("repeat")} UNION ALL {From("quarantine")} UNION ALL {From("conflict", " AND dealt = 1")} ORDER BY number LIMIT $most", "$stream", "$after", "$most");
        using var row = page.With(stream, after, most).ExecuteReader();
        var records = new List<StreamRecord>();
        while (row.Read()) records.Add(new StreamRecord(row.GetInt64(0), row.GetFieldValue<byte[]>(1), row.GetFieldValue<byte[]>(2), row.IsDBNull(3) ? null : row.GetFieldValue<byte[]>(3)));
        return records;
    }

    private static void LoadBeyond(SqliteConnection connection, Dictionary<long, StreamState> streams)
    {
        foreach (var stream in streams.Values)
        {
            if (stream.HighestSeen <= stream.Committed) continue;
            using var beyond = StoreFile.Prepared(connection, """
                SELECT number FROM event WHERE stream = $stream AND number > $committed
                UNION SELECT number FROM repeat WHERE stream = $stream AND number > $committed
                UNION SELECT number FROM quarantine WHERE stream = $stream AND number > $committed
                UNION SELECT number FROM conflict WHERE stream = $stream AND number > $committed AND dealt = 1
                """, "$stream", "$committed");
            using var row = beyond.With(stream.Id, stream.Committed).ExecuteReader();
            while (row.Read()) stream.Beyond.Add(row.GetInt64(0));
        }
    }

    private static string? Text(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}

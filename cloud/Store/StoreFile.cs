using System.Security.Cryptography;
using Microsoft.Data.Sqlite;

namespace Traceability.Cloud.Store;

/// <summary>The store's file: its schema, its version and the promise that one process alone writes it.</summary>
internal static class StoreFile
{
    /// <summary>Rises with every change that an older build could misread.</summary>
    public const int Version = 2;

    // A number of a stream is dealt with when it is in event, in repeat, in quarantine, or in conflict with dealt = 1.
    // previous is set where a record came after a gap: the chain value its batch claims before it, verified when the gap closes.
    private const string Schema = """
        CREATE TABLE meta (one INTEGER PRIMARY KEY CHECK (one = 1), incarnation TEXT NOT NULL);
        CREATE TABLE stream (id INTEGER PRIMARY KEY, gateway TEXT NOT NULL, epoch TEXT NOT NULL, committed INTEGER NOT NULL, highest INTEGER NOT NULL,
            chain BLOB NOT NULL, last_event INTEGER, heard INTEGER NOT NULL, UNIQUE (gateway, epoch));
        CREATE TABLE event (commit_number INTEGER PRIMARY KEY, stream INTEGER, number INTEGER, event_id TEXT NOT NULL, declaration INTEGER NOT NULL,
            hash BLOB NOT NULL, bytes BLOB NOT NULL, previous BLOB, record_time INTEGER NOT NULL, UNIQUE (event_id, declaration));
        CREATE UNIQUE INDEX event_number ON event (stream, number) WHERE stream IS NOT NULL;
        CREATE TABLE repeat (stream INTEGER NOT NULL, number INTEGER NOT NULL, hash BLOB NOT NULL, bytes BLOB NOT NULL, previous BLOB,
            PRIMARY KEY (stream, number)) WITHOUT ROWID;
        CREATE TABLE quarantine (id INTEGER PRIMARY KEY, stream INTEGER, number INTEGER, topic TEXT, reason TEXT NOT NULL, hash BLOB NOT NULL,
            bytes BLOB NOT NULL, previous BLOB, record_time INTEGER NOT NULL);
        CREATE UNIQUE INDEX quarantine_number ON quarantine (stream, number) WHERE stream IS NOT NULL;
        CREATE UNIQUE INDEX quarantine_payload ON quarantine (topic, hash) WHERE stream IS NULL;
        CREATE TABLE conflict (id INTEGER PRIMARY KEY, stream INTEGER, number INTEGER, event_id TEXT, reason TEXT NOT NULL, hash BLOB NOT NULL,
            bytes BLOB NOT NULL, previous BLOB, dealt INTEGER NOT NULL, record_time INTEGER NOT NULL);
        CREATE UNIQUE INDEX conflict_once ON conflict (coalesce(stream, 0), coalesce(number, 0), hash);
        """;

    public static FileStream Claim(string path)
    {
        try
        {
            return new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new StoreException($"The store {path} is in use by another process, or its folder cannot be written: {e.Message}", e);
        }
    }

    public static SqliteConnection OpenWriter(string path)
    {
        var connection = Open(path);
        try
        {
            var version = (long)Scalar(connection, "PRAGMA user_version")!;
            if (version > Version)
                throw new StoreException($"The store {path} was written by a newer build (version {version}, this build knows {Version}): install that build again, nothing was changed.");
            Run(connection, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;");
            if (version == 0) Create(connection);
            else if (version == 1) Run(connection, $"BEGIN; {CaptureTable.Schema} PRAGMA user_version={Version}; COMMIT;");
            Run(connection, LogPositions.Schema);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public static SqliteConnection OpenReader(string path)
    {
        var connection = Open(path);
        Run(connection, "PRAGMA query_only=ON;");
        return connection;
    }

    public static SqliteCommand Prepared(SqliteConnection connection, string sql, params ReadOnlySpan<string> parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var name in parameters) command.Parameters.AddWithValue(name, DBNull.Value);
        command.Prepare();
        return command;
    }

    public static SqliteCommand With(this SqliteCommand command, params ReadOnlySpan<object?> values)
    {
        for (var i = 0; i < values.Length; i++) command.Parameters[i].Value = values[i] ?? DBNull.Value;
        return command;
    }

    public static object? Scalar(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    private static SqliteConnection Open(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = 5 }.ToString());
        connection.Open();
        return connection;
    }

    private static void Create(SqliteConnection connection)
    {
        using var transaction = connection.BeginTransaction();
        using var command = connection.CreateCommand();
        command.CommandText = $"{Schema} {CaptureTable.Schema} INSERT INTO meta VALUES (1, $incarnation); PRAGMA user_version={Version};";
        command.Parameters.AddWithValue("$incarnation", Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)));
        command.ExecuteNonQuery();
        transaction.Commit();
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}

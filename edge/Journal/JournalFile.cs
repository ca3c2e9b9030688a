using System.Security.Cryptography;
using Microsoft.Data.Sqlite;

namespace Traceability.Edge.Journal;

/// <summary>The journal's file: its schema, its version and the promise that one process alone has it open.</summary>
internal static class JournalFile
{
    /// <summary>Rises with every change that an older build could misread.</summary>
    public const int Version = 1;

    private const string Schema = """
        CREATE TABLE record (number INTEGER PRIMARY KEY, written INTEGER NOT NULL, bytes BLOB NOT NULL, hash BLOB NOT NULL);
        CREATE TABLE state (key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
        CREATE TABLE read (reader TEXT PRIMARY KEY, number INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE meta (one INTEGER PRIMARY KEY CHECK (one = 1), epoch TEXT NOT NULL, delivered INTEGER NOT NULL,
            incarnation TEXT NOT NULL, pruned INTEGER NOT NULL, pruned_hash BLOB NOT NULL);
        """;

    /// <summary>Held as long as the journal is open; the kernel lets go of it when the process dies in whatever way. Its folder is made.</summary>
    public static FileStream Claim(string path)
    {
        try
        {
            if (Path.GetDirectoryName(path) is { Length: > 0 } folder) Directory.CreateDirectory(folder);
            return new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new JournalException($"The journal {path} is in use by another process, or its folder cannot be written: {e.Message}", e);
        }
    }

    public static SqliteConnection OpenWriter(string path)
    {
        var connection = Open(path);
        try
        {
            var version = Number(connection, "PRAGMA user_version");
            if (version > Version)
                throw new JournalException($"The journal {path} was written by a newer build (version {version}, this build knows {Version}): install that build again, nothing was changed.");
            Run(connection, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;");
            if (version == 0) Create(connection);
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

    public static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
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
        command.CommandText = $"{Schema} INSERT INTO meta VALUES (1, $epoch, 0, '', 0, $start); PRAGMA user_version={Version};";
        command.Parameters.AddWithValue("$epoch", Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)));
        command.Parameters.AddWithValue("$start", Messaging.Chain.Start());
        command.ExecuteNonQuery();
        transaction.Commit();
    }

    private static long Number(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }
}

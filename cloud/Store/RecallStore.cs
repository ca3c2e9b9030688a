using System.IO.Compression;
using Microsoft.Data.Sqlite;

namespace Traceability.Cloud.Store;

/// <summary>A recall as it was saved: what was asked, the state of records it was answered from, and the answer itself.</summary>
public sealed record SavedRecall(string Id, DateTimeOffset Created, string Seed, string Mode, string? Reason, string? By, DateTimeOffset AsOf, long KnownAt, int Things);

/// <summary>A person has looked at a thing that the records do not indicate any more.</summary>
public sealed record SignOff(string Thing, string By, string Why, DateTimeOffset Time);

/// <summary>
/// Saved recalls in a SQLite file of their own beside the events: they are what people decided, and no replay of events brings them
/// back. Scopes are kept as they were answered; nothing is ever taken away from them.
/// </summary>
public sealed class RecallStore : IDisposable
{
    private const string Schema = """
        CREATE TABLE IF NOT EXISTS recall (number INTEGER PRIMARY KEY, created INTEGER NOT NULL, seed TEXT NOT NULL, mode TEXT NOT NULL, reason TEXT, by TEXT,
            as_of INTEGER NOT NULL, known_at INTEGER NOT NULL, things INTEGER NOT NULL, scope BLOB NOT NULL);
        CREATE TABLE IF NOT EXISTS added (recall INTEGER NOT NULL, thing TEXT NOT NULL, class TEXT NOT NULL, PRIMARY KEY (recall, thing)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS signoff (recall INTEGER NOT NULL, thing TEXT NOT NULL, by TEXT NOT NULL, why TEXT NOT NULL, time INTEGER NOT NULL, PRIMARY KEY (recall, thing)) WITHOUT ROWID;
        """;

    private const string Columns = "number, created, seed, mode, reason, by, as_of, known_at, things";

    private readonly Lock _gate = new();
    private readonly SqliteConnection _connection;

    private RecallStore(string source)
    {
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = source, Pooling = false, DefaultTimeout = 5 }.ToString());
        _connection.Open();
        StoreFile.Scalar(_connection, "PRAGMA journal_mode=WAL");
        StoreFile.Scalar(_connection, "PRAGMA synchronous=FULL");
        Run(Schema);
    }

    /// <exception cref="StoreException">The file cannot be opened.</exception>
    public static RecallStore Open(string path)
    {
        try
        {
            return new RecallStore(path);
        }
        catch (SqliteException e)
        {
            throw new StoreException($"The recalls {path} cannot be opened: {e.Message}", e);
        }
    }

    /// <summary>For as long as it is open only.</summary>
    public static RecallStore InMemory() => new(":memory:");

    public SavedRecall Save(SavedRecall recall, ReadOnlySpan<byte> scope)
    {
        var packed = Pack(scope);
        lock (_gate)
        {
            Run("INSERT INTO recall (created, seed, mode, reason, by, as_of, known_at, things, scope) VALUES ($0, $1, $2, $3, $4, $5, $6, $7, $8)",
                recall.Created.ToUnixTimeMilliseconds(), recall.Seed, recall.Mode, recall.Reason, recall.By, recall.AsOf.UtcTicks, recall.KnownAt, recall.Things, packed);
            return recall with { Id = $"R{StoreFile.Scalar(_connection, "SELECT last_insert_rowid()")}" };
        }
    }

    /// <summary>The newest first.</summary>
    public IReadOnlyList<SavedRecall> All() => Rows($"SELECT {Columns} FROM recall ORDER BY number DESC", Read);

    public SavedRecall? Find(string id) => Number(id) is { } number ? Rows($"SELECT {Columns} FROM recall WHERE number = $0", Read, number).FirstOrDefault() : null;

    /// <summary>The answer as it was given.</summary>
    public byte[] Scope(string id) => Rows("SELECT scope FROM recall WHERE number = $0", row => Unpack(row.GetFieldValue<byte[]>(0)), Number(id)).First();

    /// <summary>Things that a later comparison found; from then on they belong to the recall.</summary>
    public void Add(string id, IEnumerable<(string Thing, string Class)> things)
    {
        lock (_gate)
        {
            using var transaction = _connection.BeginTransaction();
            foreach (var (thing, linkClass) in things) Run("INSERT OR IGNORE INTO added VALUES ($0, $1, $2)", Number(id), thing, linkClass);
            transaction.Commit();
        }
    }

    public IReadOnlyList<(string Thing, string Class)> Added(string id) => Rows("SELECT thing, class FROM added WHERE recall = $0", row => (row.GetString(0), row.GetString(1)), Number(id));

    public void SignOff(string id, SignOff signed)
    {
        lock (_gate) Run("INSERT OR REPLACE INTO signoff VALUES ($0, $1, $2, $3, $4)", Number(id), signed.Thing, signed.By, signed.Why, signed.Time.ToUnixTimeMilliseconds());
    }

    public IReadOnlyList<SignOff> SignedOff(string id) =>
        Rows("SELECT thing, by, why, time FROM signoff WHERE recall = $0", row => new SignOff(row.GetString(0), row.GetString(1), row.GetString(2), Time(row.GetInt64(3))), Number(id));

    public void Dispose()
    {
        lock (_gate) _connection.Dispose();
    }

    private static long? Number(string id) => id.Length > 1 && id[0] == 'R' && long.TryParse(id.AsSpan(1), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : null;

    private static SavedRecall Read(SqliteDataReader row) => new($"R{row.GetInt64(0)}", Time(row.GetInt64(1)), row.GetString(2), row.GetString(3), row.IsDBNull(4) ? null : row.GetString(4),
        row.IsDBNull(5) ? null : row.GetString(5), new DateTimeOffset(row.GetInt64(6), TimeSpan.Zero), row.GetInt64(7), row.GetInt32(8));

    private List<T> Rows<T>(string sql, Func<SqliteDataReader, T> read, params ReadOnlySpan<object?> values)
    {
        lock (_gate)
        {
            using var command = Command(sql, values);
            using var row = command.ExecuteReader();
            var rows = new List<T>();
            while (row.Read()) rows.Add(read(row));
            return rows;
        }
    }

    private void Run(string sql, params ReadOnlySpan<object?> values)
    {
        using var command = Command(sql, values);
        command.ExecuteNonQuery();
    }

    private SqliteCommand Command(string sql, ReadOnlySpan<object?> values)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < values.Length; i++) command.Parameters.AddWithValue($"${i}", values[i] ?? DBNull.Value);
        return command;
    }

    private static byte[] Pack(ReadOnlySpan<byte> bytes)
    {
        var packed = new MemoryStream();
        using (var zip = new GZipStream(packed, CompressionLevel.Fastest)) zip.Write(bytes);
        return packed.ToArray();
    }

    private static byte[] Unpack(byte[] packed)
    {
        using var zip = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
        var bytes = new MemoryStream();
        zip.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}

using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Traceability.Epcis;

namespace Traceability.Cloud.Store;

/// <summary>
/// Capture jobs, and the contexts of captured events: a context is kept once however many events of a document share it, and an
/// event's bytes stay those that were received.
/// </summary>
internal sealed class CaptureTable : IDisposable
{
    /// <summary>Jobs that wait; each holds up to 10 MB on disk.</summary>
    private const int MaxWaiting = 100;

    // A job's document is dropped when the job ends: its events are kept, each with its own bytes.
    public const string Schema = """
        CREATE TABLE context (id INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE, bytes BLOB NOT NULL);
        CREATE TABLE captured (commit_number INTEGER PRIMARY KEY, context INTEGER NOT NULL REFERENCES context);
        CREATE TABLE capture (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, created INTEGER NOT NULL, finished INTEGER, proceed INTEGER NOT NULL,
            success INTEGER, errors TEXT, document BLOB);
        CREATE INDEX capture_waiting ON capture (number) WHERE finished IS NULL;
        """;

    private const string Columns = "number, id, created, finished, proceed, success, errors";

    private readonly SqliteConnection _writer;
    private readonly SqliteCommand _addContext, _findContext, _addCaptured, _find, _addJob, _endJob, _next, _job, _jobs, _event, _context;

    public CaptureTable(SqliteConnection writer, SqliteConnection reader)
    {
        _writer = writer;
        _addContext = StoreFile.Prepared(writer, "INSERT INTO context (hash, bytes) VALUES ($hash, $bytes) RETURNING id", "$hash", "$bytes");
        _findContext = StoreFile.Prepared(writer, "SELECT id FROM context WHERE hash = $hash", "$hash");
        _addCaptured = StoreFile.Prepared(writer, "INSERT INTO captured VALUES ($commit, $context)", "$commit", "$context");
        _find = StoreFile.Prepared(writer, Event("event.declaration = $declaration"), "$id", "$declaration");
        _addJob = StoreFile.Prepared(writer, "INSERT INTO capture (number, id, created, proceed, document) VALUES ($number, $id, $created, $proceed, $document)",
            "$number", "$id", "$created", "$proceed", "$document");
        _endJob = StoreFile.Prepared(writer, """
            UPDATE capture SET finished = $finished, success = $success, errors = $errors, document = NULL WHERE number = $number AND finished IS NULL
            """,
            "$finished", "$success", "$errors", "$number");
        _next = StoreFile.Prepared(reader, $"SELECT {Columns}, document FROM capture WHERE finished IS NULL ORDER BY number LIMIT 1");
        _job = StoreFile.Prepared(reader, $"SELECT {Columns} FROM capture WHERE id = $id", "$id");
        _jobs = StoreFile.Prepared(reader, $"SELECT {Columns} FROM capture WHERE number < $before ORDER BY number DESC LIMIT $most", "$before", "$most");
        _context = StoreFile.Prepared(reader, "SELECT bytes FROM context WHERE id = $id", "$id");
        _event = StoreFile.Prepared(reader, Event("true"), "$id");
    }

    /// <summary>The event with that id as it is kept, or its declaration: one stands beside the other.</summary>
    public KeptEvent? Find(string eventId, bool declared) => Kept(_find.With(eventId, declared ? 1 : 0));

    public KeptEvent? FindEvent(string eventId) => Kept(_event.With(eventId));

    public byte[] Context(long id) => (byte[])_context.With(id).ExecuteScalar()!;

    public void Add(long commit, byte[] context)
    {
        var hash = SHA256.HashData(context);
        var id = (long)(_findContext.With(hash).ExecuteScalar() ?? _addContext.With(hash, context).ExecuteScalar()!);
        _addCaptured.With(commit, id).ExecuteNonQuery();
    }

    /// <summary>Null where too many wait. The id is derived: the store's own random number makes it unique and hard to guess.</summary>
    public CaptureJob? AddJob(string incarnation, bool proceed, byte[] document, DateTimeOffset now)
    {
        if ((long)StoreFile.Scalar(_writer, "SELECT count(*) FROM capture WHERE finished IS NULL")! >= MaxWaiting) return null;
        var number = (long)StoreFile.Scalar(_writer, "SELECT coalesce(max(number), 0) + 1 FROM capture")!;
        var id = EventIdentity.Of("capture", incarnation, number)["urn:uuid:".Length..];
        _addJob.With(number, id, now.ToUnixTimeMilliseconds(), proceed ? 1 : 0, document).ExecuteNonQuery();
        _addJob.Parameters["$document"].Value = DBNull.Value;
        return new CaptureJob(number, id, now, null, proceed, null, null);
    }

    /// <summary>Number of the newest job that has ended; jobs end in their order.</summary>
    public long LastEnded() => (long)StoreFile.Scalar(_writer, "SELECT coalesce(max(number), 0) FROM capture WHERE finished IS NOT NULL")!;

    public void End(CaptureEnd end, DateTimeOffset now) => _endJob.With(now.ToUnixTimeMilliseconds(), end.Success ? 1 : 0, end.Errors, end.Job).ExecuteNonQuery();

    public (CaptureJob Job, byte[] Document)? Next()
    {
        using var row = _next.ExecuteReader();
        return row.Read() ? (Job(row), row.GetFieldValue<byte[]>(7)) : null;
    }

    public CaptureJob? FindJob(string id)
    {
        using var row = _job.With(id).ExecuteReader();
        return row.Read() ? Job(row) : null;
    }

    public List<CaptureJob> Jobs(long before, int most)
    {
        var jobs = new List<CaptureJob>();
        using var row = _jobs.With(before, most).ExecuteReader();
        while (row.Read()) jobs.Add(Job(row));
        return jobs;
    }

    public void Dispose()
    {
        foreach (var command in new[] { _addContext, _findContext, _addCaptured, _find, _addJob, _endJob, _next, _job, _jobs, _event, _context }) command.Dispose();
    }

    private static KeptEvent? Kept(SqliteCommand find)
    {
        using var row = find.ExecuteReader();
        if (!row.Read()) return null;
        var context = row.IsDBNull(1) ? null : row.GetFieldValue<byte[]>(1);
        return new KeptEvent(row.GetFieldValue<byte[]>(0), context, row.GetString(2), Time(row.GetInt64(3)), OfGateway: !row.IsDBNull(4));
    }

    private static CaptureJob Job(SqliteDataReader row) => new(row.GetInt64(0), row.GetString(1), Time(row.GetInt64(2)), row.IsDBNull(3) ? null : Time(row.GetInt64(3)),
        row.GetInt64(4) == 1, row.IsDBNull(5) ? null : row.GetInt64(5) == 1, row.IsDBNull(6) ? null : row.GetString(6));

    private static string Event(string which) => $"""
        SELECT event.bytes, context.bytes, event_id, record_time, stream FROM event
        LEFT JOIN captured ON captured.commit_number = event.commit_number LEFT JOIN context ON context.id = captured.context
        WHERE event_id = $id AND {which} ORDER BY declaration DESC LIMIT 1
        """;

    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}

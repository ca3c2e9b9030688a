using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Traceability.Epcis;

namespace Traceability.Cloud.Store;

/// <summary>
/// The plant's events in one SQLite file (WAL, synchronous FULL). Every append is one transaction: what it returns is on
/// disk, and only what it returns as committed may be marked.
/// </summary>
public sealed partial class SqliteStore : IEventStore, ICaptureStore, IDisposable
{
    private const int Page = 512;

    /// <summary>Payloads nobody can assign are kept up to here; a flood of them must not fill the disk.</summary>
    private const int MaxPayloads = 10_000;

    /// <summary>Contexts that are held parsed; partners use few.</summary>
    private const int MaxContexts = 1000;

    private readonly Lock _writing = new();
    private readonly Lock _reading = new();
    private readonly TimeProvider _time;
    private readonly FileStream _claim;
    private readonly SqliteConnection _writer;
    private readonly SqliteConnection _reader;
    private readonly EventTable _events;
    private readonly StreamAppender _appender;
    private readonly CaptureTable _captures;
    private readonly Dictionary<long, EventContext> _contexts = [];
    private readonly StoreTail _tail;
    private long _shown;
    private readonly SqliteCommand _begin, _commit, _rollback, _page, _bytes;
    private readonly Dictionary<(string Gateway, string Epoch), StreamState> _streams;

    private SqliteStore(string path, FileStream claim, TimeProvider time)
    {
        _time = time;
        _claim = claim;
        _writer = StoreFile.OpenWriter(path);
        _reader = StoreFile.OpenReader(path);
        _events = new EventTable(_writer);
        _appender = new StreamAppender(_writer, _events);
        _captures = new CaptureTable(_writer, _reader);
        _shown = _captures.LastEnded();
        _tail = new StoreTail(_events.Last);
        Incarnation = (string)StoreFile.Scalar(_writer, "SELECT incarnation FROM meta")!;
        _streams = StreamLoader.Load(_writer);
        _begin = StoreFile.Prepared(_writer, "BEGIN IMMEDIATE");
        _commit = StoreFile.Prepared(_writer, "COMMIT");
        _rollback = StoreFile.Prepared(_writer, "ROLLBACK");
        _page = StoreFile.Prepared(_reader, """
            SELECT event.commit_number, record_time, gateway, epoch, number, bytes, event_id, captured.context FROM event
            LEFT JOIN stream ON stream.id = event.stream LEFT JOIN captured ON captured.commit_number = event.commit_number
            WHERE event.commit_number > $after ORDER BY event.commit_number LIMIT $most
            """, "$after", "$most");
        _bytes = StoreFile.Prepared(_reader, "SELECT bytes FROM event WHERE event_id = $id ORDER BY declaration LIMIT 1", "$id");
    }

    /// <summary>Random id of this store, 32 hex digits: marks may fall only when it changes.</summary>
    public string Incarnation { get; }

    public long LastCommit => _tail.Last;

    /// <exception cref="StoreException">Newer build, other process, damaged or unreachable file.</exception>
    public static SqliteStore Open(string path, TimeProvider time)
    {
        var claim = StoreFile.Claim(path);
        try
        {
            return new SqliteStore(path, claim, time);
        }
        catch (Exception e)
        {
            claim.Dispose();
            if (e is SqliteException) throw new StoreException($"The store {path} cannot be opened: {e.Message}", e);
            throw;
        }
    }

    public AppendResult Append(string gateway, Messaging.Batch batch) => Append([new GatewayBatch(gateway, batch)])[0];

    /// <summary>Takes batches, whatever is in them, in one transaction. An exception means that nothing of it was taken.</summary>
    public IReadOnlyList<AppendResult> Append(IReadOnlyList<GatewayBatch> batches) => Append(batches, [], null);

    /// <summary>The same with what came between them and cannot be read, and with the position in the log that all of it reaches up to.</summary>
    public IReadOnlyList<AppendResult> Append(IReadOnlyList<GatewayBatch> batches, IReadOnlyList<UnreadablePayload> unreadable, LogPosition? reached)
    {
        lock (_writing)
        {
            var changed = new Dictionary<(string, string), StreamState>();
            var results = new AppendResult[batches.Count];
            InTransaction(now =>
            {
                for (var i = 0; i < results.Length; i++)
                {
                    var key = (batches[i].Gateway, batches[i].Batch.Epoch);
                    if (!changed.TryGetValue(key, out var stream))
                        changed[key] = stream = _streams.TryGetValue(key, out var known) ? new StreamState(known) : _appender.Create(key.Gateway, key.Epoch);
                    results[i] = _appender.Append(stream, batches[i].Batch, now);
                }
                foreach (var payload in unreadable) Keep(payload, now);
                if (reached is not null) LogPositions.Save(_writer, reached);
            });
            // The events first: who has seen a stream's committed number finds every event up to it.
            _tail.Add(_events.TakeAdded());
            lock (_streams)
                foreach (var (key, stream) in changed) _streams[key] = stream;
            return results;
        }
    }

    /// <summary>Takes events from elsewhere, all in one transaction.</summary>
    /// <exception cref="EventFormatException">One cannot be read; none was taken.</exception>
    public IReadOnlyList<ForeignOutcome> AppendForeign(IReadOnlyList<byte[]> events)
    {
        var read = events.Select(bytes => EventReader.Read(bytes)).ToArray();
        lock (_writing)
        {
            var outcomes = new ForeignOutcome[read.Length];
            InTransaction(now =>
            {
                for (var i = 0; i < read.Length; i++) outcomes[i] = AddForeign(read[i], events[i], now);
            });
            _tail.Add(_events.TakeAdded());
            return outcomes;
        }
    }

    /// <summary>Keeps a payload that cannot even be assigned to a stream; the same one once.</summary>
    public void Quarantine(string topic, ReadOnlyMemory<byte> payload, string reason)
    {
        lock (_writing) InTransaction(now => Keep(new UnreadablePayload(topic, payload, reason), now));
    }

    /// <summary>How far a partition of a log was taken in; null where nothing of it was.</summary>
    public LogPosition? Position(string log, string partition)
    {
        lock (_reading) return LogPositions.Load(_reader, log, partition);
    }

    public IEnumerable<StoredEvent> ReadAfter(long commit)
    {
        while (true)
        {
            var page = _tail.After(commit, Page) ?? ReadPage(commit, Page);
            if (page.Count == 0) yield break;
            foreach (var stored in page) yield return stored;
            commit = page[^1].Commit;
        }
    }

    public StoredEvent Read(long commit) => (_tail.After(commit - 1, 1) ?? ReadPage(commit - 1, 1))[0];

    public Task WaitAfterAsync(long commit, CancellationToken stop) => _tail.WaitAfterAsync(commit, stop);

    public byte[]? ReadBytes(string eventId)
    {
        lock (_reading) return (byte[]?)_bytes.With(eventId).ExecuteScalar();
    }

    public IReadOnlyList<GatewayStream> Gateways()
    {
        lock (_streams) return [.. _streams.Values.OrderBy(s => s.Gateway, StringComparer.Ordinal).ThenBy(s => s.Id).Select(s => s.Show())];
    }

    public IReadOnlyList<StreamHead> Heads(string gateway)
    {
        lock (_streams) return [.. _streams.Values.Where(s => s.Gateway == gateway).OrderBy(s => s.Id).Select(s => new StreamHead(s.Epoch, s.Committed, s.Chain))];
    }

    public IReadOnlyList<StreamRecord> ReadStream(string gateway, string epoch, long after, int most)
    {
        long id;
        lock (_streams)
        {
            if (!_streams.TryGetValue((gateway, epoch), out var stream)) return [];
            id = stream.Id;
        }
        lock (_reading) return StreamLoader.Records(_reader, id, after, most);
    }

    /// <summary>What a gateway's mark may say, an epoch each, the newest last.</summary>
    public IReadOnlyList<Messaging.EpochMark> Marks(string gateway)
    {
        lock (_streams) return [.. _streams.Values.Where(s => s.Gateway == gateway).OrderBy(s => s.Id).Select(s => new Messaging.EpochMark(s.Epoch, s.Committed))];
    }

    /// <summary>The newest entries first.</summary>
    public IReadOnlyList<QuarantineEntry> Quarantined(int most)
    {
        lock (_reading) return StreamLoader.Quarantined(_reader, most);
    }

    /// <summary>The newest entries first. Any entry at all is an alarm.</summary>
    public IReadOnlyList<ConflictEntry> Conflicts(int most)
    {
        lock (_reading) return StreamLoader.Conflicts(_reader, most);
    }

    public void Dispose()
    {
        lock (_writing)
            lock (_reading)
            {
                foreach (var command in new[] { _begin, _commit, _rollback, _page, _bytes }) command.Dispose();
                _appender.Dispose();
                _captures.Dispose();
                _events.Dispose();
                _reader.Dispose();
                _writer.Dispose();
                _claim.Dispose();
            }
    }

    private void Keep(UnreadablePayload unreadable, DateTimeOffset now)
    {
        if ((long)StoreFile.Scalar(_writer, "SELECT count(*) FROM quarantine WHERE stream IS NULL")! >= MaxPayloads) return;
        using var add = StoreFile.Prepared(_writer,
            "INSERT OR IGNORE INTO quarantine (topic, reason, hash, bytes, record_time) VALUES ($topic, $reason, $hash, $bytes, $time)",
            "$topic", "$reason", "$hash", "$bytes", "$time");
        var payload = unreadable.Payload;
        var kept = payload[..Math.Min(payload.Length, Messaging.BatchCodec.MaxPayloadBytes)].ToArray();
        add.With(unreadable.Topic, unreadable.Reason, SHA256.HashData(payload.Span), kept, now.ToUnixTimeMilliseconds()).ExecuteNonQuery();
    }

    private ForeignOutcome AddForeign(EpcisEvent read, byte[] bytes, DateTimeOffset now)
    {
        var hash = SHA256.HashData(bytes);
        if (_events.Find(read) is not { } same)
        {
            _events.Add(null, null, null, read, hash, bytes, now);
            return ForeignOutcome.Accepted;
        }
        if (EventContent.Same(same, bytes)) return ForeignOutcome.Repeated;
        _appender.AddConflict(null, null, read.EventId, "The eventID is committed with other content.", hash, bytes, null, dealt: true, now);
        return ForeignOutcome.Conflict;
    }

    private List<StoredEvent> ReadPage(long after, int most)
    {
        var page = new List<StoredEvent>();
        lock (_reading)
        {
            using var row = _page.With(after, most).ExecuteReader();
            while (row.Read())
            {
                var recorded = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(1));
                var read = Read(row) with { RecordTime = recorded };
                page.Add(new StoredEvent(row.GetInt64(0), recorded, row.IsDBNull(2) ? null : row.GetString(2), row.IsDBNull(3) ? null : row.GetString(3),
                    row.IsDBNull(4) ? null : row.GetInt64(4), read));
            }
        }
        return page;
    }

    // A gateway's event is read strictly; a partner's with the context that its document gave it.
    private EpcisEvent Read(SqliteDataReader row)
    {
        var bytes = row.GetFieldValue<byte[]>(5);
        if (row.IsDBNull(7)) return EventReader.Read(bytes);
        var id = row.GetInt64(7);
        if (!_contexts.TryGetValue(id, out var context))
        {
            if (_contexts.Count == MaxContexts) _contexts.Clear();
            _contexts.Add(id, context = EventContext.Read(_captures.Context(id)));
        }
        return ForeignReader.Read(bytes, context, row.GetString(6));
    }

    private void InTransaction(Action<DateTimeOffset> work)
    {
        _begin.ExecuteNonQuery();
        try
        {
            // Milliseconds, as the column keeps them: a reader of the tail and one of the file see the same time.
            work(DateTimeOffset.FromUnixTimeMilliseconds(_time.GetUtcNow().ToUnixTimeMilliseconds()));
            _commit.ExecuteNonQuery();
        }
        catch
        {
            // SQLite has rolled back by itself after some failures; asking again would hide the first one.
            if (SQLitePCL.raw.sqlite3_get_autocommit(_writer.Handle) == 0) _rollback.ExecuteNonQuery();
            _events.RolledBack();
            throw;
        }
    }
}

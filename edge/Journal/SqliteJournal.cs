using System.Data;
using Microsoft.Data.Sqlite;
using Traceability.Messaging;

namespace Traceability.Edge.Journal;

/// <summary>
/// The journal in one SQLite file. A commit is one transaction with one fsync (WAL, synchronous FULL); the statements stay prepared.
/// The uplink reads on a connection of its own, so that sending never waits for the disk of a commit.
/// </summary>
public sealed class SqliteJournal : IJournal
{
    private readonly Lock _writing = new();
    private readonly Lock _reading = new();
    private readonly TimeProvider _time;
    private readonly FileStream _claim;
    private readonly SqliteConnection _writer;
    private readonly SqliteConnection _reader;
    private readonly SqliteCommand _begin, _commit, _rollback, _addRecord, _setState, _dropState, _setRead, _setMark, _relax, _strict;
    private readonly SqliteCommand _readRecords, _readHash;
    private byte[] _chain = Chain.Start();
    private string _incarnation = "";
    private long _last;
    private long _delivered;

    private SqliteJournal(string path, FileStream claim, TimeProvider time)
    {
        _time = time;
        _claim = claim;
        _writer = JournalFile.OpenWriter(path);
        _reader = JournalFile.OpenReader(path);
        _begin = Prepared(_writer, "BEGIN IMMEDIATE");
        _commit = Prepared(_writer, "COMMIT");
        _rollback = Prepared(_writer, "ROLLBACK");
        _addRecord = Prepared(_writer, "INSERT INTO record VALUES ($number, $written, $bytes, $hash)", "$number", "$written", "$bytes", "$hash");
        _setState = Prepared(_writer, "INSERT INTO state VALUES ($key, $value) ON CONFLICT DO UPDATE SET value = excluded.value", "$key", "$value");
        _dropState = Prepared(_writer, "DELETE FROM state WHERE key = $key", "$key");
        _setRead = Prepared(_writer, "INSERT INTO read VALUES ($reader, $number) ON CONFLICT DO UPDATE SET number = excluded.number", "$reader", "$number");
        _setMark = Prepared(_writer, "UPDATE meta SET delivered = $delivered, incarnation = $incarnation", "$delivered", "$incarnation");
        _relax = Prepared(_writer, "PRAGMA synchronous=NORMAL");
        _strict = Prepared(_writer, "PRAGMA synchronous=FULL");
        _readRecords = Prepared(_reader, "SELECT number, bytes FROM record WHERE number >= $from ORDER BY number LIMIT $count", "$from", "$count");
        _readHash = Prepared(_reader,
            "SELECT hash FROM record WHERE number = $number UNION ALL SELECT pruned_hash FROM meta WHERE pruned = $number LIMIT 1", "$number");
        Epoch = LoadPosition();
    }

    public string Epoch { get; }

    public long Last => Volatile.Read(ref _last);

    public long Delivered => Volatile.Read(ref _delivered);

    /// <exception cref="JournalException">Newer build, other process, damaged or unreachable file.</exception>
    public static SqliteJournal Open(string path, TimeProvider time)
    {
        var claim = JournalFile.Claim(path);
        try
        {
            return new SqliteJournal(path, claim, time);
        }
        catch (Exception e)
        {
            claim.Dispose();
            if (e is SqliteException) throw new JournalException($"The journal {path} cannot be opened: {e.Message}", e);
            throw;
        }
    }

    public void LoadState(Action<StateRow> take)
    {
        lock (_writing)
        {
            // Each page is read once: what is kept of them for a second time would stay in memory.
            using (var small = Prepared(_writer, "PRAGMA cache_size=-64")) Execute(small);
            using (var command = Prepared(_writer, "SELECT key, value FROM state ORDER BY key"))
            using (var row = command.ExecuteReader())
                while (row.Read()) take(new StateRow(row.GetString(0), row.GetFieldValue<byte[]>(1)));
            using (var usual = Prepared(_writer, "PRAGMA cache_size=-2000")) Execute(usual);
        }
    }

    public IReadOnlyDictionary<string, long> LoadReads()
    {
        var reads = new Dictionary<string, long>(StringComparer.Ordinal);
        lock (_writing)
        {
            using var command = Prepared(_writer, "SELECT reader, number FROM read");
            using var row = command.ExecuteReader();
            while (row.Read()) reads[row.GetString(0)] = row.GetInt64(1);
        }
        return reads;
    }

    public void Commit(JournalWrite write)
    {
        foreach (var record in write.Records)
            if (BatchCodec.WhyNoRecord(record) is { } reason)
                throw new ArgumentException(reason, nameof(write));
        lock (_writing)
        {
            var (last, chain) = (_last, _chain);
            InTransaction(() =>
            {
                var written = _time.GetUtcNow().ToUnixTimeMilliseconds();
                foreach (var record in write.Records)
                {
                    chain = Chain.Next(chain, record);
                    Execute(_addRecord, ++last, written, record, chain);
                }
                foreach (var row in write.State)
                    if (row.Value is null) Execute(_dropState, row.Key);
                    else Execute(_setState, row.Key, row.Value);
                foreach (var read in write.Reads) Execute(_setRead, read.Reader, read.Number);
            });
            _chain = chain;
            Volatile.Write(ref _last, last);
        }
    }

    public Batch? Read(long from, int maxRecords, int maxBytes)
    {
        if (from > Last) return null;
        lock (_reading)
        {
            var first = 0L;
            var bytes = 0;
            var records = new List<ReadOnlyMemory<byte>>();
            _readRecords.Parameters[0].Value = Math.Max(from, 1);
            _readRecords.Parameters[1].Value = maxRecords;
            using (var row = _readRecords.ExecuteReader(CommandBehavior.SequentialAccess))
            {
                while (row.Read())
                {
                    var number = row.GetInt64(0);
                    var record = row.GetFieldValue<byte[]>(1);
                    // The first record goes whatever its size: it could never leave otherwise.
                    if (records.Count > 0 && bytes + record.Length > maxBytes) break;
                    if (records.Count == 0) first = number;
                    bytes += record.Length;
                    records.Add(record);
                }
            }
            return records.Count == 0 ? null : new Batch(Epoch, first, HashOf(first - 1), records);
        }
    }

    public void Acknowledge(string incarnation, long number)
    {
        lock (_writing)
        {
            number = Math.Min(number, _last);
            if (incarnation == _incarnation && number <= _delivered) return;
            // The mark needs no fsync of its own: lost in a power cut, it comes again from the broker or the records are sent twice.
            Execute(_relax);
            try
            {
                InTransaction(() => Execute(_setMark, number, incarnation));
            }
            finally
            {
                Execute(_strict);
            }
            _incarnation = incarnation;
            Volatile.Write(ref _delivered, number);
        }
    }

    /// <summary>Deletes delivered records that were written before a time; undelivered ones stay whatever their age. Returns how many went.</summary>
    public int Prune(DateTimeOffset writtenBefore)
    {
        lock (_writing)
        {
            var gone = 0;
            InTransaction(() =>
            {
                using var prune = Prepared(_writer, """
                    UPDATE meta SET pruned = last.number, pruned_hash = last.hash FROM
                        (SELECT number, hash FROM record WHERE number <= $delivered
                            AND number < (SELECT coalesce(min(number), $delivered + 1) FROM record WHERE written >= $before) ORDER BY number DESC LIMIT 1) AS last;
                    DELETE FROM record WHERE number <= (SELECT pruned FROM meta);
                    """, "$delivered", "$before");
                var before = Scalar("SELECT count(*) FROM record");
                Execute(prune, _delivered, writtenBefore.ToUnixTimeMilliseconds());
                gone = (int)(before - Scalar("SELECT count(*) FROM record"));
            });
            return gone;
        }
    }

    public void Dispose()
    {
        lock (_writing)
            lock (_reading)
            {
                foreach (var command in new[] { _begin, _commit, _rollback, _addRecord, _setState, _dropState, _setRead, _setMark, _relax, _strict, _readRecords, _readHash })
                    command.Dispose();
                _reader.Dispose();
                _writer.Dispose();
                _claim.Dispose();
            }
    }

    private string LoadPosition()
    {
        using var command = Prepared(_writer, """
            SELECT epoch, delivered, incarnation, coalesce((SELECT max(number) FROM record), pruned),
                coalesce((SELECT hash FROM record ORDER BY number DESC LIMIT 1), pruned_hash) FROM meta
            """);
        using var row = command.ExecuteReader();
        if (!row.Read()) throw new JournalException("The journal has lost its own description: restore it from a copy.");
        _delivered = row.GetInt64(1);
        _incarnation = row.GetString(2);
        _last = row.GetInt64(3);
        _chain = row.GetFieldValue<byte[]>(4);
        return row.GetString(0);
    }

    private byte[] HashOf(long number)
    {
        if (number == 0) return Chain.Start();
        _readHash.Parameters[0].Value = number;
        return (byte[]?)_readHash.ExecuteScalar() ?? throw new JournalException($"The journal lacks the hash of record {number}.");
    }

    private void InTransaction(Action work)
    {
        Execute(_begin);
        try
        {
            work();
            Execute(_commit);
        }
        catch
        {
            // SQLite has rolled back by itself after some failures; asking again would hide the first one.
            if (SQLitePCL.raw.sqlite3_get_autocommit(_writer.Handle) == 0) Execute(_rollback);
            throw;
        }
    }

    private long Scalar(string sql)
    {
        using var command = Prepared(_writer, sql);
        return (long)command.ExecuteScalar()!;
    }

    private static void Execute(SqliteCommand command, params ReadOnlySpan<object> values)
    {
        for (var i = 0; i < values.Length; i++) command.Parameters[i].Value = values[i];
        command.ExecuteNonQuery();
    }

    private static SqliteCommand Prepared(SqliteConnection connection, string sql, params ReadOnlySpan<string> parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var name in parameters) command.Parameters.AddWithValue(name, DBNull.Value);
        command.Prepare();
        return command;
    }
}

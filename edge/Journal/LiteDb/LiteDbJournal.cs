using System.Security.Cryptography;
using LiteDB;
using LiteDB.Engine;
using Traceability.Messaging;

namespace Traceability.Edge.Journal;

/// <summary>
/// The journal in LiteDB 5. LiteDB's own log has neither fsync nor checksums, so it stays in memory: each commit is brought to the
/// data file at once, and that is a <see cref="PageFile"/>, where all of it becomes durable together. A write that
/// fails on the way is forgotten by opening the pages anew. LiteDB binds a transaction to its thread; a commit never leaves its own.
/// </summary>
public sealed class LiteDbJournal : IJournal
{
    private const int Version = 1;

    private readonly Lock _writing = new();
    private readonly Lock _reading = new();
    private readonly TimeProvider _time;
    private readonly FileStream _claim;
    private readonly PageFile _pages;
    private LiteDatabase _database;
    private byte[] _chain;
    private string _incarnation;
    private long _last;
    private long _delivered;

    private LiteDbJournal(PageFile pages, FileStream claim, TimeProvider time)
    {
        (_pages, _claim, _time) = (pages, claim, time);
        _database = OpenPages();
        var meta = Meta ?? Create();
        if (meta["version"].AsInt32 > Version)
            throw new JournalException($"The journal was written by a newer build (version {meta["version"].AsInt32}, this build knows {Version}): install that build again, nothing was changed.");
        Epoch = meta["epoch"].AsString;
        _incarnation = meta["incarnation"].AsString;
        _delivered = meta["delivered"].AsInt64;
        var newest = Records.Query().OrderByDescending("$._id").Limit(1).FirstOrDefault();
        _last = newest?["_id"].AsInt64 ?? meta["pruned"].AsInt64;
        _chain = newest?["hash"].AsBinary ?? meta["prunedHash"].AsBinary;
    }

    public string Epoch { get; }

    public long Last => Volatile.Read(ref _last);

    public long Delivered => Volatile.Read(ref _delivered);

    private ILiteCollection<BsonDocument> Records => _database.GetCollection("record");
    private ILiteCollection<BsonDocument> States => _database.GetCollection("state");
    private ILiteCollection<BsonDocument> Reads => _database.GetCollection("read");
    private ILiteCollection<BsonDocument> Metas => _database.GetCollection("meta");
    private BsonDocument? Meta => Metas.FindById(1);

    /// <exception cref="JournalException">Newer build, other process, damaged or unreachable file.</exception>
    public static LiteDbJournal Open(string path, TimeProvider time)
    {
        var claim = JournalFile.Claim(path);
        PageFile? pages = null;
        try
        {
            pages = new PageFile(path);
            return new LiteDbJournal(pages, claim, time);
        }
        catch (Exception e)
        {
            pages?.Dispose();
            claim.Dispose();
            if (e is not JournalException) throw new JournalException($"The journal {path} cannot be opened: {e.Message}", e);
            throw;
        }
    }

    public void LoadState(Action<StateRow> take)
    {
        lock (_writing)
            foreach (var row in States.FindAll())
                take(new StateRow(row["_id"].AsString, row["value"].AsBinary));
    }

    public IReadOnlyDictionary<string, long> LoadReads()
    {
        lock (_writing) return Reads.FindAll().ToDictionary(r => r["_id"].AsString, r => r["number"].AsInt64, StringComparer.Ordinal);
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
                var (written, records, states, reads) = (_time.GetUtcNow().ToUnixTimeMilliseconds(), Records, States, Reads);
                foreach (var record in write.Records)
                {
                    chain = Chain.Next(chain, record);
                    records.Insert(new BsonDocument { ["_id"] = ++last, ["written"] = written, ["bytes"] = record, ["hash"] = chain });
                }
                foreach (var row in write.State)
                    if (row.Value is null) states.Delete(row.Key);
                    else states.Upsert(new BsonDocument { ["_id"] = row.Key, ["value"] = row.Value });
                foreach (var read in write.Reads)
                {
                    // LiteDB would give a document without an id one of its own.
                    ArgumentNullException.ThrowIfNull(read.Reader);
                    reads.Upsert(new BsonDocument { ["_id"] = read.Reader, ["number"] = read.Number });
                }
            });
            _chain = chain;
            Volatile.Write(ref _last, last);
        }
    }

    public Batch? Read(long from, int maxRecords, int maxBytes)
    {
        lock (_reading)
        {
            // What a commit has written, but not yet made durable, is not to be seen.
            var last = Last;
            if (from > last) return null;
            var first = 0L;
            var bytes = 0;
            var records = new List<ReadOnlyMemory<byte>>();
            foreach (var row in Records.Find(Query.Between("_id", Math.Max(from, 1), last), 0, maxRecords))
            {
                var record = row["bytes"].AsBinary;
                // The first record goes whatever its size: it could never leave otherwise.
                if (records.Count > 0 && bytes + record.Length > maxBytes) break;
                if (records.Count == 0) first = row["_id"].AsInt64;
                bytes += record.Length;
                records.Add(record);
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
            _pages.IsRelaxed = true;
            try
            {
                InTransaction(() => Change(meta => (meta["delivered"], meta["incarnation"]) = (number, incarnation)));
            }
            finally
            {
                _pages.IsRelaxed = false;
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
            var before = writtenBefore.ToUnixTimeMilliseconds();
            var newest = Records.Find(Query.LTE("_id", _delivered)).TakeWhile(r => r["written"].AsInt64 < before).LastOrDefault();
            if (newest is null) return 0;
            var gone = 0;
            InTransaction(() =>
            {
                Change(meta => (meta["pruned"], meta["prunedHash"]) = (newest["_id"], newest["hash"]));
                gone = Records.DeleteMany(Query.LTE("_id", newest["_id"]));
            });
            return gone;
        }
    }

    public void Dispose()
    {
        lock (_writing)
            lock (_reading)
            {
                _database.Dispose();
                _pages.Complete();
                _pages.Dispose();
                _claim.Dispose();
            }
    }

    // Ordinal, or lots that differ only in their case would be one.
    private LiteDatabase OpenPages() => new(new LiteEngine(new EngineSettings { DataStream = _pages, LogStream = new MemoryStream(), Collation = Collation.Binary }));

    private BsonDocument Create()
    {
        if (_database.GetCollectionNames().Any()) throw new JournalException("The journal has lost its own description: restore it from a copy.");
        var meta = new BsonDocument
        {
            ["_id"] = 1,
            ["version"] = Version,
            ["epoch"] = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)),
            ["delivered"] = 0L,
            ["incarnation"] = "",
            ["pruned"] = 0L,
            ["prunedHash"] = Chain.Start(),
        };
        // Bringing a commit to the data file is ours alone.
        _database.CheckpointSize = 0;
        InTransaction(() => Metas.Insert(meta));
        return meta;
    }

    private void Change(Action<BsonDocument> change)
    {
        var meta = Meta ?? throw new JournalException("The journal has lost its own description: restore it from a copy.");
        change(meta);
        Metas.Update(meta);
    }

    private byte[] HashOf(long number)
    {
        if (number == 0) return Chain.Start();
        if (Records.FindById(number) is { } record) return record["hash"].AsBinary;
        return Meta is { } meta && meta["pruned"].AsInt64 == number ? meta["prunedHash"].AsBinary : throw new JournalException($"The journal lacks the hash of record {number}.");
    }

    private void InTransaction(Action work)
    {
        // First, so that a disk without room for it refuses the write while there is nothing to take back.
        _pages.Settle();
        try
        {
            _database.BeginTrans();
            work();
            _database.Commit();
            _database.Checkpoint();
        }
        catch
        {
            lock (_reading)
            {
                _database.Dispose();
                _pages.Forget();
                _database = OpenPages();
            }
            throw;
        }
    }
}

public static partial class Journals
{
    static partial void AddLiteDb(Adapters<JournalKind> all) => all.Add("litedb", new JournalKind(LiteDbExtension, LiteDbJournal.Open));
}

using Microsoft.Data.Sqlite;
using Traceability.Epcis;

namespace Traceability.Cloud.Store;

/// <summary>The rows of events, and the ones that the open transaction adds, parsed.</summary>
internal sealed class EventTable : IDisposable
{
    private readonly SqliteCommand _add, _find;
    private readonly List<StoredEvent> _added = [];
    private long _last;

    public EventTable(SqliteConnection connection)
    {
        _last = (long)StoreFile.Scalar(connection, "SELECT coalesce(max(commit_number), 0) FROM event")!;
        _add = StoreFile.Prepared(connection, "INSERT INTO event VALUES ($commit, $stream, $number, $id, $declaration, $hash, $bytes, $previous, $time)",
            "$commit", "$stream", "$number", "$id", "$declaration", "$hash", "$bytes", "$previous", "$time");
        _find = StoreFile.Prepared(connection, "SELECT bytes FROM event WHERE event_id = $id AND declaration = $declaration", "$id", "$declaration");
    }

    public long Last => _last;

    /// <summary>The bytes of the event with the same id; an error declaration has the id of what it voids and stands beside it.</summary>
    public byte[]? Find(EpcisEvent read) => (byte[]?)_find.With(read.EventId, Declaration(read)).ExecuteScalar();

    public void Add(StreamState? stream, long? number, byte[]? previous, EpcisEvent read, byte[] hash, byte[] bytes, DateTimeOffset now)
    {
        var commit = _last + 1;
        _add.With(commit, stream?.Id, number, read.EventId, Declaration(read), hash, bytes, previous, now.ToUnixTimeMilliseconds()).ExecuteNonQuery();
        _last = commit;
        _added.Add(new StoredEvent(commit, now, stream?.Gateway, stream?.Epoch, number, read with { RecordTime = now }));
    }

    /// <summary>What the transaction that has just been committed added.</summary>
    public IReadOnlyList<StoredEvent> TakeAdded()
    {
        var added = _added.ToArray();
        _added.Clear();
        return added;
    }

    public void RolledBack()
    {
        _last -= _added.Count;
        _added.Clear();
    }

    public void Dispose()
    {
        _add.Dispose();
        _find.Dispose();
    }

    private static int Declaration(EpcisEvent read) => read.ErrorDeclaration is null ? 0 : 1;
}

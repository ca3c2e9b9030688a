using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Traceability.Epcis;
using Traceability.Messaging;

namespace Traceability.Cloud.Store;

/// <summary>
/// Puts batches into the store inside one open transaction. Store first, judge after: a record is refused only where it
/// contradicts what is committed, and even then it is kept.
/// </summary>
internal sealed class StreamAppender : IDisposable
{
    private readonly EventTable _events;
    private readonly SqliteCommand _addStream, _saveStream, _addRepeat, _addQuarantine, _addConflict, _hashOf, _recordOf;

    public StreamAppender(SqliteConnection connection, EventTable events)
    {
        _events = events;
        _addStream = StoreFile.Prepared(connection, "INSERT INTO stream (gateway, epoch, committed, highest, chain, heard) VALUES ($g, $e, 0, 0, $c, 0) RETURNING id", "$g", "$e", "$c");
        _saveStream = StoreFile.Prepared(connection,
            "UPDATE stream SET committed = $committed, highest = $highest, chain = $chain, last_event = $last, heard = $heard WHERE id = $id",
            "$committed", "$highest", "$chain", "$last", "$heard", "$id");
        _addRepeat = StoreFile.Prepared(connection, "INSERT INTO repeat VALUES ($stream, $number, $hash, $bytes, $previous)", "$stream", "$number", "$hash", "$bytes", "$previous");
        _addQuarantine = StoreFile.Prepared(connection,
            "INSERT INTO quarantine (stream, number, reason, hash, bytes, previous, record_time) VALUES ($stream, $number, $reason, $hash, $bytes, $previous, $time)",
            "$stream", "$number", "$reason", "$hash", "$bytes", "$previous", "$time");
        _addConflict = StoreFile.Prepared(connection,
            "INSERT OR IGNORE INTO conflict (stream, number, event_id, reason, hash, bytes, previous, dealt, record_time) VALUES ($stream, $number, $id, $reason, $hash, $bytes, $previous, $dealt, $time)",
            "$stream", "$number", "$id", "$reason", "$hash", "$bytes", "$previous", "$dealt", "$time");
        _hashOf = StoreFile.Prepared(connection, Dealt("hash"), "$stream", "$number");
        _recordOf = StoreFile.Prepared(connection, Dealt("bytes, previous"), "$stream", "$number");
    }

    public StreamState Create(string gateway, string epoch) =>
        new((long)_addStream.With(gateway, epoch, Chain.Start()).ExecuteScalar()!, gateway, epoch);

    public AppendResult Append(StreamState stream, Batch batch, DateTimeOffset now)
    {
        int stored = 0, repeated = 0, quarantined = 0, conflicts = 0;
        var before = batch.Previous;
        var broken = false;
        for (var i = 0; i < batch.Records.Count; i++)
        {
            var number = batch.From + i;
            var bytes = batch.Records[i].ToArray();
            var hash = SHA256.HashData(bytes);
            // Once the batch continues another history, nothing after that is this stream's either.
            broken |= number == stream.Committed + 1 && !before.AsSpan().SequenceEqual(stream.Chain);
            var outcome = stream.Knows(number) ? Again(stream, number, hash, bytes, now)
                : broken ? BrokenChain(stream, number, hash, bytes, now)
                : Add(stream, number, before, hash, bytes, now);
            if (outcome == Outcome.Stored) stored++;
            else if (outcome == Outcome.Repeated) repeated++;
            else if (outcome == Outcome.Quarantined) quarantined++;
            else conflicts++;
            before = Chain.Next(before, bytes);
        }
        stream.LastHeard = now;
        Save(stream);
        var missing = stream.Beyond.Missing(stream.Committed, 1);
        return new AppendResult(stream.Gateway, stream.Epoch, stored, repeated, quarantined, conflicts, stream.Committed, missing.Count > 0 ? missing[0] : null);
    }

    public void AddConflict(long? stream, long? number, string? eventId, string reason, byte[] hash, byte[] bytes, byte[]? previous, bool dealt, DateTimeOffset now) =>
        _addConflict.With(stream, number, eventId, reason, hash, bytes, previous, dealt ? 1 : 0, now.ToUnixTimeMilliseconds()).ExecuteNonQuery();

    public void Dispose()
    {
        foreach (var command in new[] { _addStream, _saveStream, _addRepeat, _addQuarantine, _addConflict, _hashOf, _recordOf }) command.Dispose();
    }

    private enum Outcome { Stored, Repeated, Quarantined, Conflict }

    private Outcome Again(StreamState stream, long number, byte[] hash, byte[] bytes, DateTimeOffset now)
    {
        if (_hashOf.With(stream.Id, number).ExecuteScalar() is byte[] kept && kept.AsSpan().SequenceEqual(hash)) return Outcome.Repeated;
        AddConflict(stream.Id, number, null, "The number is committed with other bytes.", hash, bytes, null, dealt: false, now);
        return Outcome.Conflict;
    }

    private Outcome BrokenChain(StreamState stream, long number, byte[] hash, byte[] bytes, DateTimeOffset now)
    {
        AddConflict(stream.Id, number, null, "The record continues another history than the committed one.", hash, bytes, null, dealt: false, now);
        return Outcome.Conflict;
    }

    private Outcome Add(StreamState stream, long number, byte[] before, byte[] hash, byte[] bytes, DateTimeOffset now)
    {
        var beyondGap = number > stream.Committed + 1;
        var outcome = Place(stream, number, beyondGap ? before : null, hash, bytes, now);
        stream.HighestSeen = Math.Max(stream.HighestSeen, number);
        if (beyondGap) stream.Beyond.Add(number);
        else
        {
            Advance(stream, bytes);
            CloseGap(stream, now);
        }
        return outcome;
    }

    private Outcome Place(StreamState stream, long number, byte[]? previous, byte[] hash, byte[] bytes, DateTimeOffset now)
    {
        var reason = Read(bytes, stream.Gateway, out var read);
        if (read is null)
        {
            _addQuarantine.With(stream.Id, number, reason, hash, bytes, previous, now.ToUnixTimeMilliseconds()).ExecuteNonQuery();
            return Outcome.Quarantined;
        }
        if (_events.Find(read) is { } same)
        {
            if (EventContent.Same(same, bytes))
            {
                _addRepeat.With(stream.Id, number, hash, bytes, previous).ExecuteNonQuery();
                return Outcome.Repeated;
            }
            AddConflict(stream.Id, number, read.EventId, "The eventID is committed with other content.", hash, bytes, previous, dealt: true, now);
            return Outcome.Conflict;
        }
        _events.Add(stream, number, previous, read, hash, bytes, now);
        if (stream.LastEventTime is null || read.EventTime > stream.LastEventTime) stream.LastEventTime = read.EventTime;
        return Outcome.Stored;
    }

    private static string? Read(byte[] bytes, string gateway, out EpcisEvent? read)
    {
        read = null;
        try
        {
            var one = EventReader.Read(bytes);
            if (one.Trace?.Gateway is { } named && named != gateway) return $"trace:gateway: '{named}' is not the gateway that sent it, '{gateway}'";
            read = one;
            return null;
        }
        catch (EventFormatException e)
        {
            return e.Message;
        }
    }

    private static void Advance(StreamState stream, byte[] bytes)
    {
        stream.Committed++;
        stream.Chain = Chain.Next(stream.Chain, bytes);
    }

    /// <summary>The prefix has reached numbers that came earlier: each is passed only if it continues the same chain.</summary>
    private void CloseGap(StreamState stream, DateTimeOffset now)
    {
        while (stream.Beyond.Contains(stream.Committed + 1))
        {
            byte[] bytes;
            byte[]? previous;
            using (var row = _recordOf.With(stream.Id, stream.Committed + 1).ExecuteReader())
            {
                if (!row.Read()) throw new StoreException($"The store has lost record {stream.Committed + 1} of {stream.Gateway}.");
                bytes = row.GetFieldValue<byte[]>(0);
                previous = row.IsDBNull(1) ? null : row.GetFieldValue<byte[]>(1);
            }
            if (previous is not null && !previous.AsSpan().SequenceEqual(stream.Chain))
            {
                BrokenChain(stream, stream.Committed + 1, SHA256.HashData(bytes), bytes, now);
                return;
            }
            stream.Beyond.RemoveFirst();
            Advance(stream, bytes);
        }
    }

    private void Save(StreamState stream) => _saveStream.With(stream.Committed, stream.HighestSeen, stream.Chain,
        stream.LastEventTime?.ToUnixTimeMilliseconds(), stream.LastHeard.ToUnixTimeMilliseconds(), stream.Id).ExecuteNonQuery();

    private static string Dealt(string columns) => $"""
        SELECT {columns} FROM event WHERE stream = $stream AND number = $number
        UNION ALL SELECT {columns} FROM repeat WHERE stream = $stream AND number = $number
        UNION ALL SELECT {columns} FROM quarantine WHERE stream = $stream AND number = $number
        UNION ALL SELECT {columns} FROM conflict WHERE stream = $stream AND number = $number AND dealt = 1
        """;
}

using System.Text.Json;
using Traceability.Cloud.Store;
using Traceability.Epcis;

namespace Traceability.Cloud.Genealogy;

/// <summary>
/// All facts in the order of their commits, as bytes: what is known. It only grows; views (<see cref="Projection"/>) cut it by
/// time and by knowledge and share it. An event under an id that is known already is a repeat and adds nothing.
/// </summary>
public sealed class FactLog
{
    private const int PageSize = 1 << 20;
    private const int Recent = 1 << 12;

    /// <summary>Facts with more goods than this are kept decoded: reading 100,000 outputs again for each of them would never end.</summary>
    private const int Large = 64;

    private readonly List<byte[]> _pages = [];
    private readonly Column<long> _offsets = new();
    private readonly Column<int> _clocks = new();
    private readonly Column<byte> _kinds = new();
    private readonly List<(int Source, decimal? Error)> _clockReadings = [];
    private readonly Dictionary<(int, decimal?), int> _clockNumbers = [];
    private readonly List<TraceFeed> _feeds = [];
    private readonly Dictionary<TraceFeed, int> _feedNumbers = [];
    private readonly IdTable _ids = new();
    private readonly Dictionary<int, Fact> _large = [];
    private readonly (int Index, Fact? Fact)[] _recent = new (int, Fact?)[Recent];
    private readonly PackedWriter _writer = new();
    private readonly FactReader _reader;
    private int _used = PageSize;

    public FactLog() => (_reader, Shipping) = (new FactReader(Things, Names), Names.Of(Vocabulary.BizStep.Shipping));

    /// <summary>The name of the step shipping.</summary>
    public int Shipping { get; }

    /// <summary>Whether any clock so far may have been wrong.</summary>
    public bool HasClockErrors { get; private set; }

    /// <summary>Seconds; null where one clock is wrong without bound.</summary>
    public decimal? LargestClockError { get; private set; } = 0;

    public Things Things { get; } = new();
    public Names Names { get; } = new();
    public int Count => _offsets.Count;

    /// <summary>The newest commit that is in it; 0 for none. Repeats count too.</summary>
    public long Commit { get; private set; }

    public long Bytes => (long)_pages.Count * PageSize + _offsets.Bytes + _clocks.Bytes + _kinds.Bytes + _ids.Bytes;

    /// <summary>The index of the new fact, or -1 for a repeat.</summary>
    public int Append(StoredEvent stored)
    {
        Commit = Math.Max(Commit, stored.Commit);
        var fact = _reader.Read(stored);
        if (Find(fact.EventId, fact.Kind == FactKind.Declaration) >= 0) return -1;
        _writer.Clear();
        FactCodec.Write(_writer, fact, FeedNumber);
        Keep(_writer.Written);
        _kinds.Add((byte)fact.Kind);
        _clocks.Add(ClockNumber(fact));
        _ids.Add(IdTable.HashOf(fact.EventId, fact.Kind == FactKind.Declaration), Count - 1);
        Remember(Count - 1, fact);
        return Count - 1;
    }

    public FactKind KindOf(int fact) => (FactKind)_kinds[fact];

    public (int Source, decimal? ErrorSeconds) ClockOf(int fact) => _clockReadings[_clocks[fact]];

    /// <summary>Equal for events of one clock with one stated error.</summary>
    public int ClockNumberOf(int fact) => _clocks[fact];

    public Fact this[int index]
    {
        get
        {
            if (_large.TryGetValue(index, out var large)) return large;
            ref var recent = ref _recent[index & (Recent - 1)];
            if (recent.Fact is { } known && recent.Index == index) return known;
            var fact = FactCodec.Read(BytesOf(index), number => _feeds[number]);
            Remember(index, fact);
            return fact;
        }
    }

    public Glance GlanceAt(int index) => FactCodec.ReadGlance(BytesOf(index));

    public string EventIdOf(int index) => FactCodec.ReadEventId(BytesOf(index));

    /// <summary>The fact with this event id; a declaration of error stands beside the event that it is about. -1 where it is not known.</summary>
    public int Find(string eventId, bool declaration = false)
    {
        foreach (var index in _ids.Under(IdTable.HashOf(eventId, declaration)))
            if (KindOf(index) == FactKind.Declaration == declaration && this[index].EventId == eventId) return index;
        return -1;
    }

    internal void Write(SnapshotWriter to)
    {
        to.Number(Commit);
        Things.Write(to);
        Names.Write(to);
        to.Number(_pages.Count);
        for (var i = 0; i < _pages.Count; i++) to.Numbers<byte>(i + 1 < _pages.Count ? _pages[i] : _pages[i].AsSpan(0, Math.Min(_used, _pages[i].Length)));
        to.Numbers(_offsets);
        to.Numbers(_clocks);
        to.Numbers(_kinds);
        to.Numbers<(int, decimal?)>(_clockReadings.ToArray());
        to.Texts(_feeds.ConvertAll(f => JsonSerializer.Serialize(f)));
        _ids.Write(to);
    }

    /// <summary>Into an empty log.</summary>
    internal void Read(SnapshotReader from)
    {
        Commit = from.Number();
        Things.Read(from);
        Names.Read(from);
        for (var pages = from.Number(); pages > 0; pages--) _pages.Add(from.Numbers<byte>());
        // The last page is as long as what is on it; what comes next begins another.
        _used = PageSize;
        from.Numbers(_offsets);
        from.Numbers(_clocks);
        from.Numbers(_kinds);
        foreach (var (source, error) in from.Numbers<(int, decimal?)>()) AddClock(source, error);
        foreach (var feed in from.Texts()) FeedNumber(JsonSerializer.Deserialize<TraceFeed>(feed)!);
        _ids.Read(from);
    }

    private void Remember(int index, Fact fact)
    {
        if (fact.Goods.Count + fact.Outputs.Count > Large) _large[index] = fact;
        else _recent[index & (Recent - 1)] = (index, fact);
    }

    // A fact never spans pages, so that it can be read in one piece; one larger than a page gets a page of its own.
    private void Keep(ReadOnlySpan<byte> bytes)
    {
        var needed = bytes.Length + sizeof(int);
        if (_used + needed > PageSize)
        {
            _pages.Add(new byte[Math.Max(PageSize, needed)]);
            _used = 0;
        }
        var page = _pages[^1];
        BitConverter.TryWriteBytes(page.AsSpan(_used), bytes.Length);
        bytes.CopyTo(page.AsSpan(_used + sizeof(int)));
        _offsets.Add(((long)(_pages.Count - 1) << 32) | (uint)_used);
        _used += needed;
    }

    private ReadOnlySpan<byte> BytesOf(int index)
    {
        var page = _pages[(int)(_offsets[index] >> 32)].AsSpan((int)(_offsets[index] & 0xffffffff));
        return page.Slice(sizeof(int), BitConverter.ToInt32(page));
    }

    private int FeedNumber(TraceFeed feed)
    {
        if (_feedNumbers.TryGetValue(feed, out var known)) return known;
        _feeds.Add(feed);
        _feedNumbers.Add(feed, _feeds.Count - 1);
        return _feeds.Count - 1;
    }

    private int ClockNumber(Fact fact)
    {
        return _clockNumbers.TryGetValue((fact.ClockSource, fact.ClockErrorSeconds), out var known) ? known : AddClock(fact.ClockSource, fact.ClockErrorSeconds);
    }

    private int AddClock(int source, decimal? error)
    {
        _clockReadings.Add((source, error));
        HasClockErrors |= error is not 0;
        LargestClockError = error is { } some && LargestClockError is { } most ? Math.Max(some, most) : null;
        _clockNumbers.Add((source, error), _clockReadings.Count - 1);
        return _clockReadings.Count - 1;
    }
}

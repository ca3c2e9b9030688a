namespace Traceability.Cloud.Genealogy;

/// <summary>
/// What an output draws from one thing, and how sure that is. Events are when it was drawn, rising in order. What was drawn before it was scanned
/// was drawn at the output's event, and is followed by the scan's as its complement (<see cref="Draws"/>).
/// </summary>
public readonly record struct Draw(int From, Why Why, IReadOnlyList<int> Events);

/// <summary>Moments of draws in one list: an event, and where another event tells of it later, that one's complement behind it.</summary>
internal static class Draws
{
    public static IReadOnlyList<int> Told(int at, int by) => at == by ? [at] : [at, ~by];

    /// <summary>The next draw from i on; By is the event that tells of it.</summary>
    public static bool Next(ReadOnlySpan<int> events, ref int i, out int at, out int by)
    {
        (at, by) = (-1, -1);
        if (i >= events.Length) return false;
        at = by = events[i++];
        if (i < events.Length && events[i] < 0) by = ~events[i++];
        return true;
    }

    /// <summary>Both lists' draws, each once, in order.</summary>
    public static IReadOnlyList<int> Union(IReadOnlyList<int> a, IReadOnlyList<int> b, Timeline timeline)
    {
        if (a.SequenceEqual(b)) return a;
        var all = new List<(int At, int By)>();
        foreach (var list in new[] { a, b })
            for (var i = 0; Next(list.ToArray(), ref i, out var at, out var by);)
                if (!all.Contains((at, by))) all.Add((at, by));
        all.Sort((x, y) => timeline.Compare(x.At, y.At) is var order and not 0 ? order : timeline.Compare(x.By, y.By));
        return all.SelectMany(d => Told(d.At, d.By)).ToList();
    }
}

/// <summary>
/// All links as a hypergraph in flat arrays. An <i>entry</i> is one coming-into-being of a thing at an event; an <i>edge</i> is what
/// entries have drawn: its <i>members</i> are the things drawn from, each with class, reason and moments. Pieces that come off a line
/// while nothing changes share one edge, so that a run of thousands of pieces costs its members once. Chains of indices lead
/// both ways: thing to its entries and to the members that draw from it, edge to its entries. Nothing is ever moved; what
/// does not hold any more is marked dead and skipped, until <see cref="Projection"/> builds the graph anew.
/// </summary>
public sealed class Graph
{
    private const int None = -1;
    private const int Dead = -2;

    private readonly Column<int> _entryThing = new(), _entryEvent = new(), _entryEdge = new(), _entryNextOfThing = new(), _entryNextOfEdge = new();
    private readonly Column<int> _edgeStart = new(), _edgeEntry = new(), _edgeRun = new(), _edgeSince = new();
    private readonly Column<int> _memberFrom = new(), _memberEvents = new(), _memberNextOfThing = new(), _memberEdge = new();
    private readonly Column<uint> _memberWhy = new();
    private readonly Column<int> _lists = new();
    private readonly Column<int> _thingEntry = new(), _thingMember = new();
    private readonly Dictionary<int, int> _until = [];

    public int EntryCount => _entryThing.Count;
    public int EdgeCount => _edgeStart.Count;
    public int MemberCount => _memberFrom.Count;
    public int DeadMembers { get; private set; }

    /// <summary>Links as pairs of a thing and an entry that has drawn from it.</summary>
    public long LinkCount { get; private set; }

    /// <summary>Bytes of the links in both directions, spare room and dead ones included.</summary>
    public long Bytes => _entryThing.Bytes + _entryEvent.Bytes + _entryEdge.Bytes + _entryNextOfThing.Bytes + _entryNextOfEdge.Bytes + _edgeStart.Bytes + _edgeEntry.Bytes + _edgeRun.Bytes + _edgeSince.Bytes
        + _memberFrom.Bytes + _memberEvents.Bytes + _memberNextOfThing.Bytes + _memberEdge.Bytes + _memberWhy.Bytes + _lists.Bytes + _thingEntry.Bytes + _thingMember.Bytes;

    public int AddEntry(int thing, int atEvent)
    {
        _thingEntry.Reach(thing + 1, None);
        var entry = _entryThing.Add(thing);
        _entryEvent.Add(atEvent);
        _entryEdge.Add(None);
        _entryNextOfEdge.Add(None);
        _entryNextOfThing.Add(_thingEntry[thing]);
        _thingEntry[thing] = entry;
        return entry;
    }

    /// <summary>The event does not stand any more: the entry leaves its thing's chain for good.</summary>
    public void RemoveEntry(int entry)
    {
        Unlink(entry);
        ref var at = ref _thingEntry[_entryThing[entry]];
        while (at != entry) at = ref _entryNextOfThing[at];
        at = _entryNextOfThing[entry];
        _entryEvent[entry] = Dead;
    }

    /// <summary>The run of an edge that says what a thing was drawn out of at the very event: the entry is before its own event.</summary>
    public const int AtDraw = -1;

    /// <summary>A new edge without entries yet; run is a name, 0 for none.</summary>
    public int AddEdge(IReadOnlyList<Draw> draws, int run)
    {
        var edge = _edgeStart.Add(MemberCount);
        _edgeEntry.Add(None);
        _edgeRun.Add(run);
        _edgeSince.Add(None);
        foreach (var draw in draws) AddMember(edge, draw);
        DeadMembers += draws.Count;
        return edge;
    }

    private void AddMember(int edge, Draw draw)
    {
        _thingMember.Reach(draw.From + 1, None);
        var member = _memberFrom.Add(draw.From);
        _memberWhy.Add(draw.Why.Packed);
        _memberEdge.Add(edge);
        _memberNextOfThing.Add(_thingMember[draw.From]);
        _thingMember[draw.From] = member;
        _memberEvents.Add(draw.Events.Count == 1 ? draw.Events[0] : ~KeepList(draw.Events));
    }

    private int KeepList(IReadOnlyList<int> events)
    {
        var at = _lists.Add(events.Count);
        foreach (var e in events) _lists.Add(e);
        return at;
    }

    /// <summary>The entry has drawn what the edge says.</summary>
    public void Link(int entry, int edge)
    {
        if (_edgeEntry[edge] < 0) (_edgeSince[edge], DeadMembers) = (_entryEvent[entry], DeadMembers - Members(edge).Length);
        _entryEdge[entry] = edge;
        _entryNextOfEdge[entry] = _edgeEntry[edge];
        _edgeEntry[edge] = entry;
        LinkCount += Members(edge).Length;
    }

    /// <summary>Takes an entry off its edge; an edge without entries is dead.</summary>
    public void Unlink(int entry)
    {
        var edge = _entryEdge[entry];
        if (edge < 0) return;
        ref var at = ref _edgeEntry[edge];
        while (at != entry) at = ref _entryNextOfEdge[at];
        at = _entryNextOfEdge[entry];
        _entryEdge[entry] = None;
        LinkCount -= Members(edge).Length;
        if (_edgeEntry[edge] < 0) DeadMembers += Members(edge).Length;
    }

    /// <summary>The event that removed what this member drew again.</summary>
    public int? UntilOf(int member) => _until.Count > 0 && _until.TryGetValue(member, out var until) ? until : null;

    public void Remove(int member, int until) => _until[member] = until;

    public int ThingOf(int entry) => _entryThing[entry];
    public int EventOf(int entry) => _entryEvent[entry];

    /// <summary>The thing's entry that this event states; negative where there is none.</summary>
    public int EntryAt(int thing, int atEvent)
    {
        var entry = FirstEntryOf(thing);
        while (entry >= 0 && (_entryEvent[entry] != atEvent || IsAtDraw(entry))) entry = NextEntryOf(entry);
        return entry;
    }

    /// <summary>An entry for what a thing was drawn out of at an event: there already for that event's own draw.</summary>
    public int AddDrawn(int thing, int atEvent, IReadOnlyList<Draw> draws)
    {
        for (var twin = FirstEntryOf(thing); twin >= 0; twin = NextEntryOf(twin)) HasTwins |= _entryEvent[twin] == atEvent;
        var entry = AddEntry(thing, atEvent);
        Link(entry, AddEdge(draws, AtDraw));
        return entry;
    }

    /// <summary>Whether some thing has several entries at one event: they are one coming-into-being, told by several rules.</summary>
    public bool HasTwins { get; private set; }

    /// <summary>Whether the entry only says what its thing was drawn out of.</summary>
    public bool IsAtDraw(int entry) => _entryEdge[entry] >= 0 && _edgeRun[_entryEdge[entry]] == AtDraw;

    /// <summary>What an entry has drawn; negative for nothing.</summary>
    public int EdgeOf(int entry) => _entryEdge[entry];
    public int RunOf(int edge) => _edgeRun[edge];

    /// <summary>The event of the first entry that drew this.</summary>
    public int SinceOf(int edge) => _edgeSince[edge];
    public int EdgeOfMember(int member) => _memberEdge[member];
    public int FromOf(int member) => _memberFrom[member];
    public Why WhyOf(int member) => Why.Unpack(_memberWhy[member]);

    public Range Members(int edge) => new(_edgeStart[edge], edge + 1 < EdgeCount ? _edgeStart[edge + 1] : MemberCount);

    /// <summary>The moments at which a member was drawn.</summary>
    public ReadOnlySpan<int> EventsOf(int member) => _memberEvents[member] >= 0
        ? _memberEvents.Span.Slice(member, 1)
        : _lists.Span.Slice(~_memberEvents[member] + 1, _lists[~_memberEvents[member]]);

    // The chains, newest first: First… and Next… answer a negative number at the end.
    public int FirstEntryOf(int thing) => thing < _thingEntry.Count ? _thingEntry[thing] : None;
    public int NextEntryOf(int entry) => _entryNextOfThing[entry];
    public int FirstEntryAt(int edge) => _edgeEntry[edge];
    public int NextEntryAt(int entry) => _entryNextOfEdge[entry];
    public int FirstDrawnFrom(int thing) => thing < _thingMember.Count ? _thingMember[thing] : None;
    public int NextDrawnFrom(int member) => _memberNextOfThing[member];

    public readonly record struct Range(int Start, int End)
    {
        public int Length => End - Start;
    }
}

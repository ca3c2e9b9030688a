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
/// both ways: thing to its entries and to the members that draw from it, edge to its entries. Nothing is ever moved; an
/// edge that does not hold any more has no entries and is skipped.
/// </summary>
public sealed class Graph
{
    private const int None = -1;
    private const int Dead = -2;

    /// <summary>What belongs together is read together: one line of the processor's cache holds an entry, an edge or a member.</summary>
    private struct Entry
    {
        public int Thing, Event, Edge, NextOfThing, NextOfEdge;
    }

    private struct Edge
    {
        public int Start, FirstEntry, Run, Since;
    }

    private struct Member
    {
        public int From, Events, NextOfThing, Edge;
        public uint Why;
    }

    private struct Node
    {
        public int FirstEntry, FirstMember, Entries;
        public bool IsTangled;
        public long LastEntry, FirstDraw;
    }

    private readonly Column<Entry> _entries = new();
    private readonly Column<Edge> _edges = new();
    private readonly Column<Member> _members = new();
    private readonly Column<Node> _nodes = new();
    private readonly Column<int> _lists = new();
    private readonly Dictionary<int, int> _until = [];

    public int EntryCount => _entries.Count;
    public int EdgeCount => _edges.Count;
    public int MemberCount => _members.Count;

    /// <summary>Links as pairs of a thing and an entry that has drawn from it.</summary>
    public long LinkCount { get; private set; }

    /// <summary>Bytes of the links in both directions, spare room and dead ones included.</summary>
    public long Bytes => _entries.Bytes + _edges.Bytes + _members.Bytes + _nodes.Bytes + _lists.Bytes;

    public int AddEntry(int thing, int atEvent, long ticks)
    {
        Reach(thing);
        ref var node = ref _nodes[thing];
        var entry = _entries.Add(new Entry { Thing = thing, Event = atEvent, Edge = None, NextOfThing = node.FirstEntry, NextOfEdge = None });
        node.FirstEntry = entry;
        node.Entries++;
        if (ticks > node.LastEntry) node.LastEntry = ticks;
        return entry;
    }

    private void Reach(int thing) => _nodes.Reach(thing + 1, new Node { FirstEntry = None, FirstMember = None, LastEntry = long.MinValue, FirstDraw = long.MaxValue });

    /// <summary>The event does not stand any more: the entry leaves its thing's chain for good.</summary>
    public void RemoveEntry(int entry)
    {
        Unlink(entry);
        ref var node = ref _nodes[_entries[entry].Thing];
        ref var at = ref node.FirstEntry;
        while (at != entry) at = ref _entries[at].NextOfThing;
        at = _entries[entry].NextOfThing;
        node.Entries--;
        _entries[entry].Event = Dead;
    }

    /// <summary>The run of an edge that says what a thing was drawn out of at the very event: the entry is before its own event.</summary>
    public const int AtDraw = -1;

    /// <summary>A new edge without entries yet; run is a name, 0 for none. Ticks tells when an event was.</summary>
    public int AddEdge(IReadOnlyList<Draw> draws, int run, Timeline timeline)
    {
        var edge = _edges.Add(new Edge { Start = MemberCount, FirstEntry = None, Run = run, Since = None });
        foreach (var draw in draws) AddMember(edge, draw, timeline);
        return edge;
    }

    private void AddMember(int edge, Draw draw, Timeline timeline)
    {
        Reach(draw.From);
        ref var node = ref _nodes[draw.From];
        node.FirstMember = _members.Add(new Member
        {
            From = draw.From,
            Why = draw.Why.Packed,
            Edge = edge,
            NextOfThing = node.FirstMember,
            Events = draw.Events.Count == 1 ? draw.Events[0] : ~KeepList(draw.Events),
        });
        foreach (var e in draw.Events)
            if (e < 0) node.IsTangled = true;
            else node.FirstDraw = Math.Min(node.FirstDraw, timeline.TicksOf(e));
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
        ref var drawn = ref _edges[edge];
        if (drawn.FirstEntry < 0) drawn.Since = _entries[entry].Event;
        _entries[entry].Edge = edge;
        _entries[entry].NextOfEdge = drawn.FirstEntry;
        drawn.FirstEntry = entry;
        LinkCount += Members(edge).Length;
        if (drawn.Run == AtDraw) _nodes[_entries[entry].Thing].IsTangled = true;
    }

    /// <summary>Takes an entry off its edge; an edge without entries is dead.</summary>
    public void Unlink(int entry)
    {
        var edge = _entries[entry].Edge;
        if (edge < 0) return;
        ref var at = ref _edges[edge].FirstEntry;
        while (at != entry) at = ref _entries[at].NextOfEdge;
        at = _entries[entry].NextOfEdge;
        _entries[entry].Edge = None;
        LinkCount -= Members(edge).Length;
    }

    /// <summary>The event that removed what this member drew again.</summary>
    public int? UntilOf(int member) => _until.Count > 0 && _until.TryGetValue(member, out var until) ? until : null;

    /// <summary>Whether anything was ever removed again.</summary>
    public bool HasRemovals => _until.Count > 0;

    public void Remove(int member, int until)
    {
        _until[member] = until;
        for (var entry = _edges[_members[member].Edge].FirstEntry; entry >= 0; entry = _entries[entry].NextOfEdge) _nodes[_entries[entry].Thing].IsTangled = true;
    }

    /// <summary>
    /// Whether all of a thing had come to be before any of it was drawn, by more than clocks may be wrong: then which entry a draw could
    /// take from is no question. Once in doubt it stays so, which costs time and never a link.
    /// </summary>
    public bool IsPlain(int thing, long clockTicks)
    {
        ref var node = ref _nodes[thing];
        return !node.IsTangled && node.LastEntry + clockTicks < node.FirstDraw;
    }

    public int EntriesOf(int thing) => _nodes[thing].Entries;
    public int ThingOf(int entry) => _entries[entry].Thing;
    public int EventOf(int entry) => _entries[entry].Event;

    /// <summary>The thing's entry that this event states; negative where there is none.</summary>
    public int EntryAt(int thing, int atEvent)
    {
        var entry = FirstEntryOf(thing);
        while (entry >= 0 && (_entries[entry].Event != atEvent || IsAtDraw(entry))) entry = NextEntryOf(entry);
        return entry;
    }

    /// <summary>An entry for what a thing was drawn out of at an event: there already for that event's own draw.</summary>
    public int AddDrawn(int thing, int atEvent, IReadOnlyList<Draw> draws, Timeline timeline)
    {
        for (var twin = FirstEntryOf(thing); twin >= 0; twin = NextEntryOf(twin)) HasTwins |= _entries[twin].Event == atEvent;
        var entry = AddEntry(thing, atEvent, timeline.TicksOf(atEvent));
        Link(entry, AddEdge(draws, AtDraw, timeline));
        return entry;
    }

    /// <summary>Whether some thing has several entries at one event: they are one coming-into-being, told by several rules.</summary>
    public bool HasTwins { get; private set; }

    /// <summary>Whether the entry only says what its thing was drawn out of.</summary>
    public bool IsAtDraw(int entry) => _entries[entry].Edge is >= 0 and var edge && _edges[edge].Run == AtDraw;

    /// <summary>What an entry has drawn; negative for nothing.</summary>
    public int EdgeOf(int entry) => _entries[entry].Edge;
    public int RunOf(int edge) => _edges[edge].Run;

    /// <summary>The event of the first entry that drew this.</summary>
    public int SinceOf(int edge) => _edges[edge].Since;
    public int EdgeOfMember(int member) => _members[member].Edge;
    public int FromOf(int member) => _members[member].From;
    public Why WhyOf(int member) => Why.Unpack(_members[member].Why);
    public LinkClass ClassOf(int member) => (LinkClass)(_members[member].Why & 3);

    public Range Members(int edge) => new(_edges[edge].Start, edge + 1 < EdgeCount ? _edges[edge + 1].Start : MemberCount);

    /// <summary>The moments at which a member was drawn (<see cref="Draws"/>).</summary>
    public ReadOnlySpan<int> EventsOf(int member)
    {
        ref var events = ref _members[member].Events;
        return events >= 0 ? new ReadOnlySpan<int>(ref events) : _lists.Span.Slice(~events + 1, _lists[~events]);
    }

    // The chains, newest first: First… and Next… answer a negative number at the end.
    public int FirstEntryOf(int thing) => thing < _nodes.Count ? _nodes[thing].FirstEntry : None;
    public int NextEntryOf(int entry) => _entries[entry].NextOfThing;
    public int FirstEntryAt(int edge) => _edges[edge].FirstEntry;
    public int NextEntryAt(int entry) => _entries[entry].NextOfEdge;
    public int FirstDrawnFrom(int thing) => thing < _nodes.Count ? _nodes[thing].FirstMember : None;
    public int NextDrawnFrom(int member) => _members[member].NextOfThing;

    public readonly record struct Range(int Start, int End)
    {
        public int Length => End - Start;
    }
}

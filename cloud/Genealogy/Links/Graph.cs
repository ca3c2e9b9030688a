namespace Traceability.Cloud.Genealogy;

/// <summary>
/// All links as a hypergraph in flat arrays. An <i>entry</i> is one coming-into-being of a thing at an event; an <i>edge</i> is what
/// entries have drawn: its <i>members</i> are the things drawn from, each with class, reason and moments. Pieces that come off a line
/// while nothing changes share one edge, so that a run of thousands of pieces costs its members once. Lists lead both ways: thing to
/// its entries and to the members that draw from it, edge to its entries. Members are never moved; an edge that does not hold any
/// more has no entries and is skipped.
/// </summary>
public sealed partial class Graph
{
    private const int None = -1;
    private const int Dead = -2;

    // At is the place among the edge's entries; without an edge it is the thing, as Entered packs it.
    private struct Entry
    {
        public int Event, Edge, NextOfThing, At;
    }

    // What a question reads of each edge it passes. Open is how many of the entries are not simple.
    private struct Edge
    {
        public int Start, Open;
        public ListOf Entries;
    }

    private struct Member
    {
        public int From;
        public Why Why;
    }

    private struct Node
    {
        public int FirstEntry, Entries;
        public ListOf Draws;
    }

    private struct Times
    {
        public long LastEntry, FirstDraw;
    }

    private readonly Column<Entry> _entries = new();
    private readonly Column<Edge> _edges = new();
    private readonly Column<(int Run, int Since)> _origins = new();
    private readonly Column<Member> _members = new();
    private readonly Column<int> _events = new(), _moments = new();
    private readonly Column<Node> _nodes = new();
    private readonly Column<Times> _times = new();
    private readonly Lists<Entered> _entered = new();
    private readonly Lists<int> _draws = new();
    private readonly Dictionary<int, int> _until = [];

    public int EntryCount => _entries.Count;
    public int EdgeCount => _edges.Count;
    public int MemberCount => _members.Count;

    /// <summary>Links as pairs of a thing and an entry that has drawn from it.</summary>
    public long LinkCount { get; private set; }

    /// <summary>Bytes of the links in both directions, spare room and dead ones included.</summary>
    public long Bytes => _entries.Bytes + _edges.Bytes + _origins.Bytes + _members.Bytes + _events.Bytes + _moments.Bytes + _nodes.Bytes + _times.Bytes + _entered.Bytes + _draws.Bytes;

    public int AddEntry(int thing, int atEvent, long ticks)
    {
        Reach(thing);
        ref var node = ref _nodes[thing];
        if (node.Entries > 0) Complicate(thing);
        var isSimple = node.Entries == 0 && node.Draws.Count == 0 && !IsTangled(thing);
        var entry = _entries.Add(new Entry { Event = atEvent, Edge = None, NextOfThing = node.FirstEntry, At = Entered.Pack(thing, isSimple) });
        node.FirstEntry = entry;
        node.Entries++;
        _times[thing].LastEntry = Math.Max(_times[thing].LastEntry, ticks);
        return entry;
    }

    private void Reach(int thing)
    {
        _nodes.Reach(thing + 1, new Node { FirstEntry = None });
        _times.Reach(thing + 1, new Times { LastEntry = long.MinValue, FirstDraw = long.MaxValue });
    }

    // Its one entry does not tell all of it any more; once so it stays so, which costs time and never a link.
    private void Complicate(int thing)
    {
        ref var node = ref _nodes[thing];
        if (node.Entries != 1 || !IsSimple(node.FirstEntry)) return;
        ref var entry = ref _entries[node.FirstEntry];
        if (entry.Edge < 0) entry.At = thing;
        else
        {
            ref var edge = ref _edges[entry.Edge];
            _entered[edge.Entries, entry.At] = new Entered(node.FirstEntry, thing);
            edge.Open++;
        }
    }

    private Entered Of(int entry) => _entries[entry] is { Edge: >= 0 } linked ? _entered[_edges[linked.Edge].Entries, linked.At] : new Entered(entry, _entries[entry].At);

    private void Tangle(int thing)
    {
        Complicate(thing);
        _times[thing].FirstDraw = long.MinValue;
    }

    private bool IsTangled(int thing) => _times[thing].FirstDraw == long.MinValue;

    /// <summary>The event does not stand any more: the entry leaves its thing's chain for good.</summary>
    public void RemoveEntry(int entry)
    {
        Unlink(entry);
        ref var node = ref _nodes[ThingOf(entry)];
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
        var edge = _edges.Add(new Edge { Start = MemberCount });
        _origins.Add((run, None));
        foreach (var draw in draws) AddMember(edge, draw, timeline);
        return edge;
    }

    private void AddMember(int edge, Draw draw, Timeline timeline)
    {
        Reach(draw.From);
        Complicate(draw.From);
        _members.Add(new Member { From = draw.From, Why = draw.Why });
        _events.Add(draw.Events.Count == 1 ? draw.Events[0] : ~KeepMoments(draw.Events));
        _draws.Add(ref _nodes[draw.From].Draws, edge);
        ref var first = ref _times[draw.From].FirstDraw;
        foreach (var e in draw.Events) first = e < 0 ? long.MinValue : Math.Min(first, timeline.TicksOf(e));
    }

    private int KeepMoments(IReadOnlyList<int> events)
    {
        var at = _moments.Add(events.Count);
        foreach (var e in events) _moments.Add(e);
        return at;
    }

    /// <summary>The entry has drawn what the edge says.</summary>
    public void Link(int entry, int edge)
    {
        var entered = Of(entry);
        ref var drawn = ref _edges[edge];
        if (drawn.Entries.Count == 0) _origins[edge].Since = _entries[entry].Event;
        (_entries[entry].Edge, _entries[entry].At) = (edge, drawn.Entries.Count);
        _entered.Add(ref drawn.Entries, entered);
        if (!entered.IsSimple) drawn.Open++;
        LinkCount += Members(edge).Length;
        if (RunOf(edge) == AtDraw) Tangle(entered.Thing);
    }

    /// <summary>Takes an entry off its edge; an edge without entries is dead.</summary>
    public void Unlink(int entry)
    {
        var edge = _entries[entry].Edge;
        if (edge < 0) return;
        var (entered, at) = (Of(entry), _entries[entry].At);
        ref var drawn = ref _edges[edge];
        _entered.RemoveAt(ref drawn.Entries, at);
        if (at < drawn.Entries.Count) _entries[_entered[drawn.Entries, at].Entry].At = at;
        if (!entered.IsSimple) drawn.Open--;
        (_entries[entry].Edge, _entries[entry].At) = (None, Entered.Pack(entered.Thing, entered.IsSimple));
        LinkCount -= Members(edge).Length;
    }

    /// <summary>The event that removed what this member drew again.</summary>
    public int? UntilOf(int member) => _until.Count > 0 && _until.TryGetValue(member, out var until) ? until : null;

    /// <summary>Whether anything was ever removed again.</summary>
    public bool HasRemovals => _until.Count > 0;

    public void Remove(int member, int until)
    {
        _until[member] = until;
        foreach (var entered in EntriesAt(EdgeOfMember(member))) Tangle(entered.Thing);
    }

    /// <summary>
    /// Whether all of a thing had come to be before any of it was drawn, by more than clocks may be wrong: then which entry a draw could
    /// take from is no question. Once in doubt it stays so, which costs time and never a link.
    /// </summary>
    public bool IsPlain(int thing, long clockTicks) => _times[thing] is { FirstDraw: not long.MinValue } times && times.LastEntry + clockTicks < times.FirstDraw;

    /// <summary>Whether this is all there is of the thing (<see cref="Entered"/>).</summary>
    public bool IsSimple(int entry) => Of(entry).IsSimple;

    /// <summary>How many of an edge's entries are not simple.</summary>
    public int OpenAt(int edge) => _edges[edge].Open;

    public int CountOf(int thing) => _nodes[thing].Entries;
    public int ThingOf(int entry) => Of(entry).Thing;
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
    public bool IsAtDraw(int entry) => _entries[entry].Edge is >= 0 and var edge && RunOf(edge) == AtDraw;

    /// <summary>What an entry has drawn; negative for nothing.</summary>
    public int EdgeOf(int entry) => _entries[entry].Edge;
    public int RunOf(int edge) => _origins[edge].Run;

    /// <summary>The event of the first entry that drew this.</summary>
    public int SinceOf(int edge) => _origins[edge].Since;

    /// <summary>Members stand in the order of their edges, so that the edge is looked up.</summary>
    public int EdgeOfMember(int member)
    {
        var (first, last) = (0, EdgeCount - 1);
        while (first < last)
        {
            var middle = first + (last - first + 1) / 2;
            if (_edges[middle].Start <= member) first = middle;
            else last = middle - 1;
        }
        return first;
    }

    public int FromOf(int member) => _members[member].From;
    public Why WhyOf(int member) => _members[member].Why;

    public Range Members(int edge) => new(_edges[edge].Start, edge + 1 < EdgeCount ? _edges[edge + 1].Start : MemberCount);

    /// <summary>The moments at which a member was drawn (<see cref="Draws"/>).</summary>
    public ReadOnlySpan<int> EventsOf(int member)
    {
        ref var events = ref _events[member];
        return events >= 0 ? new ReadOnlySpan<int>(ref events) : _moments.Span.Slice(~events + 1, _moments[~events]);
    }

    // A thing's entries, newest first: First… and Next… answer a negative number at the end.
    public int FirstEntryOf(int thing) => thing < _nodes.Count ? _nodes[thing].FirstEntry : None;
    public int NextEntryOf(int entry) => _entries[entry].NextOfThing;

    /// <summary>Who has drawn this; nobody where it does not hold any more. In no order.</summary>
    public ReadOnlySpan<Entered> EntriesAt(int edge) => _entered.Read(_edges[edge].Entries);

    /// <summary>The edges with members that draw from a thing, dead ones among them, one for each member.</summary>
    public ReadOnlySpan<int> DrawsOf(int thing) => thing < _nodes.Count ? _draws.Read(_nodes[thing].Draws) : [];

    // Edges and things lie far apart. Whoever knows which ones come next has them brought from memory together, and does not wait for one after the other.
    internal void FetchEdge(int edge) => _edges.Fetch(edge);

    /// <summary>What an edge has drawn and who has drawn it; the edge itself has to be near already.</summary>
    internal void FetchListsOf(int edge)
    {
        ref var row = ref _edges[edge];
        _members.Fetch(row.Start);
        _entered.Fetch(row.Entries);
    }

    internal void FetchThing(int thing)
    {
        _nodes.Fetch(thing);
        _times.Fetch(thing);
    }

    public readonly record struct Range(int Start, int End)
    {
        public int Length => End - Start;
    }
}

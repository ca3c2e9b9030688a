namespace Traceability.Tests.Genealogy.Oracle;

/// <summary>
/// A drawing of a thing. At is when it was drawn, By the event that says so; they differ where a load was scanned after what
/// it went into came out.
/// </summary>
internal sealed record Draw(Standing At, Standing By)
{
    public Draw(Standing at) : this(at, at) { }
}

/// <summary>A coming-into-being of a thing at an event, and what leads into it. One for each thing and event.</summary>
internal sealed class Entry(string thing, Standing at)
{
    public string Thing { get; } = thing;
    public Standing At { get; } = at;

    /// <summary>Made by drawing (R7, R9): the draw of the same event already takes from it.</summary>
    public bool ByDraw { get; set; }
    public List<Link> Links { get; } = [];
}

/// <summary>From a thing into an entry. Until is the event that removed it again (R8).</summary>
internal sealed class Link(string from, Entry to, bool confirmed, IEnumerable<Draw> draws)
{
    public string From { get; } = from;
    public Entry To { get; } = to;
    public bool Confirmed { get; } = confirmed;
    public List<Draw> Draws { get; } = draws.Distinct().ToList();
    public Standing? Until { get; set; }
}

/// <summary>All entries and links, in the order found.</summary>
internal sealed class Graph
{
    public List<Entry> Entries { get; } = [];
    public IEnumerable<Link> Links => Entries.SelectMany(e => e.Links);

    public Entry EntryOf(string thing, Standing at)
    {
        var entry = Entries.Find(e => e.At == at && e.Thing == thing);
        if (entry is null) Entries.Add(entry = new Entry(thing, at));
        return entry;
    }

    public static Link Add(string from, Entry to, bool confirmed, params IEnumerable<Draw> draws)
    {
        var link = new Link(from, to, confirmed, draws);
        to.Links.Add(link);
        return link;
    }

    /// <summary>The entries of a thing that a draw may have taken from: P(d).</summary>
    public List<Entry> Before(string thing, Draw draw) => Entries.FindAll(e => e.Thing == thing && IsIn(e, draw));

    public static bool IsIn(Entry entry, Draw draw) => entry.At.IsBeforeOrEither(draw.At) || (entry.ByDraw && entry.At == draw.By);
}

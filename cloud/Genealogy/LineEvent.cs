using Traceability.Epcis;

namespace Traceability.Cloud.Genealogy;

/// <summary>Whose clock an event's time is from, and how far it may be wrong; null is without bound.</summary>
internal readonly record struct ClockReading(string Source, decimal? ErrorSeconds)
{
    public static ClockReading Of(Recorded recorded)
    {
        var clock = recorded.Event.Trace?.Clock;
        var unbounded = clock is { Quality: "unsynced", MaxErrorMs: null };
        return new ClockReading($"{recorded.Stored.Gateway} {clock?.BootId}", unbounded ? null : (clock?.MaxErrorMs ?? 0) / 1000);
    }

    /// <summary>Whether two events this far apart may have happened in either order. One clock's own order is never in doubt.</summary>
    public bool EitherOrder(ClockReading other, TimeSpan apart) => Source != other.Source
        && (ErrorSeconds is null || other.ErrorSeconds is null || (decimal)Math.Abs(apart.TotalSeconds) < ErrorSeconds + other.ErrorSeconds);
}

/// <summary>What happens at a line, reduced to what the link rules ask for. Things and entries are numbers.</summary>
internal abstract record LineEvent(int Rank, DateTimeOffset Time)
{
    public ClockReading Clock { get; init; }
}

/// <summary>Quantity null is unknown. Feed null is a transformation from elsewhere that states no rule.</summary>
internal sealed record Load(int Rank, DateTimeOffset Time, string Run, string Position, int Thing, string Item, decimal? Quantity, TraceFeed? Feed)
    : LineEvent(Rank, Time);

/// <summary>Pieces is what the entry counts for overlap and use. Named are the items whose input the event states itself.</summary>
internal sealed record Output(int Rank, DateTimeOffset Time, string Run, IReadOnlyList<int> Entries, string Item, decimal Pieces, IReadOnlySet<string> Named)
    : LineEvent(Rank, Time);

/// <summary>What came off the line's positions; what only lay beside them is already taken off. Quantity null is all of it.</summary>
internal sealed record Return(int Rank, DateTimeOffset Time, int Thing, decimal? Quantity, string? Run, string? Position) : LineEvent(Rank, Time);

/// <summary>A position, or the whole line, is empty: of one item, or of all where Item is null.</summary>
internal sealed record Emptied(int Rank, DateTimeOffset Time, string Place, string? Item) : LineEvent(Rank, Time);

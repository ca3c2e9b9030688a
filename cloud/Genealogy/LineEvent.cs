using Traceability.Epcis;

namespace Traceability.Cloud.Genealogy;

/// <summary>What happens at a line, reduced to what the link rules ask for. Things and entries are numbers.</summary>
internal abstract record LineEvent(int Rank, DateTimeOffset Time);

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

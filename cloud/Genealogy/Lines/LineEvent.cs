using Traceability.Epcis;

namespace Traceability.Cloud.Genealogy;

/// <summary>What happens at a line, reduced to what the link rules ask for. Event is the fact's index, everything else numbers.</summary>
internal abstract record LineEvent(int Event, long Ticks);

/// <summary>Quantity null is unknown. Feed null is a transformation from elsewhere that states no rule.</summary>
internal sealed record Load(int Event, long Ticks, int Run, int Position, int Thing, int Item, decimal? Quantity, TraceFeed? Feed) : LineEvent(Event, Ticks);

/// <summary>
/// Pieces is what the entry counts for overlap and use. Named are the inputs that the event states itself: they override the
/// run for their items.
/// </summary>
internal sealed record Output(int Event, long Ticks, int Run, IReadOnlyList<int> Entries, int Item, decimal Pieces, IReadOnlyList<Draw> Named) : LineEvent(Event, Ticks);

/// <summary>What came off the line's positions; what only lay beside them is already taken off. Quantity null is all of it; Run and Position 0 are any.</summary>
internal sealed record Return(int Event, long Ticks, int Thing, decimal? Quantity, int Run, int Position) : LineEvent(Event, Ticks);

/// <summary>A position, or the whole line, is empty: of some items, or of all where Items is null.</summary>
internal sealed record Emptied(int Event, long Ticks, int Place, IReadOnlyList<int>? Items) : LineEvent(Event, Ticks);

using Traceability.Plant;

namespace Traceability.Edge.Stations;

/// <summary>
/// The screen of a station is a reader without a job of its own: who types a label that cannot be scanned, or presses "not
/// found", goes on with what the newest scanner of the station is at. So its context is lent for the one read, and given back.
/// </summary>
public static class ScreenContext
{
    /// <summary>The name under which the screen's reads are numbered and journaled.</summary>
    public const string Reader = "screen";

    /// <summary>The scanner whose work the screen shows and continues: the one that read last, else the station's first.</summary>
    public static string? Owner(Station station, StationState state) => station.Readers.MaxBy(r => state.Reader(r.Id).LastEnd)?.Id;

    /// <summary>The state as the screen's read finds it. What was read, and when, stays each reader's own: debounce goes by it.</summary>
    public static StationState Lend(Station station, StationState state) =>
        Owner(station, state) is { } owner ? state.With(Reader, Reread(state.Reader(owner), state.Reader(Reader))) : state;

    /// <summary>The state after the screen's read: the scanner goes on from there, the screen keeps nothing but its last frame.</summary>
    public static StationState GiveBack(Station station, StationState before, StationState after)
    {
        if (Owner(station, before) is not { } owner) return after;
        var screen = after.Reader(Reader);
        return after.With(owner, Reread(screen, before.Reader(owner))).With(Reader, Reread(new ReaderState(), screen));
    }

    private static ReaderState Reread(ReaderState context, ReaderState read) =>
        context with { LastFrame = read.LastFrame, LastEnd = read.LastEnd, Repeats = read.Repeats };
}

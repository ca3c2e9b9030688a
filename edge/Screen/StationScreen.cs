using System.Collections.Immutable;
using System.Text;
using Traceability.Edge.Devices;
using Traceability.Edge.Stations;
using Traceability.Plant;

namespace Traceability.Edge.Screen;

/// <summary>One read that is dealt with: what it was, what the light said, which events it made. Text is safe to show.</summary>
public sealed record TakenRead(DateTimeOffset Time, string Reader, long N, string Text, Light? Light, IReadOnlyList<string> Events);

/// <summary>What a station's screen remembers beside the station's own state: the last reads. They may be lost; the journal has them.</summary>
public sealed class StationScreen
{
    private const int Kept = 20;
    private const int LongestText = 120;
    private readonly Changes _changes;
    private volatile ImmutableList<TakenRead> _reads = [];

    /// <exception cref="NotSupportedException">The plant has a reader of the screen's own name.</exception>
    public StationScreen(Station station, TimeProvider clock, Changes changes)
    {
        if (station.Readers.Any(r => r.Id == ScreenContext.Reader))
            throw new NotSupportedException($"station {station.Id} has a reader called '{ScreenContext.Reader}': that is the name of its screen, give the reader another");
        (Reader, _changes) = (new ScreenReader(station.Id, clock), changes);
    }

    public ScreenReader Reader { get; }

    /// <summary>The newest first.</summary>
    public IReadOnlyList<TakenRead> Reads => _reads;

    /// <summary>Called by the stations' loop alone. A repeat within the debounce time, and a tag's sighting, change no light and are not listed.</summary>
    internal void Took(Frame frame, long n, Light? light, IReadOnlyList<string> events)
    {
        var isScreen = frame.Reader == ScreenContext.Reader;
        if (light is null && !isScreen) return;
        var text = frame.Tag is null ? VisibleText.Fit(Encoding.UTF8.GetString(frame.Data.Span), LongestText) : Convert.ToHexString(frame.Data.Span);
        var read = new TakenRead(frame.End, frame.Reader, n, text, light, events);
        var reads = _reads.Insert(0, read);
        _reads = reads.Count > Kept ? reads.RemoveAt(Kept) : reads;
        if (isScreen) Reader.Took(frame, read);
        _changes.Tell();
    }
}

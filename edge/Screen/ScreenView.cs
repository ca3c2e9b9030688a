using Traceability.Edge.Devices;
using Traceability.Edge.Stations;
using Traceability.Plant;

namespace Traceability.Edge.Screen;

/// <summary>A light as a page shows it: the pattern chooses colour and shape, word and text say the same.</summary>
public sealed record LightWords(string Pattern, string Word, string Text, long Number)
{
    public static LightWords Of(LightState light, Texts texts) =>
        new(light.Pattern, texts["word." + light.Pattern], VisibleText.Of(light.Reason == Light.Ready.Text ? "" : texts.Translate(light.Reason)), light.Number);
}

/// <summary>How a device stands, its sentence in this language, or in the drivers' own where no phrase fits; then Language says so.</summary>
public sealed record DeviceWords(string Station, string Id, string State, string Word, string Text, string? Language)
{
    public static DeviceWords Of(string station, string id, DeviceStatus status, Texts texts)
    {
        var (word, text) = (StateEndpoints.Word(status.State), texts.Translate(status.Text));
        return new(station, id, word, texts["device." + word], VisibleText.Of(text), text == status.Text && texts.Code != Texts.Fallback ? Texts.Fallback : null);
    }
}

/// <summary>Everything a page of this gateway shows, in one language, at one moment.</summary>
public sealed class ScreenView(Gateway gateway, HttpRequest request)
{
    private readonly TimeZoneInfo _zone = TimeZoneInfo.TryFindSystemTimeZoneById(gateway.Plant.TimeZone, out var zone) ? zone : TimeZoneInfo.Utc;

    public Texts Texts { get; } = Texts.For(request);
    public string Gateway => gateway.Code;
    public string Plant => gateway.Plant.Name;
    public IEnumerable<Station> Stations => gateway.Plant.Stations.Values.Where(s => gateway.Screens.ContainsKey(s.Id));

    public QueueWords Queue => QueueWords.Of(gateway.Uplink.Status, gateway.OldestWaiting(), gateway.Clock.GetUtcNow(), Texts);

    public LightWords Light(string station) => LightWords.Of(gateway.Lights.Lights[station], Texts);

    public IReadOnlyList<TakenRead> Reads(string station) => gateway.Screens[station].Reads;

    /// <summary>Null while the disk holds the loop.</summary>
    public StationWork? Work(Station station) => gateway.Look(loop =>
        StationWork.Of(gateway.Plant, station, loop.Look(station.Id), loop.Directory, gateway.Clock.GetUtcNow(), Texts));

    public IEnumerable<DeviceWords> Devices(string? station = null) =>
        gateway.Readers.Concat(gateway.Eyes).Select(r => (r.Station, r.Id, r.Status)).Concat(gateway.Towers.Select(t => (t.Station, t.Id, t.Status))).Where(d => station is null || d.Station == station)
            .Select(d => DeviceWords.Of(d.Station, d.Id, d.Status, Texts));

    public bool HasTower(string station) => gateway.Towers.Any(t => t.Station == station);

    public string Time(DateTimeOffset time) => TimeZoneInfo.ConvertTime(time, _zone).ToString("HH:mm:ss", null);

    /// <summary>What became of a read of the screen, for the person who made it.</summary>
    public string Receipt(TakenRead? read)
    {
        if (read is null) return Texts["receipt.late"];
        var verdict = read.Light is null ? Texts["receipt.same"] : Texts["word." + LightBoard.Word(read.Light.Pattern)];
        var events = read.Events.Count == 0 ? Texts["receipt.none"] : string.Join(' ', read.Events.Select(e => Texts.Fill("receipt.event", e)));
        return $"{Texts.Fill("receipt", Time(read.Time), $"{read.Reader} {read.N}", verdict)} {events}";
    }

    public string Kind(Station station) => Texts.Has("kind." + Word(station)) ? Texts["kind." + Word(station)] : Word(station);

    public string Verdict(TakenRead read) => read.Light is null ? Texts["receipt.same"] : VisibleText.Of(Texts.Translate(read.Light.Text));

    public string Link(string path, params (string Name, string Value)[] query) => ScreenPosts.Link(path, request, query);

    public string? Query(string name) => request.Query[name].ToString() is { Length: > 0 } value ? value : null;

    public string Path => request.Path;

    private static string Word(Station station) => char.ToLowerInvariant(station.Kind.ToString()[0]) + station.Kind.ToString()[1..];
}

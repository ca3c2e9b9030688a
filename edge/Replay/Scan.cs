using System.Text;
using System.Text.Json;
using Traceability.Edge.Devices;
using Traceability.Plant;

namespace Traceability.Edge.Replay;

/// <summary>One recorded read. Key is "station.reader", N its number among the reads of that reader, from 1.</summary>
public sealed record Scan(DateTimeOffset Time, string Station, string Reader, string Gateway, long N, byte[] Data, TagSighting? Tag)
{
    /// <summary>Of a portal's photo-eye: the beam is broken, or free again.</summary>
    public bool? Beam { get; init; }

    public string Key => $"{Station}.{Reader}";
}

/// <summary>A recording that cannot be played: the line and what is wrong with it.</summary>
public sealed class RecordingException(int line, string problem) : Exception($"scans.jsonl line {line}: {problem}");

/// <summary>Reads scans.jsonl (api.md section 5): the whole of it is checked before anything is played.</summary>
public static class Recording
{
    public static IReadOnlyList<Scan> Read(string path, PlantModel plant)
    {
        var scans = new List<Scan>();
        var numbers = new Dictionary<string, long>(StringComparer.Ordinal);
        var line = 0;
        var newest = DateTimeOffset.MinValue;
        foreach (var text in File.ReadLines(path))
        {
            line++;
            if (string.IsNullOrWhiteSpace(text)) continue;
            var scan = Parse(text, line, plant, numbers);
            if (scan.Time < newest) throw new RecordingException(line, $"its time {scan.Time:HH:mm:ss.fff} is before the line above; reads stand in time order");
            newest = scan.Time;
            scans.Add(scan);
        }
        return scans;
    }

    private static Scan Parse(string text, int line, PlantModel plant, Dictionary<string, long> numbers)
    {
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 8, AllowDuplicateProperties = false });
            var json = document.RootElement;
            var station = Text(json, "station", line);
            var reader = Text(json, "reader", line);
            if (!plant.Stations.TryGetValue(station, out var known))
                throw new RecordingException(line, $"station '{station}' is not in plant.json; nothing was played");
            if (known.Readers.All(r => r.Id != reader))
                throw new RecordingException(line, $"station {station} has no reader '{reader}' in plant.json (it has {string.Join(", ", known.Readers.Select(r => r.Id))}); nothing was played");
            if (!json.TryGetProperty("t", out var t) || !t.TryGetDateTimeOffset(out var time)) throw new RecordingException(line, "t is no time such as 2026-03-02T06:00:00.000Z");
            var number = numbers[$"{station}.{reader}"] = numbers.GetValueOrDefault($"{station}.{reader}") + 1;
            if (json.TryGetProperty("beam", out var beam))
                return known.Readers.First(r => r.Id == reader).Door.PhotoEye is not null ? new Scan(time, station, reader, known.Gateway, number, [], null) { Beam = beam.GetBoolean() }
                    : throw new RecordingException(line, $"station {station}, reader {reader} has no photoEye in plant.json; nothing was played");
            return json.TryGetProperty("epc", out _)
                ? new Scan(time, station, reader, known.Gateway, number, Convert.FromHexString(Text(json, "epc", line)), new TagSighting(Whole(json, "antenna", line), Whole(json, "rssi", line)))
                : new Scan(time, station, reader, known.Gateway, number, Encoding.UTF8.GetBytes(Text(json, "data", line)), null);
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            throw new RecordingException(line, $"is no read: {e.Message}");
        }
    }

    private static string Text(JsonElement json, string name, int line) => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
        ? value.GetString()! : throw new RecordingException(line, $"{name} is missing or no text");

    private static int Whole(JsonElement json, string name, int line) => json.TryGetProperty(name, out var value) && value.TryGetInt32(out var number)
        ? number : throw new RecordingException(line, $"{name} is missing or no whole number");
}

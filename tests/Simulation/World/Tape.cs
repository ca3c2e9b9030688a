namespace Traceability.Tests.Simulation.World;

/// <summary>What readers saw, in time order; reads of the same moment stay as they were added. Lines are as in api.md section 5.</summary>
internal sealed class Tape
{
    private readonly List<(DateTimeOffset Time, string Line)> _reads = [];

    public void Add(DateTimeOffset time, string station, string reader, string data) =>
        _reads.Add((time, $"{Head(time, station, reader)}, \"data\": \"{data.Replace("\u001d", "\\u001d", StringComparison.Ordinal)}\"}}"));

    public void AddTag(DateTimeOffset time, string station, string epc, int antenna, int rssi) =>
        _reads.Add((time, $"{Head(time, station, "portal")}, \"epc\": \"{epc}\", \"antenna\": {antenna}, \"rssi\": {rssi}}}"));

    public IEnumerable<string> Lines => _reads.OrderBy(r => r.Time).Select(r => r.Line);

    public static string Text(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'");

    private static string Head(DateTimeOffset time, string station, string reader) =>
        $"{{\"t\": \"{Text(time)}\", \"station\": \"{station}\", \"reader\": \"{reader}\"";
}

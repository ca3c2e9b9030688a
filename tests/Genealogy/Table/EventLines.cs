using Traceability.Cloud.Store;
using Traceability.Epcis;

namespace Traceability.Tests.Genealogy.Table;

/// <summary>Reads an events table into what a store holds. The order of the lines is the order of arrival.</summary>
internal sealed class EventLines
{
    private const string Elsewhere = "-";
    private const string Gln = "9521321900011";

    private readonly List<(string? Name, StoredEvent Stored)> _events = [];
    private readonly Dictionary<string, TraceFeed> _feeds = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _numbers = new(StringComparer.Ordinal);
    private readonly Verbs _verbs;

    public EventLines(string table)
    {
        _verbs = new Verbs(Gln, _feeds);
        foreach (var line in Split(table)) Read(line);
    }

    public IReadOnlyList<StoredEvent> Stored => _events.ConvertAll(e => e.Stored);

    /// <summary>The last line's commit of that name: everything up to it is known, later lines are not.</summary>
    public long CommitOf(string name) => _events.Last(e => e.Name == name).Stored.Commit;

    public static string[] Split(string table) => table.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private void Read(string line)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words[0] == "feed")
        {
            _feeds[words[1]] = Feed([.. words]);
            return;
        }
        if (words[0] == "lost")
        {
            _numbers[words[1]] = _numbers.GetValueOrDefault(words[1]) + long.Parse(words[2]);
            return;
        }
        var s = new Sentence(line);
        if (s.Verb == "void") Add(s, Voided(s));
        else if (s.Verb == "make" && s.Object[0].Contains("..", StringComparison.Ordinal))
            foreach (var (unit, i) in s.Parts.Select((p, i) => (p, i))) Add(s, _verbs.Made(s, [unit], s.Time.AddSeconds(10 * i)));
        else Add(s, _verbs.Event(s));
    }

    private EpcisEvent Voided(Sentence s)
    {
        var wrong = Named(s.Object[0]);
        var corrective = s.Word("corrected");
        List<string> ids = corrective is null ? [] : [Named(corrective).EventId];
        return wrong with { ErrorDeclaration = new ErrorDeclaration(s.Time, corrective is null ? "did_not_occur" : "incorrect_data", ids) };
    }

    private EpcisEvent Named(string name) => _events.Single(e => e.Name == name).Stored.Event;

    private void Add(Sentence s, EpcisEvent e)
    {
        var gateway = s.Word("by") ?? "g1";
        var number = _numbers[gateway] = _numbers.GetValueOrDefault(gateway) + 1;
        if (e.EventId.Length == 0) e = e with { EventId = $"urn:uuid:{gateway}-{number}" };
        if (gateway == Elsewhere)
        {
            _events.Add((s.Name, new StoredEvent(_events.Count + 1, e.EventTime, null, null, null, e)));
            return;
        }
        var unsynced = s.Has("unsynced");
        var error = s.Word("error") is { } ms ? Names.Number(ms) : 0;
        var clock = new TraceClock(unsynced ? "unsynced" : "synced", unsynced ? null : error, s.Word("boot") ?? gateway, null);
        // A void is the same event again: it keeps the gateway and the clock of the one it declares in error.
        if (e.ErrorDeclaration is null) e = e with { Trace = (e.Trace ?? new TraceFields()) with { Gateway = gateway, Clock = clock } };
        _events.Add((s.Name, new StoredEvent(_events.Count + 1, e.EventTime, gateway, "epoch", number, e)));
    }

    private static TraceFeed Feed(List<string> words)
    {
        decimal? Number(string key) => words.IndexOf(key) is >= 0 and var i ? Names.Number(words[i + 1]) : null;
        return new TraceFeed
        {
            Rule = words[2],
            OverlapUnits = Number("overlap"),
            OverlapSeconds = Number("overlapSeconds"),
            EarlyUnits = Number("early"),
            EarlySeconds = Number("earlySeconds"),
            QuantityPer = Number("per"),
            OneAtATime = words.Contains("oneAtATime"),
        };
    }
}

using System.Globalization;
using Traceability.Cloud.Store;

namespace Traceability.Tests.Genealogy.Oracle;

/// <summary>A table of events put before the oracle, and expectations as tables: lines of <c>class: things</c>; a class not named must be empty.</summary>
internal sealed class Judged(List<StoredEvent> events)
{
    private static readonly Dictionary<string, TankPolicy> Tanks = new(StringComparer.Ordinal)
    {
        [RandomPlants.Place("TANK")] = new("mixed", 0),
        [RandomPlants.Place("SILO")] = new("plugFlow", 1),
    };

    private readonly Oracle _oracle = new(events, RandomPlants.Model(0), Tanks);

    public static Judged Of(string table) => new(EventTable.Read(table));

    public static Judged Of(string table, DateTimeOffset? asOf, long? knownAt) => new(EventTable.Read(table), new Oracle(EventTable.Read(table),
        RandomPlants.Model(0), Tanks, asOf, knownAt));

    private Judged(List<StoredEvent> events, Oracle oracle) : this(events) => _oracle = oracle;

    public Judged Forward(string seed, string table) => Compare($"forward {seed}", table, _oracle.Forward(EventTable.Uri(seed), false)
        .ToDictionary(a => a.Key, a => a.Value.Class));

    public Judged Contamination(string seed, string table) => Compare($"contamination {seed}", table, _oracle.Forward(EventTable.Uri(seed), true)
        .ToDictionary(a => a.Key, a => a.Value.Class));

    public Judged Backward(string seed, string table) => Compare($"backward {seed}", table, _oracle.Backward(EventTable.Uri(seed), false));

    public Judged Depth(string seed, string thing, int depth)
    {
        Assert.Equal(depth, _oracle.Forward(EventTable.Uri(seed), false)[EventTable.Uri(thing)].Depth);
        return this;
    }

    /// <summary>Words of a balance with their figures; what is not named must be 0.</summary>
    public Judged Balance(string lot, string figures)
    {
        var words = figures.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        decimal Of(string name) => Array.IndexOf(words, name) is >= 0 and var i ? decimal.Parse(words[i + 1], CultureInfo.InvariantCulture) : 0;
        Assert.Equal(new OracleBalance(Of("received"), Of("produced"), Of("returned"), Of("used"), Of("inProcess"), Of("shipped"), Of("scrapped"),
            Of("sampled"), Of("onHand"),
            Of("found"), Of("lost"), Of("gap")), _oracle.Balance(EventTable.Uri(lot)));
        return this;
    }

    private Judged Compare(string question, string table, Dictionary<string, string> found)
    {
        var expected = table.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(line => line.Split(':')[1].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(t => $"{line.Split(':')[0]} {t}"))
                .Order(StringComparer.Ordinal);
        var got = found.Select(f => $"{f.Value} {EventTable.Name(f.Key)}").Order(StringComparer.Ordinal);
        Assert.Equal($"{question}\n{string.Join('\n', expected)}", $"{question}\n{string.Join('\n', got)}");
        return this;
    }
}

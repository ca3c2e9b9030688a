using System.Text;
using Traceability.Epcis;
using Traceability.Gs1;

namespace Traceability.Tests.Benchmarks.Trace;

/// <summary>What one position of a line holds while an item is made: which item, and how it is used up.</summary>
internal sealed record Slot(Item Part, string Position, TraceFeed Feed)
{
    public bool Mixes => Feed.Rule == "mix";
}

/// <summary>
/// An item of the generated plant. Half of them have a GTIN, the others are known by the plant's own code; what is made at
/// the last level are units and always has one. A thing's lot text or serial is its number, so that no URI need be kept.
/// </summary>
internal sealed class Item(int number, int level, int line)
{
    public const int Levels = 9, Families = 12, Last = Levels - 1;
    private const string Domain = "https://plant.example";

    public int Number => number;
    public int Level => level;
    public int Line => line;
    public IReadOnlyList<Slot> Slots { get; private set; } = [];

    /// <summary>Everything of the URI but the thing's number.</summary>
    public string Prefix { get; } = level == Last ? $"https://id.gs1.org/01/{Gtin(number)}/21/"
        : number % 2 == 0 ? $"https://id.gs1.org/01/{Gtin(number)}/10/L" : $"{Domain}/item/P{level}-{number:D3}/lot/L";

    /// <summary>The line, as a location.</summary>
    public string Place { get; } = $"{Domain}/location/LINE-{line:D2}";

    /// <summary>
    /// The first part is from the level below, so that the longest way goes through all levels; the second from anywhere
    /// below. What one piece uses is so little that no lot is ever drawn beyond what was put out of it.
    /// </summary>
    public static Item[] Catalogue(Random random)
    {
        var items = Enumerable.Range(0, Levels * Families).Select(n => new Item(n, n / Families, LineOf(n / Families, n % Families))).ToArray();
        foreach (var item in items.Where(i => i.Level > 0))
        {
            var first = items[(item.Level - 1) * Families + item.Number % Families];
            Item second;
            do second = items[random.Next(item.Level * Families)];
            while (second == first);
            var firstFeed = item.Sequential(random);
            var secondFeed = random.Next(4) == 0 ? item.Mixed : item.Sequential(random);
            item.Slots = [new Slot(first, item.Place + "-A", firstFeed), new Slot(second, item.Place + "-B", secondFeed)];
        }
        return items;
    }

    // Each level has its lines; the last, where most is put out, has most of them.
    private static int LineOf(int level, int family) => level == Last ? 2 * level + family % 6 : 2 * level + family % 2;

    private decimal Use => Level == Last ? 0.02m : 0.001m;
    private TraceFeed Mixed => new() { Rule = "mix", QuantityPer = Use };

    // An overlap never reaches beyond the first entry after a change-over: an entry of a lot counts at least 20 pieces, a unit one.
    private TraceFeed Sequential(Random random) => new()
    {
        Rule = "sequential",
        OverlapUnits = Level == Last ? Math.Min(1, random.Next(5)) : random.Next(4) == 0 ? 10 : 0,
        QuantityPer = Use,
    };

    private static string Gtin(int number)
    {
        var digits = Encoding.ASCII.GetBytes($"0952132{number:D6}");
        return Encoding.ASCII.GetString(digits) + (char)CheckDigit.Of(digits);
    }
}

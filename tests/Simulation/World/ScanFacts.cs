using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Traceability.Tests.Simulation.World;

internal enum FactKind { Load, Output, Return }

/// <summary>
/// Something that a line's records say: a lot put on it, a lot or unit that came off it, a lot taken back. Thing is
/// item/lot or item/serial. A load of 0 names the lot again and adds nothing.
/// </summary>
internal sealed record Fact(FactKind Kind, string Line, string Run, string Item, string Thing, decimal Quantity);

/// <summary>
/// Reads a plant's scans as a person with pencil and paper would: who scanned what where, how much of it that was, and
/// which loads, outputs and returns follow. It shares nothing with the product, and needs to be told which picks the light refused.
/// </summary>
internal sealed partial class ScanFacts
{
    private readonly Dictionary<string, (string Kind, string Place)> _stations = [];
    private readonly Dictionary<string, string> _places = [];
    private readonly Dictionary<string, string> _itemOfGtin = [];
    private readonly Dictionary<string, string> _lineOfOrder = [];
    private readonly HashSet<string> _refusedPicks;
    private readonly Dictionary<(string Place, string Lot), decimal> _lies = [];
    private readonly List<(string Line, string Item, string Lot, decimal Left)> _onPositions = [];
    private readonly Dictionary<string, RuleItem> _items;
    private readonly Dictionary<(string Station, string Reader), (string Data, DateTimeOffset Time)> _before = [];
    private readonly Dictionary<string, string> _order = [];
    private readonly Dictionary<string, decimal> _keyed = [];
    private readonly Dictionary<string, string> _partial = [];
    private (string Lot, string Item, decimal? Keyed, decimal? Printed)? _hand;

    private ScanFacts(JsonElement plant, IEnumerable<string> refusedPicks)
    {
        _refusedPicks = refusedPicks.ToHashSet();
        _items = PlainRules.ItemsOf(plant);
        foreach (var s in plant.GetProperty("stations").EnumerateArray()) _stations[Text(s, "id")] = (Text(s, "kind"), Text(s, "location"));
        foreach (var l in plant.GetProperty("locations").EnumerateArray()) _places[Text(l, "location")] = Text(l, "kind");
        foreach (var i in plant.GetProperty("items").EnumerateArray()) _itemOfGtin[Text(i, "gtin").PadLeft(14, '0')] = Text(i, "item");
        foreach (var w in plant.GetProperty("documents").GetProperty("workOrders").EnumerateArray()) _lineOfOrder[Text(w, "id")] = Text(w, "line");
    }

    public List<Fact> Facts { get; } = [];

    /// <param name="plant">plant.json.</param>
    /// <param name="lines">The lines of scans.jsonl.</param>
    /// <param name="refusedPicks">"time station" of each pick that was blocked.</param>
    public static List<Fact> Of(JsonElement plant, IReadOnlyList<string> lines, IEnumerable<string> refusedPicks)
    {
        var facts = new ScanFacts(plant, refusedPicks);
        var reads = lines.Select(l => JsonDocument.Parse(l).RootElement).Where(r => r.TryGetProperty("data", out _)).Where(facts.IsNoRepeat).ToList();
        for (var i = 0; i < reads.Count; i++)
        {
            var place = NextPlace(reads, i);
            facts.Take(reads[i], place);
        }
        return facts.Facts;
    }

    // The place scanned right after this read on the same station, if a place it is: the answer to "where from?".
    private static string? NextPlace(List<JsonElement> reads, int i)
    {
        for (var j = i + 1; j < reads.Count; j++)
            if (Text(reads[j], "station") == Text(reads[i], "station")) return Text(reads[j], "data") is ['L', .. var place] ? place : null;
        return null;
    }

    // A trigger pulled twice: the same bytes on the same reader within half a second.
    private bool IsNoRepeat(JsonElement read)
    {
        var (key, data, time) = ((Text(read, "station"), Text(read, "reader")), Text(read, "data"), read.GetProperty("t").GetDateTimeOffset());
        var repeat = _before.TryGetValue(key, out var before) && before.Data == data && time - before.Time < TimeSpan.FromMilliseconds(500);
        _before[key] = (data, time);
        return !repeat;
    }

    private void Take(JsonElement read, string? nextPlace)
    {
        var (station, data, time) = (Text(read, "station"), Text(read, "data"), Text(read, "t"));
        var (kind, place) = _stations[station];
        if (kind is "pack" or "shipping" || data[0] == 'K') return;
        if (data[0] == 'W') _order[station] = data[1..];
        else if (data[0] == 'Q') _keyed[station] = decimal.Parse(data[1..], CultureInfo.InvariantCulture);
        else if (data[0] == 'L') PutDown(data[1..], nextPlace);
        else Label(station, kind, place, time, data);
    }

    private void Label(string station, string kind, string place, string time, string data)
    {
        if (LotAlone().IsMatch(data) && _partial.Remove(station, out var first)) data = $"{first}\u001d{data[3..]}";
        else if (kind == "receiving" && !LotPart().IsMatch(data))
        {
            _partial[station] = data;
            return;
        }
        var item = _itemOfGtin[data[5..19]];
        decimal? keyed = _keyed.Remove(station, out var said) ? said : null;
        if (SerialPart().Match(data) is { Success: true } unit)
        {
            Make(place, _order[station], item, $"{item}/{unit.Groups[1].Value}", 1);
            return;
        }
        var lot = $"{item}/{LotPart().Match(data).Groups[1].Value}";
        var printed = Printed(data);
        switch (kind)
        {
            case "receiving": Move(null, place, lot, keyed ?? printed!.Value); break;
            case "transfer": _hand = (lot, item, keyed, printed); break;
            case "pick" when !_refusedPicks.Contains($"{time} {station}"): Move(place, _lineOfOrder[_order[station]], lot, Lesser(keyed, printed, Lies(place, lot))); break;
            case "consume": Load(place, _order[station], item, lot, Lesser(keyed, printed, Lies(place, lot))); break;
            case "produce":
                Move(null, place, lot, keyed ?? printed!.Value);
                Make(place, _order[station], item, lot, keyed ?? printed!.Value);
                break;
        }
    }

    private void Load(string line, string run, string item, string lot, decimal quantity)
    {
        _lies[(line, lot)] = Lies(line, lot) - quantity;
        _onPositions.Add((line, item, lot, quantity));
        Facts.Add(new Fact(FactKind.Load, line, run, item, lot, quantity));
    }

    private void Make(string line, string run, string item, string thing, decimal pieces)
    {
        Facts.Add(new Fact(FactKind.Output, line, run, item, thing, pieces));
        foreach (var (part, per) in _items[item].Parts) Use(l => l.Line == line && l.Item == part, per * pieces);
    }

    // First loaded, first used: it says on which of two lines a lot still lies.
    private void Use(Func<(string Line, string Item, string Lot, decimal Left), bool> which, decimal quantity)
    {
        for (var i = 0; i < _onPositions.Count && quantity > 0; i++)
        {
            if (!which(_onPositions[i])) continue;
            var used = Math.Min(quantity, _onPositions[i].Left);
            _onPositions[i] = _onPositions[i] with { Left = _onPositions[i].Left - used };
            quantity -= used;
        }
    }

    private decimal OnPositions(string line, string lot) => _onPositions.Where(l => l.Line == line && l.Lot == lot).Sum(l => l.Left);

    /// <summary>The hand's label goes to a place; it came from the only other store place that holds the lot, else off a line.</summary>
    private void PutDown(string target, string? answer)
    {
        if (_hand is not { } hand) return;
        _hand = null;
        var stores = _lies.Where(s => s.Key.Lot == hand.Lot && s.Value > 0 && s.Key.Place != target && _places[s.Key.Place] != "line").Select(s => s.Key.Place).ToList();
        var from = stores.Count == 1 ? stores[0] : answer ?? LineOf(hand.Lot);
        if (_places[from] != "line")
        {
            Move(from, target, hand.Lot, Lesser(hand.Keyed, hand.Printed, Lies(from, hand.Lot)));
            return;
        }
        var quantity = Lesser(hand.Keyed, hand.Printed, Lies(from, hand.Lot) + OnPositions(from, hand.Lot));
        var unopened = Math.Min(quantity, Math.Max(0, Lies(from, hand.Lot)));
        Move(from, target, hand.Lot, unopened);
        Move(null, target, hand.Lot, quantity - unopened);
        if (quantity == unopened) return;
        Use(l => l.Line == from && l.Lot == hand.Lot, quantity - unopened);
        Facts.Add(new Fact(FactKind.Return, from, "", hand.Item, hand.Lot, quantity - unopened));
    }

    // Where something of it is left; a piece more than the label said comes from where the lot was put last.
    private string LineOf(string lot) => _lies.Where(s => s.Key.Lot == lot && s.Value > 0 && _places[s.Key.Place] == "line").Select(s => s.Key.Place)
        .Concat(_onPositions.Where(l => l.Lot == lot && l.Left > 0).Select(l => l.Line)).FirstOrDefault() ?? _onPositions.Last(l => l.Lot == lot).Line;

    private void Move(string? from, string to, string lot, decimal quantity)
    {
        if (from is not null) _lies[(from, lot)] = Lies(from, lot) - quantity;
        _lies[(to, lot)] = Lies(to, lot) + quantity;
    }

    private decimal Lies(string place, string lot) => _lies.GetValueOrDefault((place, lot));

    private static decimal Lesser(decimal? keyed, decimal? printed, decimal recorded) => keyed ?? Math.Min(printed ?? recorded, Math.Max(0, recorded));

    private static decimal? Printed(string data) => Kilograms().Match(data) is { Success: true } kg ? decimal.Parse(kg.Groups[1].Value, CultureInfo.InvariantCulture) / 100
        : Pieces().Match(data) is { Success: true } ea ? decimal.Parse(ea.Groups[1].Value, CultureInfo.InvariantCulture) : null;

    private static string Text(JsonElement e, string name) => e.GetProperty(name).GetString()!;

    // Labels begin with a symbology of three characters and the item; expiry and kilograms are of fixed length, so nothing separates what follows them.
    private const string Head = @"^\](?:C1|d2)01\d{14}(?:17\d{6})?";

    [GeneratedRegex(@"^\]C110[^\u001d]+$")] private static partial Regex LotAlone();
    [GeneratedRegex(Head + @"(?:3102\d{6}|30\d+\u001d|\u001d|3102\d{6}\u001d)?10([^\u001d]+)")] private static partial Regex LotPart();
    [GeneratedRegex(@"^\]d201\d{14}21([^\u001d]+)")] private static partial Regex SerialPart();
    [GeneratedRegex(Head + @"(?:10[^\u001d]+\u001d)?3102(\d{6})")] private static partial Regex Kilograms();
    [GeneratedRegex(Head + @"(?:10[^\u001d]+\u001d)?30(\d+)(?:\u001d|$)")] private static partial Regex Pieces();
}

namespace Traceability.Tests.Simulation.World;

/// <summary>An item as far as the rules ask: how its lots follow one another, and what one piece of it is made of.</summary>
internal sealed record RuleItem(string Item, bool IsSequential, decimal OverlapUnits, IReadOnlyList<(string Item, decimal Per)> Parts);

/// <summary>An input of an output; IsSure false is possible.</summary>
internal sealed record PlainLink(string From, string To, bool IsSure);

/// <summary>
/// trace.md section 1, rules 2 to 4 and 12, written down word by word for plants whose inputs are mix or sequential with
/// overlapUnits, whose lots come off a line in one entry each, and whose returns come between orders. Slow and plain on
/// purpose: it is what the product's genealogy is held against.
/// </summary>
internal sealed class PlainRules(IReadOnlyDictionary<string, RuleItem> items)
{
    /// <summary>A lot in the run. GaveWayAt: how many pieces the run had put out when another lot took its place.</summary>
    private sealed class Held(string lot, bool isLeftOver)
    {
        public string Lot { get; } = lot;
        public bool IsLeftOver { get; set; } = isLeftOver;
        public decimal? GaveWayAt { get; set; }
        public decimal LoadedAt { get; init; }
    }

    /// <summary>An item's position on a line. Layers are what quantity says is there, first loaded first.</summary>
    private sealed class Position
    {
        public List<(string Lot, decimal Left)> Layers { get; } = [];
        public List<Held> Run { get; } = [];
        public decimal Left(string lot) => Layers.Where(l => l.Lot == lot).Sum(l => l.Left);
    }

    /// <summary>All direct links of all lines, in the order of the facts.</summary>
    public List<PlainLink> Links(IEnumerable<Fact> facts)
    {
        var links = new List<PlainLink>();
        var positions = new Dictionary<(string Line, string Item), Position>();
        var runs = new Dictionary<string, (string Run, decimal Pieces)>();
        foreach (var fact in facts)
        {
            if (fact.Kind == FactKind.Return)
            {
                TakeBack(positions[(fact.Line, fact.Item)], fact, runs[fact.Line].Pieces);
                continue;
            }
            if (runs.GetValueOrDefault(fact.Line).Run != fact.Run)
            {
                runs[fact.Line] = (fact.Run, 0);
                foreach (var (key, position) in positions.Where(p => p.Key.Line == fact.Line)) Begin(position);
            }
            if (fact.Kind == FactKind.Load) Load(Of(positions, fact.Line, fact.Item), fact, runs[fact.Line].Pieces);
            else
            {
                foreach (var (item, per) in items[fact.Item].Parts)
                {
                    var position = Of(positions, fact.Line, item);
                    links.AddRange(Candidates(position, items[item], runs[fact.Line].Pieces).Select(c => new PlainLink(c.Lot, fact.Thing, c.IsSure)));
                    Draw(position, per * fact.Quantity);
                }
                runs[fact.Line] = (fact.Run, runs[fact.Line].Pieces + fact.Quantity);
            }
        }
        return links;
    }

    /// <summary>Rule 3: what quantity says is still there, in the order loaded; the others gave way to the last at the run's first event.</summary>
    private static void Begin(Position position)
    {
        position.Run.Clear();
        foreach (var lot in position.Layers.Where(l => l.Left > 0).Select(l => l.Lot).Distinct())
        {
            if (position.Run.Count > 0) position.Run[^1].GaveWayAt = 0;
            position.Run.Add(new Held(lot, isLeftOver: true));
        }
    }

    private static void Load(Position position, Fact fact, decimal pieces)
    {
        position.Layers.Add((fact.Thing, fact.Quantity));
        if (position.Run.LastOrDefault(h => h.GaveWayAt is null) is { } current)
        {
            if (current.Lot == fact.Thing)
            {
                current.IsLeftOver = false;
                return;
            }
            current.GaveWayAt = pieces;
        }
        position.Run.RemoveAll(h => h.Lot == fact.Thing);
        position.Run.Add(new Held(fact.Thing, isLeftOver: false) { LoadedAt = pieces });
    }

    /// <summary>Rule 2: which lots a piece that comes off now may hold, and whether that is sure.</summary>
    private static IEnumerable<(string Lot, bool IsSure)> Candidates(Position position, RuleItem item, decimal pieces)
    {
        if (!item.IsSequential)
        {
            foreach (var held in position.Run) yield return (held.Lot, position.Run.Count == 1 && !held.IsLeftOver);
            yield break;
        }
        var earlier = position.Run.Where(h => h.GaveWayAt is { } gave && (pieces - gave < item.OverlapUnits || position.Left(h.Lot) > 0)).ToList();
        foreach (var held in earlier) yield return (held.Lot, false);
        foreach (var held in position.Run.Where(h => h.GaveWayAt is null)) yield return (held.Lot, earlier.Count == 0 && !held.IsLeftOver);
    }

    private static void Draw(Position position, decimal quantity)
    {
        for (var i = 0; i < position.Layers.Count && quantity > 0; i++)
        {
            var used = Math.Min(quantity, position.Layers[i].Left);
            position.Layers[i] = (position.Layers[i].Lot, position.Layers[i].Left - used);
            quantity -= used;
        }
    }

    /// <summary>Rule 4: less is left; all of it back before anything was made of it means that it was never there.</summary>
    private static void TakeBack(Position position, Fact fact, decimal pieces)
    {
        var back = fact.Quantity;
        for (var i = position.Layers.Count - 1; i >= 0 && back > 0; i--)
        {
            if (position.Layers[i].Lot != fact.Thing) continue;
            var taken = Math.Min(back, position.Layers[i].Left);
            position.Layers[i] = (fact.Thing, position.Layers[i].Left - taken);
            back -= taken;
        }
        if (position.Left(fact.Thing) > 0 || position.Run.Find(h => h.Lot == fact.Thing) is not { } held) return;
        position.Run.Remove(held);
        if (held.GaveWayAt is null && held.LoadedAt == pieces && position.Run.Count > 0) position.Run[^1].GaveWayAt = null;
    }

    private static Position Of(Dictionary<(string, string), Position> positions, string line, string item)
    {
        if (!positions.TryGetValue((line, item), out var position)) positions[(line, item)] = position = new Position();
        return position;
    }

    /// <summary>Rule 12: everything a lot went into; sure where one path is sure all along. Links come in time order, so one pass is enough.</summary>
    public static Dictionary<string, bool> Forward(IReadOnlyList<PlainLink> links, string seed)
    {
        var reached = new Dictionary<string, bool> { [seed] = true };
        foreach (var link in links)
            if (reached.TryGetValue(link.From, out var sure))
                reached[link.To] = reached.GetValueOrDefault(link.To) || sure && link.IsSure;
        reached.Remove(seed);
        return reached;
    }

    /// <summary>The items of a plant.json.</summary>
    public static Dictionary<string, RuleItem> ItemsOf(System.Text.Json.JsonElement plant) => plant.GetProperty("items").EnumerateArray().Select(i => new RuleItem(
        i.GetProperty("item").GetString()!,
        i.TryGetProperty("consumption", out var rule) && rule.GetString() == "sequential",
        i.TryGetProperty("overlapUnits", out var overlap) ? overlap.GetDecimal() : 0,
        i.TryGetProperty("components", out var parts) ? parts.EnumerateArray().Select(p => (p.GetProperty("item").GetString()!, p.GetProperty("quantityPer").GetDecimal())).ToList() : []))
        .ToDictionary(i => i.Item);
}

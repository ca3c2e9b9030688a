using System.Text.Json;
using Traceability.Cloud.Genealogy;
using Traceability.Gs1;

namespace Traceability.Cloud.Api;

/// <summary>
/// What a recall starts from (trace.md section 2). As JSON: a text that is any id; or an object, one of
/// <c>{id}</c>, <c>{item, from, to}</c> (serials), <c>{supplier, lot}</c>, <c>{order}</c> or <c>{despatchAdvice}</c>, <c>{location, from, to}</c> (what came off a machine then).
/// </summary>
public static class RecallSeeds
{
    private const string Expected = "an id, or one of {id}, {item, from, to}, {supplier, lot}, {order}, {despatchAdvice}, {location, from, to} is expected";

    /// <exception cref="RefusedException">Unreadable, ambiguous, or nothing in the records is meant.</exception>
    public static IReadOnlyList<int> Find(Projection projection, JsonElement seed)
    {
        if (seed.ValueKind == JsonValueKind.String) return [IdParameter.Thing(projection, seed.GetString(), "seed")];
        if (seed.ValueKind != JsonValueKind.Object) throw RefusedException.Missing("seed", Expected);
        string? Text(string name) => seed.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;
        var found = (Text("id"), Text("item"), Text("supplier"), Text("order") ?? Text("despatchAdvice"), Text("location")) switch
        {
            ({ } id, _, _, _, _) => [IdParameter.Thing(projection, id, "seed.id")],
            (_, { } item, null, null, null) => Serials(projection, item, Text("from"), Text("to")),
            (_, _, { } supplier, _, _) => SuppliersLot(projection, supplier, Text("lot") ?? throw RefusedException.Missing("seed.lot", "the supplier's own lot number")),
            (_, _, _, { } document, _) => OnDocument(projection, document),
            (_, _, _, _, { } location) => OffMachine(projection, location, Text("from"), Text("to")),
            _ => throw RefusedException.Malformed("seed", seed.GetRawText(), Expected),
        };
        return found.Count > 0 ? found : throw new RefusedException(404, "unknown-seed", "seed", $"Nothing in the records of plant {projection.Plant.Code} is meant by {seed.GetRawText()}.");
    }

    // Serials of one length are numbers of one row; a shorter one is before all longer ones.
    private static List<int> Serials(Projection projection, string item, string? from, string? to)
    {
        if (from is null || to is null) throw RefusedException.Missing(from is null ? "seed.from" : "seed.to", "the first and the last serial of the range");
        var key = projection.Plant.Items.TryGetValue(item, out var known) ? known.Key : IdParameter.Meanings(projection.Plant, item).Where(m => m.Kind == MaterialKind.Item).Select(m => m.Key).FirstOrDefault()
            ?? throw new RefusedException(404, "unknown-item", "seed.item", $"Plant {projection.Plant.Code} has no item '{item}'.");
        static int Compare(string a, string b) => a.Length != b.Length ? a.Length - b.Length : string.CompareOrdinal(a, b);
        if (Compare(from, to) > 0) throw RefusedException.Malformed("seed.to", to, $"a serial not before '{from}' is expected");
        return Enumerable.Range(0, projection.Things.Count)
            .Where(t => projection.Things.IsUnit(t) && projection.Things.KeyOf(t) == key && Compare(projection.Things.Short(t), from) >= 0 && Compare(projection.Things.Short(t), to) <= 0 && projection.IsKnown(t)).ToList();
    }

    private static List<int> SuppliersLot(Projection projection, string supplier, string lot)
    {
        bool IsSupplier(int name) => projection.Log.Names[name] == supplier || projection.PartyOf(name) == supplier;
        var aliases = projection.Aliases.Of(lot).Where(a => IsSupplier(a.Supplier)).Select(a => a.Lot);
        var own = IdParameter.Bare(projection, lot).Where(t => projection.Lives.Of(t).Receipts.Any(r => IsSupplier(projection.Log[r.Fact].Party)));
        return aliases.Concat(own).Distinct().ToList();
    }

    private static List<int> OnDocument(Projection projection, string number)
    {
        var names = projection.Log.Names;
        var documents = names.All.Where(n => n.StartsWith("urn:epcglobal:cbv:bt:", StringComparison.Ordinal) && (n == number || Projection.DocumentOf(n) == number)).Select(n => names.Find(n)).ToHashSet();
        if (documents.Count == 0) return [];
        return Stated(projection, null, null, FactKind.Receive, FactKind.Ship).Where(f => f.Documents.Any(documents.Contains)).SelectMany(f => f.Goods).Select(g => g.Thing).Distinct().ToList();
    }

    private static List<int> OffMachine(Projection projection, string location, string? from, string? to)
    {
        var plant = projection.Plant;
        var place = projection.Log.Names.Find(plant.Locations.TryGetValue(location, out var known) ? known.Uri : plant.Stations.TryGetValue(location, out var at) ? at.Location.Uri : location);
        var station = projection.Log.Names.Find(location);
        if (place == 0 && station == 0) throw new RefusedException(404, "unknown-location", "seed.location", $"Plant {plant.Code} has no location or station '{location}' in its records.");
        var (first, last) = (Parameters.Time(from, "seed.from"), Parameters.Time(to, "seed.to"));
        if (first is null || last is null) throw RefusedException.Missing(first is null ? "seed.from" : "seed.to", "the window's first and last time");
        var made = Stated(projection, first, last, FactKind.Make, FactKind.Install)
            .Where(f => plant.Stations.ContainsKey(location) && station != 0 && f.Station == station || place != 0 && (f.Place == place || f.ReadPoint == place || f.Position == place));
        return made.SelectMany(f => f.Kind == FactKind.Make ? f.Outputs.Select(o => o.Thing) : [f.Parent]).Distinct().ToList();
    }

    private static IEnumerable<Fact> Stated(Projection projection, DateTimeOffset? from, DateTimeOffset? to, params FactKind[] kinds)
    {
        for (var i = 0; i < projection.Log.Count; i++)
            if (kinds.Contains(projection.Log.KindOf(i)) && projection.IsStanding(i) && !(projection.Timeline.TicksOf(i) < from?.UtcTicks) && !(projection.Timeline.TicksOf(i) > to?.UtcTicks)) yield return projection.Log[i];
    }
}

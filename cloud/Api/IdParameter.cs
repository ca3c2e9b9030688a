using System.Text;
using Traceability.Cloud.Genealogy;
using Traceability.Gs1;
using Traceability.Plant;

namespace Traceability.Cloud.Api;

/// <summary>
/// Any spelling of an id (events.md section 1) to one thing of the records. What means several things is answered with the
/// candidates (300), what nobody knows with near misses (404); nothing is guessed.
/// </summary>
public static class IdParameter
{
    private const int NearMisses = 5;

    /// <exception cref="RefusedException">Missing, ambiguous, unreadable or unknown.</exception>
    public static int Thing(Projection projection, string? text, string field = "id")
    {
        if (string.IsNullOrWhiteSpace(text)) throw RefusedException.Missing(field, "a lot, unit or container, for example PCB-10/L24070 or a GS1 Digital Link URI");
        var meanings = Meanings(projection.Plant, text);
        var known = meanings.Select(projection.Things.Find).OfType<int>().Distinct().ToList();
        if (known.Count == 1) return known[0];
        if (known.Count > 1) throw Ambiguous(projection, text, field, known);
        // A lot's text may look like a code of another kind; what is in the records comes before what it could mean.
        var bare = Bare(projection, text).Concat(Suppliers(projection, text, meanings)).Distinct().ToList();
        if (bare.Count > 0) throw Ambiguous(projection, text, field, bare);
        throw Unknown(projection, text, field, meanings.Count > 0 ? meanings[0] : null);
    }

    /// <summary>All identities that a text can stand for, whether recorded or not.</summary>
    public static IReadOnlyList<MaterialId> Meanings(PlantModel plant, string text)
    {
        if (CanonicalUri.Parse(text) is { } uri) return [uri];
        if (Plants(plant, text) is { Count: > 0 } plants) return plants;
        if (text.Length == 18 && IsKey(text)) return [MaterialId.Container(text)];
        if (text.Length is 8 or 12 or 13 or 14 && IsKey(text))
        {
            var item = MaterialId.Item(text.PadLeft(14, '0'));
            return text.Length == 13 ? [item, MaterialId.Location(text), MaterialId.Party(text)] : [item];
        }
        return Spelled(plant, text) is { } spelled ? [spelled] : [];
    }

    private static bool IsKey(string text) => CheckDigit.Holds(Encoding.UTF8.GetBytes(text));

    // The plant's own words: item/lot, item/serial, and the codes of items, locations and documents.
    private static List<MaterialId> Plants(PlantModel plant, string text)
    {
        var found = new List<MaterialId>();
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash > 0 && slash < text.Length - 1 && plant.Items.TryGetValue(text[..slash], out var item))
        {
            var extension = text[(slash + 1)..];
            MaterialId lot = MaterialId.Lot(item.Key, extension), unit = MaterialId.Unit(item.Key, extension);
            return item.Tracking == Tracking.Serial ? [unit, lot] : [lot, unit];
        }
        if (plant.Items.TryGetValue(text, out var code)) found.Add(MaterialId.Item(code.Key));
        if (plant.Locations.TryGetValue(text, out var place)) found.Add(CanonicalUri.Parse(place.Uri) ?? new MaterialId(MaterialKind.Location, place.Uri));
        return found;
    }

    // Element strings, bracketed strings, EPC URNs, tag words, data identifiers: the one reader of all of them is Identifier.
    // The date it asks for decides centuries of expiry dates, which no identity has.
    private static MaterialId? Spelled(PlantModel plant, string text) =>
        Identifier.Identify(Encoding.UTF8.GetBytes(text), new ReadContext(new DateOnly(2000, 1, 1), null, plant.IdentityDomain)) is { Refusal: null } found ? found.Id : null;

    /// <summary>Things whose lot or serial is this text, of whatever item.</summary>
    public static List<int> Bare(Projection projection, string text) =>
        Enumerable.Range(0, projection.Things.Count).Where(t => projection.Things[t].Extension == text && IsMaterial(projection.Things[t].Kind)).ToList();

    /// <summary>Lots that a supplier delivered under this text; where an item is named with it, only that item's.</summary>
    public static IEnumerable<int> Suppliers(Projection projection, string text, IReadOnlyList<MaterialId> meanings)
    {
        var named = meanings.Where(m => m.Kind == MaterialKind.Lot && m.Extension is not null).SelectMany(m => projection.Aliases.Of(m.Extension!).Where(a => projection.Things.KeyOf(a.Lot) == m.Key));
        return projection.Aliases.Of(text).Concat(named).Select(a => a.Lot).Distinct();
    }

    // In a short text one other character is another text, not a slip.
    private const int ShortText = 4;

    /// <summary>Things that a slip of the eye or finger turns into this text; a question to a person, never an answer.</summary>
    public static List<int> Near(Projection projection, string text, string? itemKey) => projection.NearMisses.Find(text, NearMisses * 10)
        .Where(near => near.Kind != NearMissKind.OneEdit || text.Length > ShortText).SelectMany(near => Bare(projection, near.Known)).Where(t => itemKey is null || projection.Things[t].Key == itemKey).Take(NearMisses).ToList();

    private static bool IsMaterial(MaterialKind kind) => kind is MaterialKind.Lot or MaterialKind.Unit;

    public static Candidate CandidateOf(Projection projection, int thing, bool near = false)
    {
        var id = projection.Things[thing];
        return new Candidate(projection.Things.Uri(thing), KindOf(id.Kind), IsMaterial(id.Kind) ? projection.ItemOf(thing) : null,
            id.Kind == MaterialKind.Lot ? id.Extension : null, id.Kind == MaterialKind.Unit ? id.Extension : null, near);
    }

    public static string KindOf(MaterialKind kind) => kind.ToString().ToLowerInvariant();

    private static RefusedException Ambiguous(Projection projection, string text, string field, List<int> things) =>
        new(300, "ambiguous-id", field, $"'{text}' is {things.Count} thing{(things.Count == 1 ? "" : "s")} in the records if its item is left out; ask again with one of the candidates.",
            things.ConvertAll(t => CandidateOf(projection, t)));

    private static RefusedException Unknown(Projection projection, string text, string field, MaterialId? meant)
    {
        var near = Near(projection, meant?.Extension ?? text, meant?.Key).ConvertAll(t => CandidateOf(projection, t, near: true));
        var item = meant is { } id && projection.Plant.ItemByKey(id.Key) is { } known ? $" of item {known.Code}" : "";
        var asked = meant is null ? $"'{text}' is no lot, unit or container" : $"The {KindOf(meant.Value.Kind)} '{meant.Value.Extension ?? text}'{item} is nowhere";
        var sentence = $"{asked} in the records of plant {projection.Plant.Code}.{(near.Count == 0 ? "" : $" Did you mean {string.Join(" or ", near.Select(n => $"{n.Item}/{n.Lot ?? n.Serial}"))}?")}";
        return new RefusedException(404, "unknown-id", field, sentence, near);
    }
}

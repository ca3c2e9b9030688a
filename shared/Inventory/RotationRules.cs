using Traceability.Plant;

namespace Traceability.Inventory;

/// <summary>What the light must show for a label at a pick face. Reason is one of events.md's words; Expected are lots that would be right.</summary>
public sealed record PickVerdict(bool Allowed, string? Reason, IReadOnlyList<string> Expected, IReadOnlyList<string> Findings, bool ImpliedTransfer = false)
{
    public static PickVerdict Blocked(string reason, IReadOnlyList<string> expected) => new(false, reason, expected, []);
}

/// <summary>
/// First in, first out (edge.md section 4): which lot of an item may leave a face. FIFO goes by received, FEFO by expiry
/// and then received; keys within the item's rotation window are equally good; only lots with quantity left, not held and
/// usable long enough count.
/// </summary>
public static class RotationRules
{
    public static PickVerdict Decide(Inventory inventory, Item item, string face, string lot, DateTimeOffset now)
    {
        var usable = Usable(inventory, item, face, now).ToList();
        var expected = Best(usable, item).Select(l => l.Lot).ToList();
        if (inventory.Lot(lot) is not { } known) return PickVerdict.Blocked("unknown lot", expected);
        if (Fault(known, item, now) is { } fault) return PickVerdict.Blocked(fault, expected);
        if (expected.Contains(lot, StringComparer.Ordinal)) return new PickVerdict(true, null, expected, []);

        // Recorded elsewhere but in the hand here: fine if it would be the best of all with this face's lots.
        var inHand = new Candidate(lot, known.Received ?? DateTimeOffset.MaxValue, known.Expiry ?? DateOnly.MaxValue);
        var isBest = Best([.. usable.Where(l => l.Lot != lot), inHand], item).Any(l => l.Lot == lot);
        if (!isBest) return PickVerdict.Blocked("older lot available", expected);
        var elsewhere = inventory.StockAt(face, lot) <= 0 && inventory.PlacesOf(lot).Any(p => p.Place != face && p.Record.Stock > 0);
        return elsewhere
            ? new PickVerdict(true, null, [lot], ["recorded elsewhere, in the hand at this face: moved here first"], ImpliedTransfer: true)
            : new PickVerdict(true, null, [lot], ["nothing of this lot is recorded at this face any more"]);
    }

    /// <summary>Lots of the item at a place that rotation may choose from, best first.</summary>
    public static IReadOnlyList<string> InOrder(Inventory inventory, Item item, string place, DateTimeOffset now) =>
        Usable(inventory, item, place, now).Order(Order(item)).Select(l => l.Lot).ToList();

    /// <summary>Whether the first lot has to leave before the second.</summary>
    public static bool IsOlder(Inventory inventory, Item item, string first, string second)
    {
        if (inventory.Lot(first) is not { } a || inventory.Lot(second) is not { } b) return false;
        var one = new Candidate(first, a.Received ?? DateTimeOffset.MaxValue, a.Expiry ?? DateOnly.MaxValue);
        var other = new Candidate(second, b.Received ?? DateTimeOffset.MaxValue, b.Expiry ?? DateOnly.MaxValue);
        return Best([one, other], item) is [var only] && only.Lot == first;
    }

    private sealed record Candidate(string Lot, DateTimeOffset Received, DateOnly Expiry);

    private static IEnumerable<Candidate> Usable(Inventory inventory, Item item, string place, DateTimeOffset now)
    {
        foreach (var (uri, _) in inventory.LotsAt(place, item.Key))
            if (inventory.Lot(uri) is { } lot && Fault(lot, item, now) is null)
                yield return new Candidate(uri, lot.Received ?? DateTimeOffset.MaxValue, lot.Expiry ?? DateOnly.MaxValue);
    }

    private static List<Candidate> Best(List<Candidate> lots, Item item)
    {
        if (lots.Count == 0) return lots;
        var best = lots.Min(Order(item))!;
        return lots.Where(l => IsAsGood(l, best, item)).ToList();
    }

    private static bool IsAsGood(Candidate lot, Candidate best, Item item)
    {
        if (item.Rotation == Rotation.Fifo) return lot.Received - best.Received <= item.RotationWindow;
        var days = lot.Expiry.DayNumber - best.Expiry.DayNumber;
        if (item.RotationWindow > TimeSpan.Zero) return TimeSpan.FromDays(days) <= item.RotationWindow;
        return days == 0 && lot.Received == best.Received;
    }

    private static Comparer<Candidate> Order(Item item) => Comparer<Candidate>.Create((a, b) =>
    {
        var byExpiry = item.Rotation == Rotation.Fefo ? a.Expiry.CompareTo(b.Expiry) : 0;
        if (byExpiry != 0) return byExpiry;
        var byReceived = a.Received.CompareTo(b.Received);
        return byReceived != 0 ? byReceived : string.CompareOrdinal(a.Lot, b.Lot);
    });

    /// <summary>Why the lot must not be used at all, or null. A lot is usable through its expiry day.</summary>
    public static string? Fault(LotRecord lot, Item item, DateTimeOffset now)
    {
        if (lot.Holds.Count > 0) return "held";
        if (lot.Expiry is not { } expiry) return null;
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        if (expiry < today) return "expired";
        return expiry.DayNumber - today.DayNumber < item.MinRemainingDays ? "expires too soon" : null;
    }

    /// <summary>The lot part of a lot's URI, for people.</summary>
    public static string LotText(string lotUri) => Uri.UnescapeDataString(lotUri[(lotUri.LastIndexOf('/') + 1)..]);
}

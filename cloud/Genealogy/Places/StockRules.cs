namespace Traceability.Cloud.Genealogy;

/// <summary>
/// Movements of a lot's quantity (trace.md section 2, balance). Stock never goes below 0: what was taken beyond the record is a
/// fact all the same, and shows as gap in the balance.
/// </summary>
internal static class StockRules
{
    // What lay at the line beside its positions goes first; only the rest was mounted.
    public static void Move(Life life, Fact fact, int index, Goods goods)
    {
        if (fact.BizLocation == 0) return;
        var from = fact.Kind == FactKind.Pick ? fact.ReadPoint : fact.From;
        var mounted = fact.FromPosition != 0 || fact.FromRun != 0;
        var taken = mounted ? new Taken(0, goods.Quantity is null) : life.Take(from != 0 ? from : life.OnlyPlaceBut(fact.BizLocation), goods.Quantity);
        if (fact.From != 0) life.OffPositions[index] = goods.Quantity is { } known ? known - taken.Quantity : taken.Quantity > 0 ? 0 : null;
        life.Put(fact.BizLocation, goods.Quantity, taken);
    }

    /// <summary>A destructive sample counts as sampled; the scrap event that follows is not counted again.</summary>
    public static void Remove(Life life, Fact fact, Goods goods, ref decimal sampled)
    {
        var place = fact.Place != 0 ? fact.Place : life.OnlyPlaceBut(0);
        if (fact.Kind == FactKind.Sample)
        {
            var taken = life.Take(place, goods.Quantity).Quantity;
            // A sample is a part: what is left of it, nobody has said.
            if (goods.Quantity is null) life.Put(place, null);
            life.Totals.Sampled += goods.Quantity ?? taken;
            sampled += goods.Quantity ?? taken;
            return;
        }
        var again = Math.Min(sampled, goods.Quantity ?? 0);
        sampled -= again;
        if (goods.Quantity == again && again > 0) return;
        var scrapped = life.Take(place, goods.Quantity - again).Quantity;
        life.Totals.Scrapped += goods.Quantity - again ?? scrapped;
    }

    /// <summary>A count is a fact: what the records had more or less is lost or found.</summary>
    public static void Count(Life life, Fact fact, int lot)
    {
        var listed = false;
        var counted = 0m;
        foreach (var goods in fact.Goods)
        {
            if (goods.Thing != lot) continue;
            if (goods.Quantity is not { } quantity)
            {
                // It is here, and nothing is said about how much.
                life.Put(fact.BizLocation, null);
                return;
            }
            listed = true;
            counted += quantity;
        }
        if (!listed && !fact.WholePlace || fact.BizLocation == 0) return;
        var difference = counted - life.Take(fact.BizLocation, null).Quantity;
        if (difference > 0) life.Totals.Found += difference;
        else life.Totals.Lost -= difference;
        life.Put(fact.BizLocation, counted);
    }

    /// <summary>A shipment by quantity declared wrong, the last one first; stock gets back at most what it had given.</summary>
    public static void TakeBack(Life life, Goods goods)
    {
        var rest = goods.Quantity;
        for (var i = life.Loose.Count - 1; i >= 0 && rest is null or > 0; i--)
        {
            var loose = life.Loose[i];
            if (!loose.HasLeft) continue;
            var back = Math.Min(rest ?? loose.Left, loose.Left);
            loose.Left -= back;
            var toStock = Math.Min(back, loose.FromStock - loose.Returned);
            loose.Returned += toStock;
            life.Put(loose.Place, toStock);
            if (loose.IsUncounted) life.Put(loose.Place, null);
            if (rest is null) loose.IsUncounted = false;
            if (rest is null) return;
            rest -= back;
        }
    }

    /// <summary>Out of the container and back on the shelf; goods null is all of it.</summary>
    public static void Unpack(Life life, Fact fact, int index, Goods? goods)
    {
        var rest = goods?.Quantity;
        var (whole, uncounted) = (0m, false);
        foreach (var packing in life.Packings)
        {
            if (packing.Parent != fact.Parent || packing.To >= 0 || rest is 0 || packing.Lot is not { } lot) continue;
            var taken = rest is { } wanted ? Math.Min(wanted, lot.Left) : lot.Left;
            whole += taken;
            lot.Take(index, taken);
            uncounted |= lot.IsUncounted && rest is null;
            // What nobody counted is out when all is taken out, and not before.
            if (lot.Left is 0 && (rest is null || !lot.IsUncounted)) packing.To = index;
            rest -= taken;
        }
        life.Put(fact.Place, goods?.Quantity, new Taken(whole, uncounted || goods is { Quantity: null } && whole == 0));
    }
}

using System.Globalization;

namespace Traceability.Tests.Simulation.World;

/// <summary>Fetches material from the faces to a line, best lot first, with hands that now and then go for another; and brings leftovers back.</summary>
internal sealed class Picker(Floor floor)
{
    /// <summary>Fetches what an order needs beyond what its line still has.</summary>
    public void Fetch(WorkPaper order)
    {
        foreach (var part in order.Item.Parts)
        {
            var item = floor.Plan.Item(part.Item);
            var spare = item.Uom == "EA" ? floor.Luck.Between(0, floor.Plan.Mishaps.MostSpare) : floor.Luck.Between(0, 2) * part.Per;
            var need = order.Quantity * part.Per + spare - floor.SpotOf(order.Item.Line!, item.Code).All.Sum(c => c.Left);
            if (need > 0) Fetch(order, item, need);
        }
    }

    private void Fetch(WorkPaper order, ItemPlan item, decimal need)
    {
        var station = Floor.PickStation(item.Face!);
        floor.Scan(floor.Now, station, "W" + order.Id);
        floor.Now = floor.Now.AddSeconds(2);
        while (need > 0)
        {
            var right = Best(item);
            var take = Math.Min(need, floor.At(item.Face!, right));
            // Keyed wherever the label would say something else than what is taken.
            var keyed = take != Math.Min(right.Printed, floor.At(item.Face!, right)) ? $"Q{Text(take)}" : null;
            var others = floor.LotsAt(item.Face!, item).Where(l => l != right).ToList();
            if (others.Count > 0 && floor.Luck.Chance(floor.Plan.Mishaps.NewerLotFirst)) Present(station, floor.Luck.Of(others), keyed, null, right, 6);
            Present(station, right, keyed, take, null, 7);
            floor.Put(item.Face!, right, -take);
            Lay(floor.SpotOf(order.Item.Line!, item.Code), right, take);
            need -= take;
        }
        floor.Now = floor.Now.AddSeconds(2);
    }

    /// <summary>The lot that has to leave first: oldest, or soonest to expire and then oldest.</summary>
    private LotMatter Best(ItemPlan item) => floor.LotsAt(item.Face!, item)
        .OrderBy(l => item.IsFefo ? l.Expiry ?? DateOnly.MaxValue : DateOnly.MaxValue).ThenBy(l => l.Received).First();

    private void Present(string station, LotMatter lot, string? keyed, decimal? taken, LotMatter? expected, int seconds)
    {
        if (keyed is not null) floor.Scan(floor.Now.AddSeconds(-1.5), station, keyed);
        floor.Scan(floor.Now, station, floor.LabelOf(lot));
        floor.Picks.Add(new PickAct(floor.Now, station, lot, taken, expected));
        floor.Now = floor.Now.AddSeconds(seconds);
    }

    // Cartons of one lot stand together and are used together. Were another lot used in between, the records could not
    // tell: the first scan books everything of the lot that lies unopened on the line (edge.md section 3, quantity).
    private static void Lay(Spot spot, LotMatter lot, decimal quantity)
    {
        if (spot.Beside.Find(c => c.Lot == lot) is { } heap) heap.Left += quantity;
        else spot.Beside.Add(new Charge(lot, quantity));
    }

    /// <summary>After an order: each item's leftovers go back to the face, or simply stay on the line.</summary>
    public void Tidy(WorkPaper order)
    {
        floor.Now = floor.Now.AddSeconds(8);
        foreach (var part in order.Item.Parts)
        {
            var item = floor.Plan.Item(part.Item);
            var spot = floor.SpotOf(order.Item.Line!, item.Code);
            // A heap of several lots that lie mixed is left alone: nobody could say which of them goes back.
            var mixed = !item.IsSequential && spot.SeenInThisRun.Count > 1;
            var goesBack = item.HoldsOneMore || !mixed && floor.Luck.Chance(floor.Plan.Mishaps.GoesBack);
            if (!goesBack || !spot.All.Any()) continue;
            foreach (var lot in spot.All.Select(c => c.Lot).Distinct().ToList()) BringBack(order.Item.Line!, spot, lot);
        }
    }

    private void BringBack(string line, Spot spot, LotMatter lot)
    {
        var quantity = spot.All.Where(c => c.Lot == lot).Sum(c => c.Left);
        var lies = floor.OnLines(lot).Select(x => x.Line).Distinct().Count();
        // A carton that was never opened says itself how much goes back.
        if (quantity != lot.Printed || floor.Luck.Chance(0.5)) floor.Scan(floor.Now.AddSeconds(-1.5), "store-1", $"Q{Text(quantity)}");
        floor.Scan(floor.Now, "store-1", floor.LabelOf(lot));
        floor.Scan(floor.Now.AddSeconds(3), "store-1", "L" + lot.Item.Face);
        // Where the lot lies on two lines the screen asks which one it comes from.
        if (lies > 1) floor.Scan(floor.Now.AddSeconds(5), "store-1", "L" + line);
        spot.Mounted.RemoveAll(c => c.Lot == lot);
        spot.Beside.RemoveAll(c => c.Lot == lot);
        floor.Put(lot.Item.Face!, lot, quantity);
        floor.Now = floor.Now.AddSeconds(8);
    }

    private static string Text(decimal quantity) => quantity.ToString("0.######", CultureInfo.InvariantCulture);
}

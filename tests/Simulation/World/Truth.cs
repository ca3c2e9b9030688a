using System.Text.Json.Nodes;

namespace Traceability.Tests.Simulation.World;

/// <summary>
/// What truly happened, as truth.json has it: read off the physical floor, but for certain and possible, which are what
/// the plain rules make of the scanned facts.
/// </summary>
internal sealed class Truth(Floor floor, IReadOnlyList<PlainLink> links)
{
    public JsonObject Write()
    {
        var answer = new JsonObject { ["lots"] = new JsonObject(), ["units"] = new JsonObject() };
        foreach (var lot in floor.Lots.OrderBy(l => floor.Plan.Items.ToList().IndexOf(l.Item))) answer["lots"]![lot.Key] = Lot(lot);
        foreach (var unit in floor.Units) answer["units"]![unit.Serial] = Unit(unit);
        answer["picks"] = List(floor.Picks.OrderBy(p => p.Time).Select(Pick));
        answer["shipments"] = List(floor.Shipments.Select(Shipment));
        answer["rejected"] = List(floor.Rejected.Select(r => new JsonObject
        {
            ["t"] = Tape.Text(r.Time),
            ["station"] = r.Station,
            ["reason"] = "lot missing",
            ["completedBy"] = Tape.Text(r.CompletedBy),
        }));
        answer["balances"] = new JsonObject(floor.Lots.Where(l => !l.Item.HoldsOneMore).Select(l => KeyValuePair.Create(l.Key, (JsonNode?)Balance(l))));
        answer["onHandPallets"] = Texts(floor.PalletsHere.Select(p => p.Sscc));
        return answer;
    }

    private JsonObject Lot(LotMatter lot)
    {
        var reached = PlainRules.Forward(links, lot.Key);
        var units = floor.Units.Where(u => reached.ContainsKey(Key(u))).ToList();
        var lots = floor.Lots.Where(l => reached.ContainsKey(l.Key)).ToList();
        var shipments = units.Select(u => u.Shipment).OfType<ShipmentMatter>().Distinct().ToList();
        return new JsonObject
        {
            ["item"] = lot.Item.Code,
            ["lot"] = lot.Code,
            ["received"] = Tape.Text(lot.Received),
            ["supplier"] = lot.Item.Supplier,
            ["purchaseOrder"] = lot.PurchaseOrder,
            ["workOrder"] = lot.WorkOrder,
            ["expiry"] = lot.Expiry?.ToString("yyyy-MM-dd"),
            ["quantity"] = lot.Printed,
            ["intermediateLots"] = Classes(lots, l => reached[l.Key], l => l.Code),
            ["units"] = Classes(units, u => reached[Key(u)], u => u.Serial),
            ["physicalUnits"] = Texts(floor.Units.Where(u => u.MadeOf.Any(m => m == lot || m.All().Contains(lot))).Select(u => u.Serial)),
            ["orders"] = Texts(shipments.Select(s => s.Order).Order()),
            ["customers"] = Texts(shipments.Select(s => s.Customer).Distinct().Order()),
            ["unshippedUnits"] = Texts(units.Where(u => u.Shipment is null).Select(u => u.Serial)),
        };
    }

    private static JsonObject Unit(UnitMatter unit) => new()
    {
        ["item"] = unit.Item.Code,
        ["workOrder"] = unit.WorkOrder,
        ["assigned"] = Tape.Text(unit.Made),
        ["assignedAt"] = unit.Item.Line,
        ["components"] = new JsonObject(unit.MadeOf.DistinctBy(m => m.Item).Select(m => KeyValuePair.Create(m.Item.Code, (JsonNode?)m.Code))),
        ["case"] = unit.Case,
        ["order"] = unit.Shipment?.Order,
        ["customer"] = unit.Shipment?.Customer,
    };

    private static JsonObject Pick(PickAct pick)
    {
        var json = new JsonObject { ["t"] = Tape.Text(pick.Time), ["station"] = pick.Station, ["item"] = pick.Lot.Item.Code, ["lot"] = pick.Lot.Code };
        json["verdict"] = pick.Expected is null ? "allowed" : "blocked";
        if (pick.Quantity is { } taken) json["quantity"] = taken;
        if (pick.Expected is not { } expected) return json;
        json["reason"] = "older lot available";
        json["expected"] = expected.Code;
        return json;
    }

    private static JsonObject Shipment(ShipmentMatter shipment) => new()
    {
        ["orderScanned"] = Tape.Text(shipment.OrderScanned),
        ["order"] = shipment.Order,
        ["customer"] = shipment.Customer,
        ["sscc"] = shipment.Pallet.Sscc,
        ["cases"] = Texts(shipment.Pallet.Cases),
        ["serials"] = Texts(shipment.Pallet.Units.Select(u => u.Serial)),
    };

    private JsonObject Balance(LotMatter lot) => new()
    {
        ["received"] = lot.Item.IsBought ? lot.Printed : 0,
        ["produced"] = lot.Item.IsBought ? 0 : lot.Printed,
        ["used"] = lot.Used,
        ["inProcess"] = floor.OnLines(lot).Where(x => x.IsMounted).Sum(x => x.Charge.Left),
        ["onHand"] = floor.Everywhere(lot) + floor.OnLines(lot).Where(x => !x.IsMounted).Sum(x => x.Charge.Left),
    };

    private static JsonObject Classes<T>(List<T> things, Func<T, bool> isSure, Func<T, string> name) => new()
    {
        ["certain"] = Texts(things.Where(isSure).Select(name)),
        ["possible"] = Texts(things.Where(t => !isSure(t)).Select(name)),
    };

    private static string Key(UnitMatter unit) => $"{unit.Item.Code}/{unit.Serial}";
    private static JsonArray Texts(IEnumerable<string> texts) => new(texts.Select(t => (JsonNode)t!).ToArray());
    private static JsonArray List(IEnumerable<JsonObject> nodes) => new(nodes.Select(n => (JsonNode)n).ToArray());
}

using System.Text.Json.Nodes;

namespace Traceability.Tests.Simulation.World;

/// <summary>The plant's master data as plant.json has it (api.md section 4).</summary>
internal static class PlantPaper
{
    public static JsonObject Of(Floor floor)
    {
        var plan = floor.Plan;
        return new JsonObject
        {
            ["plant"] = plan.Code,
            ["name"] = plan.Name,
            ["gln"] = Codes.Gln(plan.Company, 90001),
            ["timeZone"] = "Etc/UTC",
            ["items"] = List(plan.Items.Select(i => Item(plan, i))),
            ["parties"] = List(Parties(plan)),
            ["locations"] = List(Places(plan).Select((p, i) => Named(plan, p.Code, new JsonObject { ["location"] = p.Code, ["kind"] = p.Kind, ["gln"] = Codes.Gln(plan.Company, 90300 + i) }))),
            ["stations"] = List(Stations(plan)),
            ["documents"] = Documents(floor),
        };
    }

    private static JsonObject Item(Blueprint plan, ItemPlan item)
    {
        var json = new JsonObject { ["item"] = item.Code, ["gtin"] = plan.Gtin(item), ["description"] = item.Description, ["uom"] = item.Uom };
        json["tracking"] = item.IsFinal ? "serial" : "lot";
        json["rotation"] = item.IsFefo ? "fefo" : "fifo";
        if (item.IsFefo) json["shelfLifeDays"] = item.ShelfLifeDays;
        json["requires"] = List(item.IsFinal ? ["lot", "serial"] : item.IsFefo ? ["lot", "quantity", "expiry"] : (string[])["lot", "quantity"]);
        if (!item.IsFinal) json["consumption"] = item.IsSequential ? "sequential" : "mix";
        if (!item.IsFinal && item.IsSequential && item.OverlapUnits > 0) json["overlapUnits"] = item.OverlapUnits;
        json["assignedAt"] = item.IsBought ? "supplier" : "produce";
        if (item.IsFinal) json["warrantyMonths"] = 24;
        if (item.Parts.Count > 0) json["components"] = List(item.Parts.Select(p => new JsonObject { ["item"] = p.Item, ["quantityPer"] = p.Per }));
        return json;
    }

    private static IEnumerable<JsonObject> Parties(Blueprint plan) =>
        plan.Suppliers.Select((s, i) => Named(plan, s, new JsonObject { ["party"] = s, ["role"] = "supplier", ["gln"] = Codes.Gln(plan.Company, 90100 + i) }))
            .Concat(plan.Customers.Select((c, i) => Named(plan, c, new JsonObject { ["party"] = c, ["role"] = "customer", ["gln"] = Codes.Gln(plan.Company, 90200 + i) })));

    private static JsonObject Named(Blueprint plan, string code, JsonObject json)
    {
        if (plan.Names.TryGetValue(code, out var name)) json["name"] = name;
        return json;
    }

    private static IEnumerable<(string Code, string Kind)> Places(Blueprint plan) =>
        new[] { ("DOCK-1", "dock"), ("DOCK-2", "dock"), ("STORE", "storage") }.Concat(plan.Faces.Select(f => (f, "pickFace")))
            .Concat(plan.Lines.Select(l => (l, "line"))).Append(("PACK-1", "packing"));

    private static IEnumerable<JsonObject> Stations(Blueprint plan)
    {
        yield return Station(plan, "dock-1-in", "receiving", "DOCK-1", false, ("scanner", "serial"));
        yield return Station(plan, "store-1", "transfer", "STORE", false, ("scanner", "serial"));
        foreach (var (face, i) in plan.Faces.Select((f, i) => (f, i)))
            yield return Station(plan, Floor.PickStation(face), "pick", face, true, ("scanner", i % 2 == 0 ? "keyboard" : "serial"));
        foreach (var line in plan.Lines)
        {
            yield return Station(plan, Floor.In(line), "consume", line, false, ("scanner", "serial"));
            yield return plan.Items.Any(i => i.Line == line && i.IsFinal)
                ? Station(plan, Floor.Out(line), "produce", line, false, ("scanner", "serial"), ("conveyor", "tcp"))
                : Station(plan, Floor.Out(line), "produce", line, false, ("scanner", "serial"));
        }
        yield return Station(plan, "pack-1", "pack", "PACK-1", false, ("scanner", "serial"));
        yield return Station(plan, "dock-2-out", "shipping", "DOCK-2", true, ("scanner", "serial"), ("portal", "llrp"));
    }

    private static JsonObject Station(Blueprint plan, string id, string kind, string location, bool light, params (string Id, string Driver)[] readers)
    {
        var station = new JsonObject
        {
            ["id"] = id,
            ["gateway"] = plan.Gateway(id),
            ["kind"] = kind,
            ["location"] = location,
            ["readers"] = List(readers.Select(r => new JsonObject { ["id"] = r.Id, ["driver"] = r.Driver })),
        };
        if (light) station["light"] = true;
        return station;
    }

    private static JsonObject Documents(Floor floor) => new()
    {
        ["purchaseOrders"] = List(floor.PurchaseOrders.Select(o => new JsonObject { ["id"] = o.Id, ["supplier"] = o.Supplier, ["item"] = o.Item })),
        ["workOrders"] = List(floor.WorkOrders.Select(o => new JsonObject { ["id"] = o.Id, ["item"] = o.Item.Code, ["quantity"] = o.Quantity, ["line"] = o.Item.Line })),
        ["salesOrders"] = List(floor.SalesOrders.Select(o => new JsonObject { ["id"] = o.Id, ["customer"] = o.Customer, ["item"] = o.Item })),
    };

    private static JsonArray List<T>(IEnumerable<T> nodes) where T : JsonNode => new(nodes.Select(n => (JsonNode)n).ToArray());
    private static JsonArray List(IEnumerable<string> texts) => new(texts.Select(t => (JsonNode)t!).ToArray());
}

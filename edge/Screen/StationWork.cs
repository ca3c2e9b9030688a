using Traceability.Edge.Stations;
using Traceability.Gs1;
using Traceability.Inventory;
using Traceability.Plant;

namespace Traceability.Edge.Screen;

/// <summary>A lot that is wanted now: what, which, where, and how much is recorded there.</summary>
public sealed record WantedLot(string Item, string Lot, string Place, string Left);

/// <summary>
/// What a station is at, for people: the next step, what is wanted, the job, what is in hand, and the one command that is awaited.
/// Next is a key of the texts or a sentence of the rules. Only read from the state; what a read would mean is the rules' business.
/// </summary>
public sealed record StationWork(string Next, IReadOnlyList<WantedLot> Wanted, IReadOnlyList<(string Name, string Value)> Facts, string? Command)
{
    /// <summary>The bytes that answer yes to a question: the same label again.</summary>
    public byte[]? Yes { get; init; }

    public static StationWork Of(PlantModel plant, Station station, StationLook look, Inventory.Inventory directory, DateTimeOffset now, Texts texts)
    {
        var reader = look.State.Reader(ScreenContext.Owner(station, look.State) ?? ScreenContext.Reader);
        var job = Current(reader.Job ?? look.State.Job, station, look.Line, now);
        var run = look.Line is { WorkOrder.Length: > 0 } line && station.Kind is StationKind.Consume or StationKind.Produce ? look.Line.WorkOrder : null;
        var wanted = station.Kind == StationKind.Pick ? WantedNow(plant, station, reader, job, directory, now) : [];
        return new StationWork(Step(station, look.State, reader, job, run, wanted), wanted, [.. FactsOf(plant, look.State, reader, job, run, texts)], Awaited(station, look.State, reader, job, run))
        {
            Yes = reader.Question is { } question ? Convert.FromHexString(question) : null,
        };
    }

    // As the rules will find it at the next read: a job that nobody went on with has ended.
    private static Job? Current(Job? job, Station station, LineState? line, DateTimeOffset now)
    {
        if (job is null) return null;
        var used = station.Kind is StationKind.Consume or StationKind.Produce && line?.WorkOrder == job.Id && line.Used > job.Used ? line.Used : job.Used;
        return now - used > (station.Kind == StationKind.Shipping ? Shipping.Silence : station.Idle) ? null : job;
    }

    private static string Step(Station station, StationState state, ReaderState reader, Job? job, string? run, IReadOnlyList<WantedLot> wanted)
    {
        if (reader.Question is not null) return reader.Asked ?? "next.question";
        if (reader.Partial is not null) return "next.partial";
        if (reader.Action is { } action) return Actions.Next(action);
        return station.Kind switch
        {
            StationKind.Receiving => job is null ? "next.receiving.order" : "next.receiving.label",
            StationKind.Transfer => reader.Hand.IsEmpty ? "next.transfer.label" : reader.Target is null ? "next.transfer.place" : "next.transfer.source",
            StationKind.Pick => job is null ? "next.pick.order" : wanted.Count > 0 ? "next.pick.label" : "next.pick.none",
            StationKind.Consume => job is null || run is null ? "next.consume.order" : "next.consume.label",
            StationKind.Produce => job is null || run is null ? "next.produce.order" : "next.produce.label",
            StationKind.Pack => state.Open is null ? "next.pack.container" : "next.pack.child",
            StationKind.Shipping => job is null ? "next.shipping.order" : "next.shipping.container",
            _ => Commands.Awaited(station.Kind),
        };
    }

    private static string? Awaited(Station station, StationState state, ReaderState reader, Job? job, string? run) => station.Kind switch
    {
        _ when reader.Question is not null => "yes",
        StationKind.Pick when reader.Demanded is not null => "notfound",
        StationKind.Pack when state.Open is not null => "done",
        StationKind.Shipping when job is not null => "done",
        StationKind.Consume or StationKind.Produce when run is not null => "close",
        _ => null,
    };

    /// <summary>The lot that the light demanded; before that, the best lot of each item the order takes from this face.</summary>
    private static List<WantedLot> WantedNow(PlantModel plant, Station station, ReaderState reader, Job? job, Inventory.Inventory directory, DateTimeOffset now)
    {
        if (job is null) return [];
        var items = job.Kind == "W" && plant.WorkOrders.TryGetValue(job.Id, out var work) ? plant.Items[work.Item].Components.SelectMany(c => c.Substitutes.Prepend(c.Item))
            : plant.SalesOrders.TryGetValue(job.Id, out var sale) && sale.Item is { } sold ? [sold] : [];
        var wanted = new List<WantedLot>();
        foreach (var code in items.Distinct())
            if (plant.Items.TryGetValue(code, out var item) && RotationRules.InOrder(directory, item, station.Location.Uri, now) is [var best, ..])
            {
                var lot = reader.Demanded is { } demanded && demanded.StartsWith(MaterialId.Item(item.Key).Uri + "/", StringComparison.Ordinal) ? demanded : best;
                wanted.Add(new WantedLot(item.Code, RotationRules.LotText(lot), station.Location.Code, $"{StationRules.Text(directory.StockAt(station.Location.Uri, lot))} {item.Uom}"));
            }
        return wanted;
    }

    private static IEnumerable<(string, string)> FactsOf(PlantModel plant, StationState state, ReaderState reader, Job? job, string? run, Texts texts)
    {
        if (job is not null) yield return (texts["job"], $"{texts["job." + job.Kind]} {job.Id}{What(plant, job)}");
        if (run is not null && run != job?.Id) yield return (texts["line"], run);
        if (job is { Kind: "W" } && plant.WorkOrders.TryGetValue(job.Id, out var work) && plant.Items[work.Item].Components is { Count: > 0 } parts)
            yield return (texts["parts"], string.Join(", ", parts.Select(p => p.Item)));
        if (state.Open is { } open) yield return (texts["open"], $"{open.Sscc}, {texts.Fill("open.count", open.Children.Count)}");
        foreach (var hand in reader.Hand) yield return (texts["hand"], Said(hand.Label, texts));
        foreach (var (order, shipment) in state.Shipments.OrderBy(o => o.Key, StringComparer.Ordinal))
            if (shipment.IsLeft || order == job?.Id && !shipment.Unexpected.IsEmpty)
                yield return (texts[shipment.IsLeft ? "shipment.left" : "shipment.unexpected"], shipment.Unexpected.IsEmpty ? order : $"{order}: {string.Join(", ", shipment.Unexpected)}");
        foreach (var (id, portal) in state.Portals.OrderBy(p => p.Key, StringComparer.Ordinal))
            yield return ($"{texts["door"]} {id}", texts.Fill("door.counts", portal.Strays.Total, Portal.Residents(portal) is { Count: > 0 } residents ? string.Join(", ", residents) : texts["door.nobody"]));
        if (reader.Quantity is { } quantity) yield return (texts["quantity"], texts.Fill("quantity.next", StationRules.Text(quantity)));
        if (reader.Partial is { } partial) yield return (texts["partial"], Said(partial.Label, texts));
    }

    private static string What(PlantModel plant, Job job) => job.Kind switch
    {
        "W" when plant.WorkOrders.TryGetValue(job.Id, out var work) => $": {work.Item}{(work.Quantity is { } many ? $", {StationRules.Text(many)}" : "")}",
        "K" when plant.PurchaseOrders.TryGetValue(job.Id, out var order) && order.Item is { } item => $": {item}",
        "1K" when plant.SalesOrders.TryGetValue(job.Id, out var sale) && sale.Item is { } item => $": {item}{(sale.Quantity is { } many ? $", {StationRules.Text(many)}" : "")}",
        _ => "",
    };

    private static string Said(Label label, Texts texts)
    {
        (string Key, string? Value)[] parts = [("part.item", label.Key), ("part.lot", label.Lot), ("part.serial", label.Serial),
            ("part.quantity", label.Quantity is { } quantity ? StationRules.Text(quantity) : null), ("part.expiry", (label.Expiry ?? label.BestBefore)?.ToString("yyyy-MM-dd", null))];
        return label.Sscc ?? string.Join(", ", parts.Where(p => p.Value is not null).Select(p => $"{texts[p.Key]} {p.Value}"));
    }
}

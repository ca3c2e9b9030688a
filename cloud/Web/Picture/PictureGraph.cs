using Traceability.Cloud.Genealogy;

namespace Traceability.Cloud.Web.Picture;

/// <summary>
/// An answer as boxes and lines: the seed, the things, before them the suppliers and after them the orders. Whatever a seed
/// stands for (a lot's units, a container's contents) is one box, for it is one question.
/// </summary>
internal sealed class PictureGraph
{
    private readonly Projection _projection;
    private readonly Dictionary<int, int> _nodeOfThing = [];
    private readonly Dictionary<(int From, int To), PictureLink> _links = [];

    public List<PictureNode> Nodes { get; } = [];
    public IReadOnlyCollection<PictureLink> Links => _links.Values;

    public PictureGraph(Projection projection, TracedRow seed, TraceResult result, IReadOnlyList<TracedRow> rows, IReadOnlyList<AffectedOrder> orders, bool forward)
    {
        _projection = projection;
        foreach (var member in projection.SeedsOf(seed.Thing)) _nodeOfThing[member] = 0;
        Nodes.Add(NodeOf(seed, forward) with { Kind = NodeKind.Seed, State = seed.State });
        foreach (var row in rows)
        {
            _nodeOfThing[row.Thing] = Nodes.Count;
            Nodes.Add(NodeOf(row, forward));
        }
        foreach (var traced in result.Links) Link(traced);
        var ranks = new Ranks(Nodes.Count, _links.Keys);
        for (var i = 0; i < Nodes.Count; i++) Nodes[i] = Nodes[i] with { Column = ranks.Of[i] + 1 };
        var last = Nodes.Max(n => n.Column) + 1;
        AddSuppliers(seed, forward ? [] : rows);
        AddOrders(orders, last);
    }

    private PictureNode NodeOf(TracedRow row, bool forward)
    {
        var left = row.Left is { } quantity ? $" · {TraceWords.Quantity(quantity, row.Uom)} left" : "";
        var members = row.Thing is var thing && _projection.UnitsOf(thing).Count() is > 0 and var units ? $" · {TraceWords.Count(units, "unit")}" : "";
        return new PictureNode(NodeKind.Thing, row.Item, row.Name, row.State, row.Class, row.Held, row.Place ?? "", $"{row.StateWord}{left}{members}", TraceQuestion.To(row.Uri, forward))
        {
            Weight = row.Left ?? 0,
            Thing = thing,
        };
    }

    private void Link(TracedLink traced)
    {
        if (!_nodeOfThing.TryGetValue(_projection.Graph.FromOf(traced.Member), out var from) || !_nodeOfThing.TryGetValue(_projection.Graph.ThingOf(traced.Entry), out var to) || from == to) return;
        Add(from, to, traced.Why.Class, traced.Why.Class == LinkClass.Confirmed);
    }

    // Of several links between two boxes the best one counts, as it does for the thing (rule 12, trace.md).
    private void Add(int from, int to, LinkClass linkClass, bool suspect)
    {
        if (_links.TryGetValue((from, to), out var known) && known.Class <= linkClass) return;
        _links[(from, to)] = new PictureLink(from, to, linkClass, suspect);
    }

    // Forward only the seed's own supplier belongs to the answer; backward every part's does.
    private void AddSuppliers(TracedRow seed, IReadOnlyList<TracedRow> rows)
    {
        var nodes = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var row in rows.Prepend(seed))
            foreach (var receipt in _projection.Lives.Of(row.Thing).Receipts.Select(r => _projection.Log[r.Fact]))
            {
                if (_projection.PartyOf(receipt.Party) is not { } supplier) continue;
                if (!nodes.TryGetValue(supplier, out var node))
                {
                    nodes.Add(supplier, node = Nodes.Count);
                    Nodes.Add(new PictureNode(NodeKind.Supplier, "supplier", supplier, "supplier", LinkClass.Confirmed, false, "", _projection.DocumentOf(receipt.Document) is { } po ? $"supplier · {po}" : "supplier", null));
                }
                Add(node, _nodeOfThing[row.Thing], row.Class, false);
            }
    }

    // One box an order and customer, however many containers it left in.
    private void AddOrders(IReadOnlyList<AffectedOrder> orders, int column)
    {
        foreach (var order in orders)
        {
            var goods = order.Confirmed.Select(u => (Thing: u, Class: LinkClass.Confirmed)).Concat(order.Possible.Select(u => (Thing: u, Class: LinkClass.Possible)))
                .Concat(order.Quantities.Select(q => (Thing: q.Lot, q.Class))).ToList();
            var units = order.Confirmed.Count + order.Possible.Count;
            var detail = units > 0 ? $"{order.Customer} · {TraceWords.Count(units, "unit")}" : $"{order.Customer} · {TraceWords.Quantity(order.Quantities.Sum(q => q.Quantity ?? 0), order.Quantities[0].Uom)}";
            Nodes.Add(new PictureNode(NodeKind.Order, order.Customer ?? "customer", order.Order ?? "no order", "order", order.Class, false, "", detail, null) { Column = column, Weight = units });
            foreach (var (thing, linkClass) in goods) Add(_nodeOfThing[thing], Nodes.Count - 1, linkClass, false);
        }
    }
}

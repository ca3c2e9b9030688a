using Traceability.Epcis;

namespace Traceability.Tests.Genealogy.Oracle;

/// <summary>The policy of a place and, for plugFlow, its band in the item's unit.</summary>
public sealed record TankPolicy(string Policy, decimal Band);

/// <summary>
/// R9: a place where lots become one. Whatever is drawn may be every lot that was put there since it was last emptied; in plug
/// flow only those whose stretch of the quantity put in the stretch taken out meets.
/// </summary>
internal sealed class Tanks(IReadOnlyDictionary<string, TankPolicy> policies, Graph graph)
{
    private sealed record In(string Thing, decimal From, decimal To);

    private sealed class Content(string tank, string item)
    {
        public string Tank => tank;
        public string Item => item;
        public List<In> Ins { get; } = [];
        public decimal PutIn { get; set; }
        public decimal TakenOut { get; set; }

        /// <summary>A quantity was not known: from then on all is as mixed.</summary>
        public bool Unknown { get; set; }
    }

    private readonly List<Content> _contents = [];

    /// <summary>What the event draws out of tanks, before it has its effects. The answer is the items whose unnamed lot was filled from a tank.</summary>
    public List<string> Draw(Standing e, List<Amount> amounts)
    {
        var filled = new List<string>();
        foreach (var tank in DrawnFrom(e).Where(policies.ContainsKey).Distinct())
            foreach (var amount in amounts.Where(a => ThingUri.Kind(a.Thing) is ThingKind.Lot or ThingKind.Unit or ThingKind.Item))
            {
                var unnamed = e.IsTransformation && ThingUri.IsItem(amount.Thing);
                var found = Draw(ContentOf(tank, ThingUri.Item(amount.Thing)), amount, policies[tank], unnamed);
                if (found.Count == 0) continue;
                var entry = graph.EntryOf(unnamed ? ThingUri.Unnamed(amount.Thing, e.Id) : amount.Thing, e);
                entry.ByDraw = true;
                foreach (var (lot, confirmed) in found) Graph.Add(lot, entry, confirmed, new Draw(e));
                if (unnamed && found.TrueForAll(f => ThingUri.IsLot(f.Thing))) filled.Add(amount.Thing);
            }
        return filled;
    }

    private static List<string> DrawnFrom(Standing e)
    {
        var from = e.Event.Trace?.From?.Place;
        string?[] places = e.Event.Type switch
        {
            EventType.ObjectEvent when e.Event.BizStep is Vocabulary.BizStep.PickBlocked or Vocabulary.BizStep.Refused => [],
            EventType.ObjectEvent when e.Event.BizStep == Vocabulary.BizStep.Picking => [from, e.Event.ReadPoint],
            EventType.ObjectEvent => [from],
            EventType.TransformationEvent => [e.Event.Trace?.Position, e.Place],
            _ => [],
        };
        return places.OfType<string>().ToList();
    }

    private static List<(string Thing, bool Confirmed)> Draw(Content content, Amount amount, TankPolicy policy, bool unnamed)
    {
        var inIt = content.Ins.ConvertAll(i => i.Thing).Distinct().ToList();
        var alone = inIt.Count == 1;
        if (amount.Quantity is null) content.Unknown = true;
        if (policy.Policy == "plugFlow" && !content.Unknown)
        {
            var (from, to) = (content.TakenOut - policy.Band, content.TakenOut + amount.Quantity!.Value + policy.Band);
            content.TakenOut += amount.Quantity.Value;
            var met = content.Ins.FindAll(i => Math.Max(i.From, from) < Math.Min(i.To, to)).ConvertAll(i => i.Thing).Distinct().ToList();
            // Nothing met: more came out than went in, so the quantities are wrong, and all of it is possible.
            if (met.Count > 0) (inIt, alone) = (met, met.Count == 1);
        }
        // No lot went in and none is named: that it is the same is possible.
        return inIt.FindAll(y => unnamed || y != amount.Thing).ConvertAll(y => (y, alone && !(unnamed && ThingUri.IsItem(y))));
    }

    /// <summary>What the event puts into tanks.</summary>
    public void Put(Standing e)
    {
        if (!e.IsEmptying) PutIn(e);
        else
        {
            var items = ThingUri.Children(e.Event).ConvertAll(c => ThingUri.Item(c.Thing));
            _contents.RemoveAll(c => c.Tank == e.Event.ParentId && (items.Count == 0 || items.Contains(c.Item)));
        }
    }

    private void PutIn(Standing e)
    {
        var (place, amounts) = e.IsTransformation ? (e.Place, ThingUri.Outputs(e.Event))
            : Stock.IsReceivingOrMove(e.Event) ? (e.Event.BizLocation, ThingUri.Listed(e.Event)) : (null, []);
        if (place is null || !policies.ContainsKey(place)) return;
        foreach (var amount in amounts)
        {
            var content = ContentOf(place, ThingUri.Item(amount.Thing));
            var to = content.PutIn + (amount.Quantity ?? 0);
            if (amount.Quantity is null) content.Unknown = true;
            if (ThingUri.IsLot(amount.Thing) || ThingUri.IsItem(amount.Thing)) content.Ins.Add(new In(amount.Thing, content.PutIn, to));
            content.PutIn = to;
        }
    }

    private Content ContentOf(string tank, string item)
    {
        var content = _contents.Find(c => c.Tank == tank && c.Item == item);
        if (content is null) _contents.Add(content = new Content(tank, item));
        return content;
    }
}

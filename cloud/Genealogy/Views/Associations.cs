namespace Traceability.Cloud.Genealogy;

/// <summary>Rule 8: what is installed in a unit, from when until when. A unit's installs and removals are few, so a change tells all of that unit again.</summary>
internal sealed class Associations(FactLog log, Timeline timeline, Mentions mentions, Graph graph)
{
    private sealed class Installed(int child, int member, decimal? quantity)
    {
        public int Child { get; } = child;
        public int Member { get; } = member;
        public decimal? Left { get; set; } = quantity;
        public bool IsGone { get; set; }
    }

    public void Tell(int parent)
    {
        var installed = new List<Installed>();
        foreach (var index in mentions.Of(parent))
        {
            if (log.KindOf(index) is not (FactKind.Install or FactKind.Remove) || log[index].Parent != parent) continue;
            if (log.KindOf(index) == FactKind.Install) Install(parent, index, log[index], installed);
            else Remove(index, log[index], installed);
        }
    }

    private void Install(int parent, int index, Fact fact, List<Installed> installed)
    {
        var entry = graph.EntryAt(parent, index);
        graph.Unlink(entry);
        if (fact.Goods.Count == 0) return;
        var children = fact.Goods.GroupBy(g => g.Thing).Select(g => (Thing: g.Key, Quantity: g.Sum(c => c.Quantity))).ToList();
        var edge = graph.AddEdge(children.ConvertAll(c => new Draw(Drawn(c.Thing, fact), Why.Sure, [index])), run: 0, timeline);
        graph.Link(entry, edge);
        var unknown = fact.Goods.Where(g => g.Quantity is null).Select(g => g.Thing).ToHashSet();
        for (var i = 0; i < children.Count; i++)
            installed.Add(new Installed(children[i].Thing, graph.Members(edge).Start + i, unknown.Contains(children[i].Thing) ? null : children[i].Quantity));
    }

    private int Drawn(int child, Fact fact) => log.Things.KindOf(child) == Gs1.MaterialKind.Item ? log.Things.Unnamed(log.Things.ItemOf(child), fact.EventId) : child;

    // Without children everything is removed; a quantity reduces what was installed first, an unknown one takes it whole. Of what was installed without
    // a quantity no quantity proves that it is gone.
    private void Remove(int index, Fact fact, List<Installed> installed)
    {
        if (fact.Goods.Count == 0)
            foreach (var part in installed.Where(p => !p.IsGone)) Gone(part, index);
        foreach (var goods in fact.Goods)
        {
            var rest = goods.IsInstance ? null : goods.Quantity;
            foreach (var part in installed.Where(p => !p.IsGone && p.Child == goods.Thing))
            {
                if (rest is 0) break;
                if (rest is null || part.Left <= rest)
                {
                    rest -= part.Left;
                    Gone(part, index);
                }
                else (part.Left, rest) = (part.Left - rest, 0);
            }
        }
    }

    private void Gone(Installed part, int index)
    {
        part.IsGone = true;
        graph.Remove(part.Member, index);
    }
}

using Traceability.Epcis;

namespace Traceability.Tests.Genealogy.Oracle;

/// <summary>R1 inputs and outputs in one event, R8 components, and R2s loads from elsewhere.</summary>
internal static class DirectLinks
{
    /// <summary>R1: each input leads into each output, confirmed.</summary>
    public static void AddOneEvent(Graph graph, Standing e, List<Amount> inputs)
    {
        if (!e.IsTransformation || !e.HasInputs) return;
        foreach (var output in ThingUri.Outputs(e.Event))
            foreach (var input in inputs) Graph.Add(input.Thing, graph.EntryOf(output.Thing, e), true, new Draw(e));
    }

    /// <summary>R2s: every thing of an item that a run loaded without a feed leads into every output of the run that does not name the item, earlier ones too.</summary>
    public static void AddStateless(Graph graph, List<Standing> events, Func<Standing, List<Amount>> inputsOf)
    {
        var runs = events.Where(e => e.IsTransformation && e.Event.TransformationId is not null).GroupBy(e => e.Event.TransformationId!);
        foreach (var run in runs.Select(r => r.ToList()))
        {
            var loads = run.Where(e => e.HasInputs && !e.HasOutputs && e.Event.Trace?.Feed is null)
                .SelectMany(e => inputsOf(e).Select(input => (At: e, input.Thing))).ToList();
            foreach (var item in loads.GroupBy(l => ThingUri.Item(l.Thing)))
                foreach (var output in run.Where(e => e.HasOutputs && !ThingUri.Inputs(e.Event).Exists(i => ThingUri.Item(i.Thing) == item.Key)))
                    AddStateless(graph, item.ToList(), output);
        }
    }

    private static void AddStateless(Graph graph, List<(Standing At, string Thing)> loads, Standing output)
    {
        var things = loads.Select(l => l.Thing).Distinct().ToList();
        foreach (var thing in things)
        {
            var own = loads.FindAll(l => l.Thing == thing);
            var confirmed = things.Count == 1 && own.Exists(l => l.At.IsBefore(output));
            var draws = own.Select(l => new Draw(Standing.Earlier(l.At, output), l.At)).ToList();
            foreach (var made in ThingUri.Outputs(output.Event)) Graph.Add(thing, graph.EntryOf(made.Thing, output), confirmed, draws);
        }
    }
}

/// <summary>R8: what is installed in a unit leads into it from then on, until it is removed.</summary>
internal sealed class Components(Graph graph)
{
    private sealed class Installed(string parent, string child, decimal? quantity, Link link)
    {
        public string Parent => parent;
        public string Child => child;
        public decimal? Quantity => quantity;
        public Link Link => link;
        public decimal Removed { get; set; }
        public bool IsThere => link.Until is null;
    }

    private readonly List<Installed> _installed = [];

    /// <summary>Children as written, things as resolved (R7), in the same order.</summary>
    public void Replay(Standing e, List<Amount> children, List<Amount> things)
    {
        if (e.Event is not { Type: EventType.AssociationEvent, ParentId: { } parent } || !ThingUri.IsUnit(parent)) return;
        if (e.Event.Action == EventAction.ADD)
        {
            var entry = graph.EntryOf(parent, e);
            foreach (var (child, thing) in children.Zip(things))
                _installed.Add(new Installed(parent, child.Thing, child.Quantity, Graph.Add(thing.Thing, entry, true, new Draw(e))));
        }
        else if (e.Event.Action == EventAction.DELETE) Remove(e, parent, children);
    }

    private void Remove(Standing e, string parent, List<Amount> children)
    {
        if (children.Count == 0)
            foreach (var installed in _installed.Where(i => i.Parent == parent && i.IsThere)) installed.Link.Until = e;
        foreach (var child in children)
        {
            var rest = ThingUri.IsUnit(child.Thing) ? null : child.Quantity;
            foreach (var installed in _installed.Where(i => i.Parent == parent && i.Child == child.Thing && i.IsThere))
            {
                if (rest == 0) break;
                rest = Reduce(installed, rest, e);
            }
        }
    }

    // Unknown removes it whole; some of what was installed without a quantity may be left whatever is removed.
    private static decimal? Reduce(Installed installed, decimal? quantity, Standing e)
    {
        if (quantity is null)
        {
            installed.Link.Until = e;
            return null;
        }
        if (installed.Quantity is null) return 0;
        var amount = Math.Min(quantity.Value, installed.Quantity.Value - installed.Removed);
        installed.Removed += amount;
        if (installed.Removed >= installed.Quantity) installed.Link.Until = e;
        return quantity - amount;
    }
}

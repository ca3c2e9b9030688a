namespace Traceability.Cloud.Web.Picture;

/// <summary>
/// The step of every node: the longest path to it from a node that nothing leads to. In a circle the node that waits on the
/// fewest others goes first, and the lines that then lead back to it count for no step.
/// </summary>
internal sealed class Ranks
{
    public Ranks(int nodes, IReadOnlyCollection<(int From, int To)> links)
    {
        Of = new int[nodes];
        var outOf = links.ToLookup(l => l.From, l => l.To);
        var waits = new int[nodes];
        foreach (var (_, to) in links) waits[to]++;
        var done = new bool[nodes];
        var ready = new Queue<int>(Enumerable.Range(0, nodes).Where(n => waits[n] == 0));
        for (var left = nodes; left > 0; left--)
        {
            if (!ready.TryDequeue(out var node)) node = Enumerable.Range(0, nodes).Where(n => !done[n]).MinBy(n => waits[n]);
            done[node] = true;
            foreach (var to in outOf[node])
            {
                if (done[to]) continue;
                Of[to] = Math.Max(Of[to], Of[node] + 1);
                if (--waits[to] == 0) ready.Enqueue(to);
            }
        }
    }

    public int[] Of { get; }
}

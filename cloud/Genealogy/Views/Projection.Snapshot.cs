namespace Traceability.Cloud.Genealogy;

/// <summary>A view of everything, to a snapshot and back.</summary>
public sealed partial class Projection
{
    /// <summary>All of it, so that another start need not tell it again from the first event. Caught up, and of everything: a cut view is made anew.</summary>
    internal void Write(SnapshotWriter to)
    {
        Timeline.Write(to);
        _mentions.Write(to);
        _counts.Write(to);
        _memberships.Write(to);
        Graph.Write(to);
        _lines.Write(to);
        to.Numbers<int>(_declared.ToArray());
        to.Map(_lotsOfItem);
        to.Numbers(_standing);
        to.Number(_taken);
        to.Number(_newest);
    }

    /// <summary>Into a view that holds nothing yet, of the log that was written with it.</summary>
    internal void Read(SnapshotReader from)
    {
        Timeline.Read(from);
        _mentions.Read(from);
        _counts.Read(from);
        _memberships.Read(from);
        Graph.Read(from);
        _lines.Read(from);
        _declared.UnionWith(from.Numbers<int>());
        from.Map(_lotsOfItem);
        from.Numbers(_standing);
        _taken = (int)from.Number();
        _newest = (int)from.Number();
        Version++;
    }
}

namespace Traceability.Cloud.Genealogy;

/// <summary>The arrays as they are, to a snapshot and back.</summary>
public sealed partial class Graph
{
    internal void Write(SnapshotWriter to)
    {
        to.Numbers(_entries);
        to.Numbers(_edges);
        to.Numbers(_origins);
        to.Numbers(_members);
        to.Numbers(_events);
        to.Numbers(_moments);
        to.Numbers(_nodes);
        to.Numbers(_times);
        _entered.Write(to);
        _draws.Write(to);
        to.Map(_until);
        to.Number(LinkCount);
        to.Number(HasTwins ? 1 : 0);
    }

    internal void Read(SnapshotReader from)
    {
        from.Numbers(_entries);
        from.Numbers(_edges);
        from.Numbers(_origins);
        from.Numbers(_members);
        from.Numbers(_events);
        from.Numbers(_moments);
        from.Numbers(_nodes);
        from.Numbers(_times);
        _entered.Read(from);
        _draws.Read(from);
        from.Map(_until);
        LinkCount = from.Number();
        HasTwins = from.Number() != 0;
    }
}

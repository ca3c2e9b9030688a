using Traceability.Gs1;
using Traceability.Plant;

namespace Traceability.Cloud.Genealogy;

/// <summary>What was heard of one gateway. Last is the newest of the view, LastKnown of all that was known then, later than the view's time too.</summary>
public sealed class GatewayHeard
{
    public long Last { get; internal set; } = -1;
    public long LastKnown { get; internal set; } = -1;

    /// <summary>Events whose clock was wrong without bound, and the first of them.</summary>
    public int Unsynchronised { get; internal set; }
    public int FirstUnsynchronised { get; internal set; } = -1;
}

/// <summary>
/// How far a view's records are whole (trace.md section 2): who was heard last when, whose clock nobody vouches for, and which events do
/// not name their lot. Read off the facts once each, so that it costs an answer nothing.
/// </summary>
public sealed class Coverage(Projection projection)
{
    private readonly Dictionary<string, GatewayHeard> _gateways = new(StringComparer.Ordinal);
    private readonly Dictionary<int, GatewayHeard?> _byClock = [];
    private readonly List<int> _withoutLot = [];
    private int _read;

    /// <summary>By gateway; events from elsewhere have none.</summary>
    public IReadOnlyDictionary<string, GatewayHeard> Gateways
    {
        get
        {
            Read();
            return _gateways;
        }
    }

    /// <summary>Events that move, load or make things of an item that goes by lots, and do not say which one; in order.</summary>
    public List<int> WithoutLot
    {
        get
        {
            Read();
            var standing = _withoutLot.Where(projection.IsStanding).ToList();
            standing.Sort(projection.Timeline.Compare);
            return standing;
        }
    }

    private void Read()
    {
        for (; _read < projection.Log.Count; _read++)
        {
            if (!projection.Knows(_read) || projection.Log.KindOf(_read) == FactKind.Declaration) continue;
            Hear(_read);
            // Where a lot is missing it is missing here first: what goes on to a line, comes in or goes out.
            if (projection.Log.KindOf(_read) is FactKind.Load or FactKind.Receive or FactKind.Ship && projection.Log[_read].Goods.Any(NamesNoLot)) _withoutLot.Add(_read);
        }
    }

    private void Hear(int index)
    {
        var clock = projection.Log.ClockNumberOf(index);
        if (!_byClock.TryGetValue(clock, out var gateway)) _byClock.Add(clock, gateway = GatewayOf(projection.Log.ClockOf(index).Source));
        if (gateway is null) return;
        var ticks = projection.Timeline.TicksOf(index);
        gateway.LastKnown = Math.Max(gateway.LastKnown, ticks);
        if (projection.Cut.AsOf is { } asOf && ticks > asOf.UtcTicks) return;
        gateway.Last = Math.Max(gateway.Last, ticks);
        if (projection.Log.ClockOf(index).ErrorSeconds is not null) return;
        gateway.Unsynchronised++;
        if (gateway.FirstUnsynchronised < 0 || projection.Timeline.Before(index, gateway.FirstUnsynchronised)) gateway.FirstUnsynchronised = index;
    }

    // A clock's name is that of its gateway and of the boot; events from elsewhere have none.
    private GatewayHeard? GatewayOf(int source)
    {
        if (projection.Log.Names[source] is not { } name || name[..name.LastIndexOf(' ')] is not { Length: > 0 } gateway) return null;
        name = gateway;
        if (!_gateways.TryGetValue(name, out var known)) _gateways.Add(name, known = new GatewayHeard());
        return known;
    }

    private bool NamesNoLot(Goods goods) => projection.Things.KindOf(goods.Thing) == MaterialKind.Item
        && projection.Plant.ItemByKey(projection.Things.KeyOf(goods.Thing)) is not { Tracking: Tracking.None };
}

using Traceability.Epcis;

namespace Traceability.Cloud.Genealogy;

/// <summary>
/// The order of events.md section 3 over facts of one view: within a gateway's epoch the number decides and times never fall along
/// it; between gateways the time decides; at equal times inputs come before outputs. It depends on what was recorded only, never
/// on the order of arrival. A fact has a key here and no rank, so that one which arrives late moves nobody else.
/// </summary>
public sealed class Timeline(FactLog log)
{
    private readonly Column<long> _ticks = new();
    private readonly Column<byte> _phases = new();
    private readonly Dictionary<int, List<(long Number, int Fact)>> _streams = [];

    /// <summary>Ticks of the corrected time.</summary>
    public long TicksOf(int fact) => _ticks[fact];
    public DateTimeOffset TimeOf(int fact) => new(_ticks[fact], TimeSpan.Zero);

    /// <summary>Takes a fact in, and answers which others of its stream have to move behind it, with their new keys.</summary>
    public IReadOnlyList<(int Fact, long Ticks, byte Phase)> Take(int index)
    {
        var fact = log[index];
        _ticks.Reach(index + 1, 0);
        _phases.Reach(index + 1, 0);
        (_ticks[index], _phases[index]) = (fact.Ticks, PhaseOf(fact));
        if (fact.Stream == 0) return [];
        if (!_streams.TryGetValue(fact.Stream, out var stream)) _streams.Add(fact.Stream, stream = []);
        var at = stream.Count;
        while (at > 0 && stream[at - 1].Number > fact.Number) at--;
        stream.Insert(at, (fact.Number, index));
        if (at > 0) Raise(index, stream[at - 1].Fact);
        return at + 1 == stream.Count ? [] : Behind(stream, at);
    }

    public void Move(int fact, long ticks, byte phase) => (_ticks[fact], _phases[fact]) = (ticks, phase);

    public bool Before(int a, int b) => Compare(a, b) < 0;

    public int Compare(int a, int b)
    {
        if (_ticks[a] != _ticks[b]) return _ticks[a] < _ticks[b] ? -1 : 1;
        if (_phases[a] != _phases[b]) return _phases[a] - _phases[b];
        return a == b ? 0 : ByStream(log[a], log[b]);
    }

    internal void Write(SnapshotWriter to)
    {
        to.Numbers(_ticks);
        to.Numbers(_phases);
        to.Map(_streams.ToDictionary(s => s.Key, s => s.Value.ConvertAll(n => n.Fact)));
        to.Numbers<long>(_streams.Values.SelectMany(s => s).Select(n => n.Number).ToArray());
    }

    internal void Read(SnapshotReader from)
    {
        from.Numbers(_ticks);
        from.Numbers(_phases);
        var facts = new Dictionary<int, List<int>>();
        from.Map(facts);
        var numbers = from.Numbers<long>();
        var at = 0;
        foreach (var (stream, of) in facts) _streams.Add(stream, of.ConvertAll(fact => (numbers[at++], fact)));
    }

    /// <summary>Whether two events may have happened in either order: their clocks differ and what they may be wrong by covers the distance.</summary>
    public bool EitherOrder(int a, int b)
    {
        if (log.ClockNumberOf(a) == log.ClockNumberOf(b)) return false;
        var (first, second) = (log.ClockOf(a), log.ClockOf(b));
        if (first.Source == second.Source) return false;
        if (first.ErrorSeconds is not { } e || second.ErrorSeconds is not { } f) return true;
        return Math.Abs(_ticks[a] - _ticks[b]) < (e + f) * TimeSpan.TicksPerSecond;
    }

    /// <summary>By how much two clocks of the records may differ at most; without bound it is more than any time.</summary>
    public long LargestDoubtTicks => log.LargestClockError is { } most ? (long)(2 * most * TimeSpan.TicksPerSecond) : long.MaxValue / 4;

    /// <summary>Whether any two clocks of the records may be wrong by as much as these ticks together.</summary>
    public bool MayDoubt(long ticks) => log.HasClockErrors && (log.LargestClockError is not { } most || ticks < 2 * most * TimeSpan.TicksPerSecond);

    /// <summary>Whether any clock in the records may be wrong at all; where none is, no order is in doubt.</summary>
    public bool HasDoubt => log.HasClockErrors;

    private int ByStream(Fact a, Fact b)
    {
        if (a.Stream != b.Stream) return string.CompareOrdinal(log.Names[a.Stream] ?? "", log.Names[b.Stream] ?? "");
        return a.Number != b.Number ? a.Number.CompareTo(b.Number) : string.CompareOrdinal(a.EventId, b.EventId);
    }

    private void Raise(int fact, int before)
    {
        if (_ticks[before] > _ticks[fact]) _ticks[fact] = _ticks[before];
        if (_ticks[before] == _ticks[fact]) _phases[fact] = Math.Max(_phases[fact], _phases[before]);
    }

    // What the rest of the stream becomes: until one is late enough not to be touched.
    private List<(int, long, byte)> Behind(List<(long Number, int Fact)> stream, int at)
    {
        var moved = new List<(int, long, byte)>();
        var (ticks, phase) = (_ticks[stream[at].Fact], _phases[stream[at].Fact]);
        for (var i = at + 1; i < stream.Count; i++)
        {
            var fact = log[stream[i].Fact];
            var own = PhaseOf(fact);
            phase = fact.Ticks > ticks ? own : Math.Max(phase, own);
            ticks = Math.Max(ticks, fact.Ticks);
            if (ticks == _ticks[stream[i].Fact] && phase == _phases[stream[i].Fact]) break;
            moved.Add((stream[i].Fact, ticks, phase));
        }
        return moved;
    }

    // What a thing must have gone through before: received and moved, then put in, then come out, packed and shipped.
    private byte PhaseOf(Fact fact) => fact.Type switch
    {
        EventType.TransformationEvent => fact.Outputs.Count > 0 ? (byte)2 : (byte)1,
        EventType.AssociationEvent => 3,
        EventType.AggregationEvent => 4,
        _ => fact.BizStep != 0 && fact.BizStep == log.Shipping ? (byte)5 : (byte)0,
    };
}

using System.Runtime.InteropServices;

namespace Traceability.Cloud.Genealogy;

/// <summary>In how many of so many units a cause is.</summary>
public sealed record Counted(int Confirmed, int Possible, int Of)
{
    public int With => Confirmed + Possible;

    /// <summary>Share of units, what is only possible counting half; half a unit is added to either side, so that it is never 0 or 1.</summary>
    internal double Share => (Confirmed + Possible / 2.0 + 0.5) / (Of + 1.0);
}

public sealed record SuspectCause(string Kind, string Id, string Name);

/// <summary>
/// Lift says how many times more often the cause is in failing units than in good ones. P is Fisher's one-sided probability that chance does it,
/// where possible counts as in; PConfirmed where it counts as out. Weight is the mean of both as powers of ten: what is only possible weighs half.
/// </summary>
public sealed record Suspect(SuspectCause Cause, Counted Failing, Counted Good, double Lift, double Weight, double P, double PConfirmed);

/// <summary>Considered is how many different causes are in the failing units and those compared with: of that many, some are conspicuous by chance.</summary>
public sealed record SuspectAnswer(int Failing, int Good, string ComparedWith, int Considered, IReadOnlyList<Suspect> Causes);

/// <summary>
/// What failing units share (trace.md section 2): lots and parts at any depth, their runs, work orders, lines, stations and suppliers, and the hours and shifts in
/// which the units were made, ranked by how much more often they are in failing units than in good ones.
/// </summary>
public sealed class Suspects : IDisposable
{
    /// <summary>Causes that are counted exactly, chosen by a sample before.</summary>
    public const int Most = SuspectCount.Most;

    // A probability is never 0; below this it is only told by its weight.
    private const double Smallest = 1e-300;

    private readonly Projection _projection;
    private readonly Scratch _scratch = new();
    private readonly SuspectCauses _causes;

    public Suspects(Projection projection) => (_projection, _causes) = (projection, new SuspectCauses(projection, _scratch));

    public void Dispose() => _scratch.Dispose();

    /// <summary>Good null compares with the siblings: units of the same items made on the same days, else all others of these items.</summary>
    public SuspectAnswer Of(IReadOnlyCollection<int> failing, IReadOnlyCollection<int>? good)
    {
        var comparedWith = "the good units given";
        if (good is null) (good, comparedWith) = Siblings(failing);
        var cone = new UnitCone(_projection, failing.Concat(good), _scratch);
        var (chosen, seen) = new SuspectSample(_projection, cone, _causes, _scratch).Choose(failing, good, Most);
        var count = new SuspectCount(_projection, cone, _causes, chosen, _scratch);
        var ((sure, maybe), (sureGood, maybeGood)) = (count.Among(failing), count.Among(good));
        var found = new List<(Cause Cause, Counted Failing, Counted Good)>();
        for (var i = 0; i < chosen.Count; i++) found.Add((chosen[i], new Counted(sure[i], maybe[i], failing.Count), new Counted(sureGood[i], maybeGood[i], good.Count)));
        found.AddRange(Windows(failing, good));
        var ranked = found.Select(f => Weigh(f.Cause, f.Failing, f.Good)).Where(s => good.Count == 0 || s.Suspect.Lift > 1).ToList();
        ranked.Sort(Order);
        return new SuspectAnswer(failing.Count, good.Count, comparedWith, seen, ranked.ConvertAll(r => r.Suspect));
    }

    private static int Order((CauseKind Kind, Suspect Suspect) a, (CauseKind Kind, Suspect Suspect) b)
    {
        var order = b.Suspect.Weight.CompareTo(a.Suspect.Weight);
        if (order == 0) order = b.Suspect.Lift.CompareTo(a.Suspect.Lift);
        if (order == 0) order = b.Suspect.Failing.With - a.Suspect.Failing.With;
        if (order == 0) order = a.Kind.CompareTo(b.Kind);
        return order != 0 ? order : string.CompareOrdinal(a.Suspect.Cause.Id, b.Suspect.Cause.Id);
    }

    // Rounded before they are compared, so that the order is the one that the numbers shown say.
    private (CauseKind Kind, Suspect Suspect) Weigh(Cause cause, Counted failing, Counted good)
    {
        var (all, sure) = (Odds.Log10(failing.With, failing.Of, good.With, good.Of), Odds.Log10(failing.Confirmed, failing.Of, good.Confirmed, good.Of));
        var word = System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(cause.Kind.ToString());
        return (cause.Kind, new Suspect(new SuspectCause(word, _causes.IdOf(cause), _causes.NameOf(cause)), failing, good,
            Math.Round(failing.Share / good.Share, 2), Math.Round(-(all + sure) / 2, 2), Math.Max(Smallest, Math.Pow(10, all)), Math.Max(Smallest, Math.Pow(10, sure))));
    }

    // Units by the quarter of an hour they were made in, which no hour of any plant's time zone cuts.
    private List<(Cause, Counted, Counted)> Windows(IReadOnlyCollection<int> failing, IReadOnlyCollection<int> good)
    {
        const long Quarter = TimeSpan.TicksPerHour / 4;
        var made = new Dictionary<long, (int Failing, int Good)>();
        foreach (var unit in failing)
            if (BirthOf(unit) is { } ticks) CollectionsMarshal.GetValueRefOrAddDefault(made, ticks / Quarter, out _).Failing++;
        foreach (var unit in good)
            if (BirthOf(unit) is { } ticks) CollectionsMarshal.GetValueRefOrAddDefault(made, ticks / Quarter, out _).Good++;
        var counts = new Dictionary<Cause, (int Failing, int Good)>();
        foreach (var (quarter, units) in made)
        {
            var (hour, shift) = _causes.OfTime(quarter * Quarter);
            foreach (var cause in new[] { hour, shift })
            {
                ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(counts, cause, out _);
                count = (count.Failing + units.Failing, count.Good + units.Good);
            }
        }
        return counts.Where(c => c.Value.Failing > 0)
            .Select(c => (c.Key, new Counted(c.Value.Failing, 0, failing.Count), new Counted(c.Value.Good, 0, good.Count))).ToList();
    }

    // When it was made or received: its first entry.
    private long? BirthOf(int unit)
    {
        long? birth = null;
        for (var entry = _projection.Graph.FirstEntryOf(unit); entry >= 0; entry = _projection.Graph.NextEntryOf(entry))
            if (_projection.Timeline.TicksOf(_projection.Graph.EventOf(entry)) is var ticks && (birth is null || ticks < birth)) birth = ticks;
        return birth;
    }

    private (List<int> Good, string Words) Siblings(IReadOnlyCollection<int> failing)
    {
        var items = failing.Select(_projection.Things.ItemOf).ToHashSet();
        var known = failing.ToHashSet();
        var others = Enumerable.Range(0, _projection.Things.Count).Where(t => _projection.Things.IsUnit(t) && items.Contains(_projection.Things.ItemOf(t)) && !known.Contains(t) && _projection.IsKnown(t)).ToList();
        var births = failing.Select(BirthOf).OfType<long>().ToList();
        if (births.Count > 0)
        {
            var (from, to) = (DayOf(births.Min()), DayOf(births.Max()));
            var siblings = others.FindAll(t => BirthOf(t) is { } at && DayOf(at) >= from && DayOf(at) <= to);
            // Where nearly all that was made then has failed, those days are no yardstick.
            if (siblings.Count >= failing.Count) return (siblings, $"the other units of the same item made {from:yyyy-MM-dd}{(from == to ? "" : $" to {to:yyyy-MM-dd}")}");
        }
        return (others, "all other units of the same item");
    }

    private DateOnly DayOf(long ticks) => _causes.DayOf(ticks);
}

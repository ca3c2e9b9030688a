using System.Globalization;
using Traceability.Epcis;

namespace Traceability.Cloud.Genealogy;

/// <summary>What units can share. Of causes with equal evidence the earlier kind stands first: what can be put on hold before what can only be looked at.</summary>
public enum CauseKind : byte { Lot, Unit, Run, WorkOrder, Supplier, Station, Line, Shift, Hour }

/// <summary>Number is a thing, a name, or the first tick of a time window in UTC.</summary>
internal readonly record struct Cause(CauseKind Kind, long Number);

/// <summary>
/// What stands behind an edge or a thing beside the lot itself: run, work order, line and station of what came out of a line, supplier of what was
/// received, hour and shift in which a unit was made. All of it is read once for each run and thing.
/// </summary>
internal sealed class SuspectCauses(Projection projection, Scratch scratch)
{
    /// <summary>Shifts of eight hours from six in the morning, plant time.</summary>
    private const int ShiftHours = 8, FirstShiftHour = 6;

    private readonly TimeZoneInfo _zone = TimeZoneInfo.TryFindSystemTimeZoneById(projection.Plant.TimeZone, out var zone) ? zone : TimeZoneInfo.Utc;

    // The causes behind all runs, one run's after the other's, and for each run where its own lie; none was asked for where the end is 0.
    private readonly (int Start, int End)[] _ofRun = scratch.Zeroed<(int, int)>(projection.Log.Names.Count);
    private readonly Dictionary<(int Place, int Station), (int Start, int End)> _outside = [];
    private Cause[] _behind = scratch.Any<Cause>(1 << 16);
    private int _behindCount;

    // For each thing 0 while nobody asked, else one more than the number of its suppliers among those lists; most have none.
    private readonly int[] _ofThing = scratch.Zeroed<int>(projection.Things.Count);
    private readonly List<Cause[]> _suppliers = [[]];
    private readonly Dictionary<string, int> _orders = new(StringComparer.Ordinal);
    private readonly List<string> _orderTexts = [];
    private readonly List<int> _runsOfOrder = [];

    public ReadOnlySpan<Cause> OfEdge(int edge)
    {
        var run = projection.Graph.RunOf(edge);
        if (run == Graph.AtDraw) return [];
        if (run == 0)
        {
            var at = projection.Log.GlanceAt(projection.Graph.EventOf(projection.Graph.EntriesAt(edge)[0].Entry));
            return Outside(at.Place, at.Station);
        }
        ref var behind = ref _ofRun[run];
        if (behind.End == 0) behind = OfRun(run, edge);
        return _behind.AsSpan(behind.Start..behind.End);
    }

    /// <summary>Suppliers of a lot or unit. Several for one lot text cannot be told apart: <see cref="Suspects"/> takes each as possible then.</summary>
    public Cause[] OfThing(int thing)
    {
        ref var known = ref _ofThing[thing];
        if (known > 0) return _suppliers[known - 1];
        List<Cause>? found = null;
        var graph = projection.Graph;
        for (var entry = graph.FirstEntryOf(thing); entry >= 0; entry = graph.NextEntryOf(entry))
        {
            if (graph.EdgeOf(entry) >= 0 || graph.EventOf(entry) < 0 || projection.Log.KindOf(graph.EventOf(entry)) != FactKind.Receive) continue;
            if (projection.Log.GlanceAt(graph.EventOf(entry)).Party is not (> 0 and var party)) continue;
            var supplier = new Cause(CauseKind.Supplier, party);
            if (found?.Contains(supplier) != true) (found ??= []).Add(supplier);
        }
        if (found is not null) _suppliers.Add([.. found]);
        known = found is null ? 1 : _suppliers.Count;
        return _suppliers[known - 1];
    }

    public (Cause Hour, Cause Shift) OfTime(long ticks)
    {
        var local = TimeZoneInfo.ConvertTime(new DateTimeOffset(ticks, TimeSpan.Zero), _zone);
        var hour = local.AddTicks(-(local.Ticks % TimeSpan.TicksPerHour));
        var shift = hour.AddHours(-((hour.Hour - FirstShiftHour + 24) % ShiftHours));
        return (new Cause(CauseKind.Hour, hour.UtcTicks), new Cause(CauseKind.Shift, shift.UtcTicks));
    }

    public DateOnly DayOf(long ticks) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(new DateTimeOffset(ticks, TimeSpan.Zero), _zone).DateTime);

    /// <summary>A work order with one run only says nothing that the run does not.</summary>
    public bool IsPlain(Cause cause) => cause.Kind == CauseKind.WorkOrder && _runsOfOrder[(int)cause.Number] < 2;

    public string IdOf(Cause cause) => cause.Kind switch
    {
        CauseKind.Lot or CauseKind.Unit => projection.Things.Uri((int)cause.Number),
        CauseKind.WorkOrder => _orderTexts[(int)cause.Number],
        CauseKind.Hour or CauseKind.Shift => $"{EventWriter.Time(new DateTimeOffset(cause.Number, TimeSpan.Zero))}/PT{(cause.Kind == CauseKind.Hour ? 1 : ShiftHours)}H",
        _ => projection.Log.Names[(int)cause.Number]!,
    };

    public string NameOf(Cause cause) => cause.Kind switch
    {
        CauseKind.Lot or CauseKind.Unit => projection.NameOf((int)cause.Number),
        CauseKind.Supplier => projection.PartyOf((int)cause.Number)!,
        CauseKind.Run => RunName((int)cause.Number),
        CauseKind.Line => projection.PlaceOf((int)cause.Number)!,
        CauseKind.Hour => Window(cause.Number, 1),
        CauseKind.Shift => Window(cause.Number, ShiftHours),
        _ => IdOf(cause),
    };

    private string RunName(int run)
    {
        var order = Explanations.RunName(projection, run);
        return projection.LineOfRun(run) is { } line && line.Place != run ? $"{order} at {projection.PlaceOf(line.Place)}" : order;
    }

    private string Window(long ticks, int hours)
    {
        var from = TimeZoneInfo.ConvertTime(new DateTimeOffset(ticks, TimeSpan.Zero), _zone);
        return string.Create(CultureInfo.InvariantCulture, $"{from:yyyy-MM-dd HH:mm}–{from.AddHours(hours):HH:mm}");
    }

    private (int Start, int End) OfRun(int run, int edge)
    {
        var first = -1;
        foreach (var entered in projection.Graph.EntriesAt(edge))
            if (projection.Graph.EventOf(entered.Entry) is var at && (first < 0 || projection.Timeline.Before(at, first))) first = at;
        var where = projection.Log.GlanceAt(first);
        var start = _behindCount;
        Behind(new Cause(CauseKind.Run, run));
        At(projection.LineOfRun(run) is { } line && line.Place != run ? line.Place : where.Place, where.Station);
        if (Vocabulary.OrderOfRun(projection.Log.Names[run]) is { IsEmpty: false } order) Behind(new Cause(CauseKind.WorkOrder, OrderOf(order)));
        return (start, _behindCount);
    }

    private ReadOnlySpan<Cause> Outside(int place, int station)
    {
        if (!_outside.TryGetValue((place, station), out var behind))
        {
            var start = _behindCount;
            At(place, station);
            _outside.Add((place, station), behind = (start, _behindCount));
        }
        return _behind.AsSpan(behind.Start..behind.End);
    }

    private void At(int place, int station)
    {
        if (place != 0) Behind(new Cause(CauseKind.Line, place));
        if (station != 0) Behind(new Cause(CauseKind.Station, station));
    }

    private void Behind(Cause cause)
    {
        if (_behindCount == _behind.Length) _behind = scratch.Longer(_behind);
        _behind[_behindCount++] = cause;
    }

    private int OrderOf(ReadOnlySpan<char> order)
    {
        if (!_orders.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(order, out var number))
        {
            var text = order.ToString();
            _orders.Add(text, number = _orderTexts.Count);
            _orderTexts.Add(text);
            _runsOfOrder.Add(0);
        }
        _runsOfOrder[number]++;
        return number;
    }
}

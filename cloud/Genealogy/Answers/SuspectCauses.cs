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
    private readonly Dictionary<int, Cause[]> _ofRun = [];
    private readonly Dictionary<(int Place, int Station), Cause[]> _outside = [];

    // For each thing 0 while nobody asked, else one more than the number of its suppliers among those lists; most have none.
    private readonly int[] _ofThing = scratch.Zeroed<int>(projection.Things.Count);
    private readonly List<Cause[]> _suppliers = [[]];
    private readonly Dictionary<string, int> _orders = new(StringComparer.Ordinal);
    private readonly List<string> _orderTexts = [];
    private readonly List<int> _runsOfOrder = [];

    public Cause[] OfEdge(int edge)
    {
        var run = projection.Graph.RunOf(edge);
        if (run == Graph.AtDraw) return [];
        if (run == 0)
        {
            var (place, station, _) = projection.Log.WhereOf(projection.Graph.EventOf(projection.Graph.EntriesAt(edge)[0].Entry));
            return Outside(place, station);
        }
        if (_ofRun.TryGetValue(run, out var known)) return known;
        var first = -1;
        foreach (var entered in projection.Graph.EntriesAt(edge))
            if (projection.Graph.EventOf(entered.Entry) is var at && (first < 0 || projection.Timeline.Before(at, first))) first = at;
        var where = projection.Log.WhereOf(first);
        var causes = At(where.Place, where.Station, run);
        causes.Insert(0, new Cause(CauseKind.Run, run));
        if (Vocabulary.WorkOrderOfRun(projection.Log.Names[run]!) is { } order) causes.Add(new Cause(CauseKind.WorkOrder, OrderOf(order)));
        return _ofRun[run] = [.. causes];
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
            if (projection.Log.WhereOf(graph.EventOf(entry)).Party is > 0 and var party && found?.Exists(c => c.Number == party) != true) (found ??= []).Add(new Cause(CauseKind.Supplier, party));
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

    private Cause[] Outside(int place, int station)
    {
        if (!_outside.TryGetValue((place, station), out var causes)) _outside.Add((place, station), causes = [.. At(place, station, 0)]);
        return causes;
    }

    private List<Cause> At(int place, int station, int run)
    {
        var causes = new List<Cause>();
        if (run != 0 && projection.LineOfRun(run) is { } line && line.Place != run) place = line.Place;
        if (place != 0) causes.Add(new Cause(CauseKind.Line, place));
        if (station != 0) causes.Add(new Cause(CauseKind.Station, station));
        return causes;
    }

    private int OrderOf(string order)
    {
        if (!_orders.TryGetValue(order, out var number))
        {
            _orders.Add(order, number = _orderTexts.Count);
            _orderTexts.Add(order);
            _runsOfOrder.Add(0);
        }
        _runsOfOrder[number]++;
        return number;
    }
}

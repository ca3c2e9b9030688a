using Traceability.Cloud.Store;
using Traceability.Epcis;
using Traceability.Inventory;
using Traceability.Messaging;
using Traceability.Plant;

namespace Traceability.Cloud.Downlink;

/// <summary>
/// What goes down to the gateways: per pick face what lies there, and every standing hold. It runs the same projection over the store's events as
/// the gateways run over theirs, of lots alone: units and containers are nothing a face asks for, and a plant makes millions of them.
/// An event beyond a gap in its stream waits, so that a mark says exactly which events are in.
/// </summary>
public sealed class PlantDirectory
{
    private readonly IEventStore _store;
    private readonly PlantModel _plant;
    private readonly string _incarnation;
    private readonly Lock _gate = new();
    private readonly Inventory.Inventory _lots = new() { KeepsRows = false };
    private readonly Dictionary<string, Shelf> _shelves = new(StringComparer.Ordinal);
    private readonly StandingHolds _holds = new();
    private readonly SortedDictionary<(string Gateway, string Epoch), long> _marks = [];
    private readonly Dictionary<(string Gateway, string Epoch), SortedDictionary<long, EpcisEvent>> _ahead = [];
    private readonly Dictionary<string, long> _faceRevisions = new(StringComparer.Ordinal);
    private DateTimeOffset _time;
    private long _commit;
    private long _changes;

    /// <param name="store">The events.</param>
    /// <param name="plant">Whose faces they are.</param>
    /// <param name="incarnation">Of the store, 32 hex digits; null where it has none.</param>
    public PlantDirectory(IEventStore store, PlantModel plant, string? incarnation = null)
    {
        (_store, _plant, _incarnation) = (store, plant, incarnation ?? new string('0', 32));
        foreach (var face in plant.Locations.Values.Where(l => l.Kind == "pickFace")) _shelves[face.Uri] = new Shelf();
        _lots.StockSet = (place, lot, before, after) => Moved(place, lot, after - before);
    }

    /// <summary>Rises with every change of the holds.</summary>
    public long HoldRevision { get; private set; }

    /// <summary>The newest commit that was looked at.</summary>
    public long Commit
    {
        get { lock (_gate) return _commit; }
    }

    /// <summary>Faces by their code, with a number that rises when something lies there otherwise than before.</summary>
    public IReadOnlyList<(string Location, long Revision)> Faces()
    {
        lock (_gate) return [.. _shelves.Keys.Select(uri => (_plant.LocationByUri(uri)!.Code, _faceRevisions.GetValueOrDefault(uri)))];
    }

    /// <summary>Takes in everything that is committed.</summary>
    public void CatchUp()
    {
        lock (_gate)
        {
            do Round(); while (_store.LastCommit > _commit);
            // What waited may have been let through by numbers that were committed while we read.
            if (_ahead.Values.Any(a => a.Count > 0)) Round();
        }
    }

    public FaceSnapshot Snapshot(string location)
    {
        lock (_gate)
        {
            var lots = new List<FaceLot>();
            foreach (var (lot, quantity) in _shelves[_plant.Locations[location].Uri].Lots.OrderBy(l => l.Lot, StringComparer.Ordinal))
            {
                var known = _lots.Lot(lot);
                lots.Add(new FaceLot(lot, known?.Received, known?.Expiry, known?.Supplier, quantity, known?.Holds ?? []));
            }
            return new FaceSnapshot(_incarnation, _commit, Marks(), lots);
        }
    }

    public HoldList Holds()
    {
        lock (_gate) return new HoldList(_incarnation, _commit, Marks(), _holds.All.Select(h => new HeldThings(h.Id, h.Disposition, h.Reason, h.Things)).ToList());
    }

    public IReadOnlyList<StandingHold> Standing()
    {
        lock (_gate) return _holds.All.ToList();
    }

    private List<StreamMark> Marks() => _marks.Select(m => new StreamMark(m.Key.Gateway, m.Key.Epoch, m.Value)).ToList();

    // The committed numbers are asked for first: the store shows an event before it shows that its number is committed.
    private void Round()
    {
        var streams = _store.Gateways();
        foreach (var stored in _store.ReadAfter(_commit))
        {
            _commit = stored.Commit;
            if (stored is { Gateway: { } gateway, Epoch: { } epoch, Number: { } number })
            {
                if (!_ahead.TryGetValue((gateway, epoch), out var ahead)) _ahead[(gateway, epoch)] = ahead = [];
                ahead[number] = stored.Event;
            }
            else Apply(stored.Event, null);
        }
        foreach (var stream in streams)
        {
            var key = (stream.Gateway, stream.Epoch);
            _marks[key] = stream.Committed;
            if (!_ahead.TryGetValue(key, out var ahead)) continue;
            while (ahead.Count > 0 && ahead.First() is var (number, e) && number <= stream.Committed)
            {
                ahead.Remove(number);
                Apply(e, stream.Gateway);
            }
        }
    }

    private void Apply(EpcisEvent e, string? gateway)
    {
        if (_holds.Apply(e, gateway))
        {
            HoldRevision++;
            foreach (var thing in HoldRules.Of(e)!.Things.Where(t => _lots.Lot(t) is not null))
                foreach (var (place, _) in _lots.PlacesOf(thing)) Touch(place);
        }
        _time = e.EventTime;
        if (e.BizStep == Vocabulary.BizStep.CycleCounting && e.BizLocation is { } place2 && _shelves.TryGetValue(place2, out var shelf))
        {
            if (e.ErrorDeclaration is null) Count(shelf, e);
            Touch(place2);
            return;
        }
        if (e.Type is EventType.ObjectEvent or EventType.TransformationEvent)
            _lots.Apply(e with { EpcList = null, OutputEpcList = [] }, _plant);
    }

    private static void Count(Shelf shelf, EpcisEvent e)
    {
        if (e.Trace?.CountScope == "place") shelf.CountPlace(e.EventTime, e.QuantityList.Select(q => q.EpcClass).ToHashSet(StringComparer.Ordinal));
        foreach (var element in e.QuantityList) shelf.Count(element.EpcClass, e.EventTime, element.Quantity);
    }

    private void Moved(string place, string lot, decimal amount)
    {
        if (amount == 0 || !_shelves.TryGetValue(place, out var shelf)) return;
        shelf.Move(lot, _time, amount);
        Touch(place);
    }

    private void Touch(string place)
    {
        if (_shelves.ContainsKey(place)) _faceRevisions[place] = ++_changes;
    }
}

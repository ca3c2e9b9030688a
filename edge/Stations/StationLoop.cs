using System.Data.Common;
using System.Text.Json;
using Traceability.Edge.Devices;
using Traceability.Edge.Journal;
using Traceability.Edge.Uplink;
using Traceability.Epcis;
using Traceability.Gs1;
using Traceability.Inventory;
using Traceability.Messaging;
using Traceability.Plant;

namespace Traceability.Edge.Stations;

/// <summary>A station between two reads, for whoever shows it: values that never change.</summary>
public sealed record StationLook(StationState State, LineState? Line);

/// <summary>How far a peer's stream is applied here.</summary>
public sealed record PeerCursor(string Epoch, long Number);

/// <summary>
/// The one owner of a gateway's state: loads it from the journal, decides each read, makes events, state and read number
/// durable in one commit, and only then lets a light allow anything; a refusal is shown before. Called from one thread at a time.
/// </summary>
public sealed class StationLoop
{
    private readonly PlantModel _plant;
    private readonly string _gateway;
    private readonly IJournal _journal;
    private readonly Func<TraceClock> _clock;
    private readonly Func<Exception, bool>? _again;
    private readonly Dictionary<string, Station> _stations;
    private readonly Dictionary<string, StationState> _states = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LineState> _lines = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PeerCursor> _peers = new(StringComparer.Ordinal);
    private readonly FaceLedger _faces;
    private readonly HoldLedger _holds;
    private readonly Freshness? _freshness;
    private readonly Dictionary<string, long> _reads;
    private DateTimeOffset _newest;

    /// <param name="plant">The whole plant.</param>
    /// <param name="gateway">Which of its gateways this is.</param>
    /// <param name="journal">Where everything is kept.</param>
    /// <param name="clock">What is known of the clock when an event is made.</param>
    /// <param name="again">Waits after a write that the disk refused, and answers whether to try once more; null never does.</param>
    /// <param name="freshness">Whether peers are heard; null where they need not be.</param>
    public StationLoop(PlantModel plant, string gateway, IJournal journal, Func<TraceClock> clock, Func<Exception, bool>? again = null, Freshness? freshness = null)
    {
        (_plant, _gateway, _journal, _clock, _again, _freshness) = (plant, gateway, journal, clock, again, freshness);
        (_faces, _holds) = (new FaceLedger(plant, gateway, Directory), new HoldLedger(Directory));
        _stations = plant.Stations.Values.Where(s => s.Gateway == gateway).ToDictionary(s => s.Id, StringComparer.Ordinal);
        _reads = new Dictionary<string, long>(journal.LoadReads(), StringComparer.Ordinal);
        journal.LoadState(row => Load(row.Key, row.Value));
        Directory.Loaded();
        _faces.Loaded();
    }

    public Inventory.Inventory Directory { get; } = new();

    /// <summary>The number of the newest read taken from a reader ("station.reader"), durable or rebuilt after a restart.</summary>
    public long LastRead(string reader) => _reads.GetValueOrDefault(reader);

    /// <summary>The number up to which a peer's events are applied here, whatever its epoch; 0 where none are.</summary>
    public long Applied(string gateway) => _peers.GetValueOrDefault(gateway)?.Number ?? 0;

    /// <summary>The number wanted next of a peer's epoch.</summary>
    public long Next(string gateway, string epoch) => _peers.GetValueOrDefault(gateway) is { } cursor && cursor.Epoch == epoch ? cursor.Number + 1 : 1;

    public StationLook Look(string station) =>
        new(_states.GetValueOrDefault(station) ?? new StationState(), _lines.GetValueOrDefault(_stations[station].Location.Code));

    /// <summary>Deals with one frame. Durable when it returns: only now may a light be green.</summary>
    /// <returns>The station's light, null where it stays as it is.</returns>
    public Light? Take(Frame frame, StationLight? shown = null)
    {
        var station = _stations[frame.Station];
        var state = _states.GetValueOrDefault(station.Id) ?? new StationState();
        // Within an epoch times never fall, whatever the clock does (events.md section 3, order).
        var time = frame.End > _newest ? frame.End : _newest;
        var isScreen = frame.Reader == ScreenContext.Reader;
        var decision = Decide(station, isScreen ? ScreenContext.Lend(station, state) : state, frame, time);
        if (isScreen) decision = decision with { State = ScreenContext.GiveBack(station, state, decision.State) };
        _newest = time;
        _reads[$"{frame.Station}.{frame.Reader}"] = LastRead($"{frame.Station}.{frame.Reader}") + 1;
        _states[station.Id] = decision.State;
        if (decision.Volatile) return decision.Light;
        shown?.Begin(decision.Light);
        Commit(station, decision);
        shown?.End(decision.Light);
        return decision.Light;
    }

    /// <summary>Does what no read does but time alone: a shipment that nobody goes on with is left open. Durable when it returns.</summary>
    public bool Pass(Station station, DateTimeOffset now, StationLight shown)
    {
        var time = now > _newest ? now : _newest;
        if (!_states.TryGetValue(station.Id, out var state) || state.Shipments.IsEmpty) return false;
        if (Shipment.Overdue(At(station, state, new Frame(station.Id, "", default, time, time), time)) is not { } decision) return false;
        (_newest, _states[station.Id]) = (time, decision.State);
        shown.Begin(decision.Light);
        Commit(station, decision);
        shown.End(decision.Light);
        return true;
    }

    private Decision Decide(Station station, StationState state, Frame frame, DateTimeOffset time)
    {
        var situation = At(station, state, frame, time);
        var overdue = Shipment.Overdue(situation);
        if (overdue is not null) situation = situation with { State = overdue.State, Stamp = situation.Stamp with { Next = situation.Stamp.Next + overdue.Events.Count } };
        var decision = frame switch
        {
            { Beam: { } isBroken } => Portal.Beam(situation, isBroken),
            { Tag: { } tag } => Portal.Decide(situation, tag),
            _ => StationRules.Decide(situation, frame.Start, frame.End),
        };
        return overdue is null ? decision : decision with { Events = [.. overdue.Events, .. decision.Events], Light = decision.Light ?? overdue.Light, Volatile = false };
    }

    private Situation At(Station station, StationState state, Frame frame, DateTimeOffset time) => new()
    {
        Plant = _plant,
        Station = station,
        State = state,
        Line = _lines.GetValueOrDefault(station.Location.Code),
        Directory = Directory,
        Stamp = new EventStamp(_gateway, _journal.Epoch, _journal.Last + 1, _clock()),
        Reader = frame.Reader,
        Data = frame.Data,
        Time = time,
        Capture = frame.Capture,
        Age = AgeOf(station.Location),
        Earlier = number => _journal.Read(number, 1, int.MaxValue) is { } batch && batch.From == number ? EventReader.Read(batch.Records[0]) : null,
        Code = frame is { Tag: null, Beam: null, Data.IsEmpty: false } ? Identifier.Identify(frame.Data.Span, DateOnly.FromDateTime(time.UtcDateTime)) : new Identified(),
    };

    private void Commit(Station station, Decision decision)
    {
        for (var i = 0; i < decision.Events.Count; i++) Apply(_gateway, _journal.Epoch, _journal.Last + 1 + i, decision.Events[i]);
        var rows = Rows();
        rows.Add(new StateRow("station/" + station.Id, JsonSerializer.SerializeToUtf8Bytes(decision.State, StationJson.Default.StationState)));
        if (decision.Line is { } line)
        {
            _lines[station.Location.Code] = line;
            rows.Add(new StateRow("line/" + station.Location.Code, JsonSerializer.SerializeToUtf8Bytes(line, StationJson.Default.LineState)));
        }
        // All readers of the station, the screen too: sightings that were only in memory are part of the state that becomes durable here.
        var reads = station.Readers.Select(r => r.Id).Append(ScreenContext.Reader).Select(r => $"{station.Id}.{r}").Where(_reads.ContainsKey).Select(r => new ReadNumber(r, LastRead(r))).ToList();
        Store(new JournalWrite { Records = decision.Events.Select(EventWriter.Write).ToList(), State = rows, Reads = reads });
    }

    // What was decided is in memory and may have shown red already, so it must reach the disk before anything else is taken:
    // the same write again, as long as it takes. A failed commit leaves nothing behind, so it cannot come in twice.
    private void Store(JournalWrite write)
    {
        while (true)
        {
            try
            {
                _journal.Commit(write);
                return;
            }
            catch (Exception e) when (e is DbException or IOException && _again?.Invoke(e) == true)
            {
                // The light has gone to "cannot check" by itself meanwhile.
            }
        }
    }

    /// <summary>Applies a peer's batch to the directory. Durable when it returns; the broker is answered after that.</summary>
    public PeerAnswer ApplyPeer(string gateway, Batch batch)
    {
        var applied = Next(gateway, batch.Epoch) - 1;
        if (batch.Last <= applied) return PeerAnswer.Duplicate;
        if (batch.From > applied + 1) return PeerAnswer.Gap(applied + 1);
        for (var i = (int)(applied + 1 - batch.From); i < batch.Records.Count; i++) ApplyPeer(gateway, batch.Epoch, batch.From + i, batch.Records[i]);
        var next = new PeerCursor(batch.Epoch, batch.Last);
        _peers[gateway] = next;
        var rows = Rows();
        rows.Add(new StateRow("peer/" + gateway, JsonSerializer.SerializeToUtf8Bytes(next)));
        Store(new JournalWrite { State = rows });
        return PeerAnswer.Applied;
    }

    // A record that cannot be read moves nothing here; the cloud quarantines it with its reason, and the stream goes on.
    private void ApplyPeer(string gateway, string epoch, long number, ReadOnlyMemory<byte> record)
    {
        EpcisEvent e;
        try
        {
            e = EventReader.Read(record);
        }
        catch (EventFormatException)
        {
            UnreadableFromPeers++;
            return;
        }
        Apply(gateway, epoch, number, e);
    }

    private void Apply(string gateway, string epoch, long number, EpcisEvent e)
    {
        _faces.Apply(gateway, epoch, number, e.BizStep == Vocabulary.BizStep.CycleCounting, () => Directory.Apply(e, _plant));
        if (HoldRules.Of(e) is { } change) _holds.Apply(gateway, epoch, number, change);
    }

    /// <summary>Takes what the cloud knows of a face. Durable when it returns, like the next.</summary>
    /// <returns>Why it changes nothing; null where it is taken.</returns>
    public string? Take(string location, FaceSnapshot snapshot) => Kept(_faces.Take(location, snapshot));

    /// <summary>Takes the cloud's list of holds.</summary>
    /// <returns>Why it changes nothing; null where it is taken.</returns>
    public string? Take(HoldList list) => Kept(_holds.Take(list));

    private string? Kept(string? refused)
    {
        if (Rows() is { Count: > 0 } rows) Store(new JournalWrite { State = rows });
        return refused;
    }

    /// <summary>How far the directory of a face can be trusted.</summary>
    public FaceAge AgeOf(Location face) =>
        _freshness?.Of(face, (gateway, epoch) => Math.Max(Next(gateway, epoch) - 1, _faces.MarkOf(face.Uri, gateway, epoch))) ?? default;

    /// <summary>Peers' records that this build could not read, since start.</summary>
    public long UnreadableFromPeers { get; private set; }

    private List<StateRow> Rows() => [.. Directory.TakeChanges().Select(row => new StateRow(row.Key, row.Json)), .. _faces.TakeRows(), .. _holds.TakeRows()];

    private void Load(string key, byte[]? value)
    {
        var rest = key[(key.IndexOf('/', StringComparison.Ordinal) + 1)..];
        if (key.StartsWith("station/", StringComparison.Ordinal))
        {
            var state = JsonSerializer.Deserialize(value, StationJson.Default.StationState)!;
            _states[rest] = state;
            foreach (var time in state.Readers.Values.Select(r => r.LastEnd).Concat(state.Portals.Values.SelectMany(p => p.Tags.Values.Select(t => t.Last).Append(p.BeamAt))))
                if (time > _newest) _newest = time;
        }
        else if (key.StartsWith("line/", StringComparison.Ordinal)) _lines[rest] = JsonSerializer.Deserialize(value, StationJson.Default.LineState)!;
        else if (key.StartsWith("peer/", StringComparison.Ordinal)) _peers[rest] = JsonSerializer.Deserialize<PeerCursor>(value)!;
        else if (!_faces.Load(key, value) && !_holds.Load(key, value)) Directory.Load(key, value);
    }
}

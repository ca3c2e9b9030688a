using Traceability.Epcis;
using Traceability.Gs1;
using Traceability.Inventory;
using Traceability.Plant;

namespace Traceability.Edge.Stations;

/// <summary>Who makes events and how they are numbered: event i of a decision has the number Next + i.</summary>
public sealed record EventStamp(string Gateway, string Epoch, long Next, TraceClock Clock);

/// <summary>Everything a decision may look at. Decisions are pure: the same situation always gives the same decision.</summary>
public sealed record Situation
{
    public required PlantModel Plant { get; init; }
    public required Station Station { get; init; }
    public required StationState State { get; init; }
    public required LineState? Line { get; init; }
    public required Inventory.Inventory Directory { get; init; }
    public required EventStamp Stamp { get; init; }

    /// <summary>The read: which reader, its bytes, and when. Times never fall along a gateway's events.</summary>
    public required string Reader { get; init; }
    public required ReadOnlyMemory<byte> Data { get; init; }
    public required DateTimeOffset Time { get; init; }
    public required Identified Code { get; init; }
    public string Capture { get; init; } = "scan";

    /// <summary>How far what is known of the station's place can be trusted.</summary>
    public FaceAge Age { get; init; }
    public bool IsClockTrusted => Stamp.Clock.Quality != "unsynced";

    /// <summary>An event of this gateway by its number, as journaled; null where it is kept no more. Only CMD:UNDO asks.</summary>
    public Func<long, EpcisEvent?> Earlier { get; init; } = _ => null;

    public ReaderState ReaderState => State.Reader(Reader);

    /// <summary>The job this reader works on: its own, or for a reader that has none the newest of its station.</summary>
    public Job? Job => ReaderState.Job ?? State.Job;

    public Item? ItemOf(Label label) => label.Key is null ? null : Plant.ItemByKey(label.Key);

    public string Name(string lotUri) => RotationRules.LotText(lotUri);

    /// <summary>An event of this read with the fields every event carries; index counts within the decision.</summary>
    public EpcisEvent Event(int index, EventType type, string bizStep, string? raw = null) => new()
    {
        Type = type,
        EventId = EventIdentity.Of(Stamp.Gateway, Stamp.Epoch, Stamp.Next + index),
        EventTime = Time,
        EventTimeZoneOffset = Zone(),
        Action = type == EventType.TransformationEvent ? null : EventAction.OBSERVE,
        BizStep = bizStep,
        ReadPoint = Station.Location.Uri,
        Trace = new TraceFields
        {
            Gateway = Stamp.Gateway,
            Station = Station.Id,
            Device = Reader.Length > 0 ? Reader : null,
            Operator = ReaderState.Operator,
            Capture = Capture,
            Raw = raw ?? Raw.Encode(Data.Span),
            Clock = Stamp.Clock,
        },
    };

    public Epcis.TypedReference Document(string type, string id) => new(type, Vocabulary.Document(Plant.Gln, id));

    private string Zone()
    {
        var offset = TimeZoneInfo.TryFindSystemTimeZoneById(Plant.TimeZone, out var zone) ? zone.GetUtcOffset(Time) : TimeSpan.Zero;
        return $"{(offset < TimeSpan.Zero ? '-' : '+')}{offset:hh\\:mm}";
    }
}

/// <summary>What a read leads to: events to journal, the state after it, and what the light says once they are on disk.</summary>
public sealed record Decision(StationState State, Light? Light, IReadOnlyList<EpcisEvent> Events, LineState? Line = null)
{
    /// <summary>The state need not be stored: it is rebuilt from the reads since the last stored one (portal sightings).</summary>
    public bool Volatile { get; init; }
}

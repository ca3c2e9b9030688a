using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Traceability.Gs1;

namespace Traceability.Edge.Stations;

/// <summary>A document that was scanned and is worked on: its data identifier (K, 1K, W) and number, and when it was last used.</summary>
public sealed record Job(string Kind, string Id, DateTimeOffset Used)
{
    /// <summary>Of a return authorisation (kind RMA): our order that the goods had left with, where it was scanned too.</summary>
    public string? Order { get; init; }
}

/// <summary>
/// A label as far as its barcodes have told: a lot's label may come in several. Key is the GTIN-14 or item URI,
/// Quantity what the label states, Raw every barcode of it as read.
/// </summary>
public sealed record Label
{
    public string? Key { get; init; }
    public string? Lot { get; init; }
    public string? Serial { get; init; }
    public string? Sscc { get; init; }
    public DateOnly? Expiry { get; init; }
    public DateOnly? BestBefore { get; init; }
    public DateOnly? Production { get; init; }
    public decimal? Quantity { get; init; }
    public string? Uom { get; init; }
    public string Raw { get; init; } = "";

    /// <summary>Which copy of the thing's label it is, where it says so (AI 99): the first has no number.</summary>
    public int? Copy { get; init; }

    public static Label Of(Identified code, ReadOnlyMemory<byte> data) => new()
    {
        Key = code.Gtin ?? (code.Id is { Kind: MaterialKind.Item or MaterialKind.Lot or MaterialKind.Unit } id ? id.Key : null),
        Lot = code.Lot,
        Serial = code.Serial,
        Sscc = code.Sscc,
        Expiry = code.Expiry,
        BestBefore = code.BestBefore,
        Production = code.Production,
        Quantity = code.Quantity,
        Uom = code.Uom,
        Raw = Epcis.Raw.Encode(data.Span),
        Copy = code.Elements.Where(e => e.Ai == "99")
            .Select(e => int.TryParse(e.Value, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var copy) ? copy : (int?)null).FirstOrDefault(),
    };

    /// <summary>Whether the other's parts all fit beside ours: a second barcode of the same label contradicts nothing.</summary>
    public bool IsCompletedBy(Label other) =>
        Sscc is null && other.Sscc is null && (Key is null || other.Key is null || Key == other.Key) && (Lot is null || other.Lot is null || Lot == other.Lot)
        && (Serial is null || other.Serial is null || Serial == other.Serial)
        && (Key is null != other.Key is null || Lot is null != other.Lot is null || Serial is null != other.Serial is null || Quantity is null != other.Quantity is null || Expiry is null != other.Expiry is null);

    public Label With(Label other) => this with
    {
        Key = Key ?? other.Key,
        Lot = Lot ?? other.Lot,
        Serial = Serial ?? other.Serial,
        Expiry = Expiry ?? other.Expiry,
        BestBefore = BestBefore ?? other.BestBefore,
        Production = Production ?? other.Production,
        Quantity = Quantity ?? other.Quantity,
        Uom = Quantity is null ? other.Uom : Uom,
        Raw = $"{Raw}\n{other.Raw}",
        Copy = Copy ?? other.Copy,
    };

    [JsonIgnore] public string? LotUri => Key is not null && Lot is not null ? MaterialId.Lot(Key, Lot).Uri : null;
    [JsonIgnore] public string? UnitUri => Key is not null && Serial is not null ? MaterialId.Unit(Key, Serial).Uri : null;
    [JsonIgnore] public string? ContainerUri => Sscc is not null ? MaterialId.Container(Sscc).Uri : null;
    [JsonIgnore] public string? ThingUri => ContainerUri ?? UnitUri ?? LotUri;
}

/// <summary>A label that lacks something, and the refused event that says so; a second barcode may complete it.</summary>
public sealed record PartialLabel(Label Label, string RefusedEvent, string? Missing = null);

/// <summary>A label taken up at a transfer station, waiting for the place it goes to.</summary>
public sealed record InHand(Label Label, decimal? Quantity);

/// <summary>A pick that the light forbids, until the right lot, CMD:NOTFOUND or an override; Pattern and Text are what it shows until then.</summary>
public sealed record BlockedPick(Label Label, decimal? Quantity, string Reason, ImmutableList<string> Expected, LightPattern Pattern, string Text);

/// <summary>What a command sheet asked for, to be done with the next label; at a quality station with every label until CMD:DONE.</summary>
public sealed record PendingAction(CommandKind Kind, string? Reason = null);

/// <summary>A lot or unit counted so far; Quantity of a unit is 1.</summary>
public sealed record CountedThing(string Thing, decimal Quantity, string? Uom, bool IsInstance);

/// <summary>A place that is being counted.</summary>
public sealed record OpenCount(string Place, ImmutableList<CountedThing> Things);

/// <summary>What one reader remembers between reads.</summary>
public sealed record ReaderState
{
    /// <summary>The newest frame, for debounce: its bytes in hex and the end of its last repeat.</summary>
    public string? LastFrame { get; init; }
    public DateTimeOffset LastEnd { get; init; }
    public int Repeats { get; init; }
    public Job? Job { get; init; }

    /// <summary>From a Q barcode: of the next label, whatever its verdict.</summary>
    public decimal? Quantity { get; init; }
    public PartialLabel? Partial { get; init; }
    public ImmutableList<InHand> Hand { get; init; } = [];

    /// <summary>Where the hand goes to, while the screen asks where it came from.</summary>
    public string? Target { get; init; }

    /// <summary>The label that a question was asked about: the same again is yes, anything else is no.</summary>
    public string? Question { get; init; }

    /// <summary>What was asked, in words.</summary>
    public string? Asked { get; init; }

    /// <summary>The badge of who signed on at this reader; null where nobody did.</summary>
    public string? Operator { get; init; }

    /// <summary>The order that ended by sign-off, badge change or idle time: "still WO00012?"</summary>
    public Job? Was { get; init; }
    public OpenContainer? Open { get; init; }
    public PendingAction? Action { get; init; }
    public OpenCount? Count { get; init; }

    /// <summary>The unit that parts are installed in, at an assemble station.</summary>
    public Label? Parent { get; init; }
    public BlockedPick? Blocked { get; init; }

    /// <summary>The badge of the lead who will allow what is blocked, once a reason is scanned.</summary>
    public string? Authoriser { get; init; }

    /// <summary>The lot that the light demanded instead of the one in the hand.</summary>
    public string? Demanded { get; init; }
}

/// <summary>A container being packed.</summary>
public sealed record OpenContainer(string Sscc, ImmutableList<string> Children);

/// <summary>The events of the station's last act, by their numbers in the journal: what CMD:UNDO voids.</summary>
public sealed record Act(long First, int Count);

/// <summary>A station between two reads. Plain data: it is stored with the events that changed it.</summary>
public sealed record StationState
{
    public ImmutableDictionary<string, ReaderState> Readers { get; init; } = ImmutableDictionary<string, ReaderState>.Empty;

    /// <summary>The newest job of any reader, for readers that read no orders.</summary>
    public Job? Job { get; init; }

    /// <summary>The container that is being packed here; with several readers the first that has one.</summary>
    [JsonIgnore] public OpenContainer? Open => Readers.OrderBy(r => r.Key, StringComparer.Ordinal).Select(r => r.Value.Open).FirstOrDefault(o => o is not null);

    /// <summary>Containers that were open when their packer signed off: scanning the SSCC again goes on with them.</summary>
    public ImmutableList<OpenContainer> Left { get; init; } = [];
    public Act? Last { get; init; }

    /// <summary>When CMD:NOTFOUND was said during the last shift.</summary>
    public ImmutableList<DateTimeOffset> Searches { get; init; } = [];

    /// <summary>RFID portals of the station, by reader.</summary>
    public ImmutableDictionary<string, PortalState> Portals { get; init; } = ImmutableDictionary<string, PortalState>.Empty;

    /// <summary>Shipments that are on, or were left open, by order; only those that must be judged before they end.</summary>
    public ImmutableDictionary<string, ShipmentState> Shipments { get; init; } = ImmutableDictionary<string, ShipmentState>.Empty;

    public ReaderState Reader(string id) => Readers.GetValueOrDefault(id) ?? new ReaderState();
    public PortalState Portal(string reader) => Portals.GetValueOrDefault(reader) ?? new PortalState();
    public StationState With(string id, PortalState portal) => this with { Portals = Portals.SetItem(id, portal) };
    public StationState With(string id, ReaderState reader) => this with { Readers = Readers.SetItem(id, reader) };
}

/// <summary>The run a line is on; consume and produce stations of the line share it. Used is when anything was last mounted or made.</summary>
public sealed record LineState(string WorkOrder, DateTimeOffset Since, DateTimeOffset Used = default)
{
    /// <summary>When anything was last made.</summary>
    public DateTimeOffset Made { get; init; }
}

[JsonSerializable(typeof(StationState))]
[JsonSerializable(typeof(LineState))]
[JsonSerializable(typeof(FaceBase))]
[JsonSerializable(typeof(FaceEntry))]
[JsonSerializable(typeof(HoldEntry))]
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
public sealed partial class StationJson : JsonSerializerContext;

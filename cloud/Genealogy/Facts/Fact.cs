using System.Diagnostics.CodeAnalysis;
using Traceability.Epcis;

namespace Traceability.Cloud.Genealogy;

/// <summary>What kind of event it was, as far as links and stock ask (events.md section 3).</summary>
public enum FactKind : byte
{
    Other, Receive, CustomerReturn, Move, Pick, Ship, VoidShip, Sample, Destroy, Count, Hold, Blocked, Refused,
    Load, Make, Install, Remove, Emptied, Pack, Unpack, Declaration,
}

public enum Verdict : byte { None, Allowed, Blocked, Override }

/// <summary>A thing in an event. Quantity null is unknown; of a unit or container it is 1. Uom is a name, 0 for pieces.</summary>
public readonly record struct Goods(int Thing, decimal? Quantity, int Uom)
{
    public bool IsInstance { get; init; }
}

/// <summary>Attributes that an event states of its lot or unit; names as numbers, 0 where it is silent.</summary>
public sealed record LotFacts(int LotNumber, int SupplierLot, DateOnly? Expiry, DateOnly? BestBefore, DateOnly? Production);

/// <summary>
/// What most questions ask a fact for, read without making the fact: long answers ask tens of thousands. The members are those of <see cref="Fact"/>.
/// </summary>
public readonly record struct Glance(int BizLocation, int ReadPoint, int Run, int Document, int Party, int Parent, int Station)
{
    public int Place => BizLocation != 0 ? BizLocation : ReadPoint;
}

/// <summary>
/// One event reduced to numbers: what the genealogy keeps of it. Texts are <see cref="Names"/>, things are <see cref="Things"/>,
/// 0 respectively -1 where there is none. The event itself, with every byte, stays in the store under the commit number.
/// </summary>
public sealed record Fact
{
    internal const string UuidPrefix = "urn:uuid:";

    internal static string TextOf(Guid uuid) => string.Create(UuidPrefix.Length + 36, uuid, static (text, id) =>
    {
        UuidPrefix.CopyTo(text);
        id.TryFormat(text[UuidPrefix.Length..], out _);
    });

    public required FactKind Kind { get; init; }

    /// <summary>Made of <see cref="Uuid"/> when it is asked for: most readings of a fact ask for something else.</summary>
    [AllowNull]
    public string EventId { get => field ??= TextOf(Uuid); init; }
    public Guid Uuid { get; init; }
    public required long Commit { get; init; }

    /// <summary>Ticks of the event time as stated, UTC.</summary>
    public required long Ticks { get; init; }

    /// <summary>Ticks of the record time: when it became known.</summary>
    public required long Recorded { get; init; }

    /// <summary>Name of "gateway epoch", 0 for an event from elsewhere; and the number there.</summary>
    public int Stream { get; init; }
    public long Number { get; init; }

    /// <summary>Name of "gateway boot", whose clock the time is from.</summary>
    public int ClockSource { get; init; }

    /// <summary>How far the clock may be wrong; null is without bound.</summary>
    public decimal? ClockErrorSeconds { get; init; }
    public EventType Type { get; init; }
    public int BizStep { get; init; }
    public int BizLocation { get; init; }
    public int ReadPoint { get; init; }
    public int From { get; init; }
    public int FromRun { get; init; }
    public int FromPosition { get; init; }
    public int Run { get; init; }
    public int Position { get; init; }

    /// <summary>The document that says why: purchase order, production order, our order, return authorisation.</summary>
    public int Document { get; init; }

    /// <summary>Every document the event names, the one above included.</summary>
    public IReadOnlyList<int> Documents { get; init; } = [];

    /// <summary>Supplier of what is received or given back, customer of what is shipped.</summary>
    public int Party { get; init; }
    public TraceFeed? Feed { get; init; }
    public int Parent { get; init; } = -1;

    /// <summary>Parent of an AssociationEvent that is a place: a line, position or tank.</summary>
    public int ParentPlace { get; init; }
    public LotFacts? Lot { get; init; }
    public int Capture { get; init; }
    public int Station { get; init; }

    /// <summary>A count of a whole place: lots not listed are 0.</summary>
    public bool WholePlace { get; init; }

    /// <summary>What the light showed for a label presented at a face; None for everything else.</summary>
    public Verdict Verdict { get; init; }

    /// <summary>Name of the id of the refused read that this event completes.</summary>
    public int Completes { get; init; }

    /// <summary>persistentDisposition: words set and unset, as names.</summary>
    public IReadOnlyList<int> Set { get; init; } = [];
    public IReadOnlyList<int> Unset { get; init; } = [];

    /// <summary>Name of the id of the hold that is set or ended; 0 where the event names none.</summary>
    public int Hold { get; init; }

    /// <summary>Inputs of a transformation, children, or simply what the event is about.</summary>
    public IReadOnlyList<Goods> Goods { get; init; } = [];

    /// <summary>Outputs of a transformation.</summary>
    public IReadOnlyList<Goods> Outputs { get; init; } = [];

    public DateTimeOffset Time => new(Ticks, TimeSpan.Zero);

    /// <summary>Where it happened, whichever way the event says it.</summary>
    public int Place => BizLocation != 0 ? BizLocation : ReadPoint;

    /// <summary>Every thing the event is about, once.</summary>
    internal IEnumerable<int> Named()
    {
        // A refused read is about no thing: its epcList holds the read point, because an ObjectEvent must have one.
        if (Kind == FactKind.Refused) return [];
        if (Goods.Count == 1 && Outputs.Count == 0 && Parent < 0) return [Goods[0].Thing];
        var things = Goods.Concat(Outputs).Select(g => g.Thing);
        return (Parent < 0 ? things : things.Append(Parent)).Distinct();
    }

    /// <summary>The things that come into being here, as far as the plant is concerned: each an entry of its own.</summary>
    internal IEnumerable<int> Entering() => Kind switch
    {
        FactKind.Make => Outputs.Select(g => g.Thing).Distinct(),
        FactKind.Receive or FactKind.CustomerReturn => Goods.Select(g => g.Thing).Distinct(),
        FactKind.Install => [Parent],
        _ => [],
    };
}

namespace Traceability.Cloud.Genealogy;

/// <summary>How sure a link or a thing in an answer is (trace.md). The order is from best to worst.</summary>
public enum LinkClass : byte { Confirmed, Possible, Formerly }

/// <summary>Why a link is possible only. Its words are made when it is shown (<see cref="Explanations"/>).</summary>
public enum Reason : byte
{
    None, Mixed, ChangeOver, LeftFromRun, Clocks, NextMountedEarly, MountedEarly, EmptiedJustBefore, OtherPosition, AfterReturn,
    SeveralInOneTransformation, RecordedLater, Remainder, NotRecorded, InTank, PlugFlow, PartOfLot, ByQuantityOnly, RemovedSince, ReturnedJustBefore,
}

/// <summary>Class, reason and the reason's number (a run's name, a count, an event) in 32 bits.</summary>
public readonly record struct Why
{
    private const int MaxArgument = (1 << 24) - 1;
    private readonly uint _packed;

    public Why(LinkClass of, Reason reason = Reason.None, int argument = 0) => _packed = (uint)of | ((uint)reason << 2) | ((uint)Math.Min(argument, MaxArgument) << 8);

    public static readonly Why Sure = new(LinkClass.Confirmed);

    public static Why Maybe(Reason reason, int argument = 0) => new(LinkClass.Possible, reason, argument);

    public LinkClass Class => (LinkClass)(_packed & 3);
    public Reason Reason => (Reason)((_packed >> 2) & 63);
    public int Argument => (int)(_packed >> 8);
}

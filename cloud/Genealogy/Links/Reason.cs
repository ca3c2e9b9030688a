namespace Traceability.Cloud.Genealogy;

/// <summary>How sure a link or a thing in an answer is (trace.md). The order is from best to worst.</summary>
public enum LinkClass : byte { Confirmed, Possible, Formerly }

/// <summary>Why a link is possible only. Its words are made when it is shown (<see cref="Explanations"/>).</summary>
public enum Reason : byte
{
    None, Mixed, ChangeOver, LeftFromRun, Clocks, NextMountedEarly, MountedEarly, EmptiedJustBefore, OtherPosition, AfterReturn,
    SeveralInOneTransformation, RecordedLater, Remainder, NotRecorded, InTank, PlugFlow, PartOfLot, ByQuantityOnly, RemovedSince,
}

/// <summary>Class, reason and the reason's number (a run's name, a count) in 32 bits.</summary>
public readonly record struct Why(LinkClass Class, Reason Reason = Reason.None, int Argument = 0)
{
    private const int MaxArgument = (1 << 24) - 1;

    public static readonly Why Sure = new(LinkClass.Confirmed);

    public static Why Maybe(Reason reason, int argument = 0) => new(LinkClass.Possible, reason, Math.Min(argument, MaxArgument));

    internal uint Packed => (uint)Class | ((uint)Reason << 2) | ((uint)Argument << 8);

    internal static Why Unpack(uint packed) => new((LinkClass)(packed & 3), (Reason)((packed >> 2) & 63), (int)(packed >> 8));
}

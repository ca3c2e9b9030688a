using Traceability.Inventory;
using Traceability.Plant;

namespace Traceability.Edge.Stations;

/// <summary>
/// What one reader of a station is at, as plain data for whoever shows it: what to do next in a sentence, and what is open, asked, missing,
/// in the hand or demanded. Null and empty mean that there is none.
/// </summary>
public sealed record StationPrompt
{
    public required string Next { get; init; }
    public string? Job { get; init; }
    public string? Operator { get; init; }
    public string? Question { get; init; }
    public string? Missing { get; init; }
    public string? Container { get; init; }
    public int Packed { get; init; }
    public IReadOnlyList<string> Hand { get; init; } = [];
    public string? Parent { get; init; }
    public string? Counting { get; init; }
    public string? Action { get; init; }
    public string? DemandedLot { get; init; }

    /// <summary>What keeps the light red until it is resolved.</summary>
    public string? Blocked { get; init; }

    public static StationPrompt Of(PlantModel plant, Station station, StationState state, string reader)
    {
        var at = state.Reader(reader);
        var job = at.Job ?? state.Job;
        return new StationPrompt
        {
            Next = Step(station, at, job),
            Job = job?.Id,
            Operator = at.Operator is { } badge ? plant.People.GetValueOrDefault(badge)?.Name ?? badge : null,
            Question = at.Question is null ? null : at.Asked,
            Missing = at.Partial?.Missing,
            Container = at.Open?.Sscc,
            Packed = at.Open?.Children.Count ?? 0,
            Hand = at.Hand.ConvertAll(h => Name(h.Label)),
            Parent = at.Parent?.Serial,
            Counting = at.Count?.Place,
            Action = at.Action is { } action ? $"{action.Kind.ToString().ToLowerInvariant()}{(action.Reason is { } reason ? $": {reason}" : "")}" : null,
            DemandedLot = at.Demanded is { } lot ? RotationRules.LotText(lot) : null,
            Blocked = at.Blocked?.Text,
        };
    }

    private static string Step(Station station, ReaderState at, Job? job)
    {
        if (at.Question is not null && at.Asked is { } asked) return asked;
        if (at.Partial is { Missing: { } missing }) return $"{missing} missing: scan the label's other barcode";
        if (at.Blocked is { } blocked) return blocked.Text;
        if (at.Action is { } action) return Actions.Next(action);
        if (job is null && at.Was is { } was) return $"still {was.Id}? Scan it again, or another";
        return station.Kind switch
        {
            StationKind.Transfer when !at.Hand.IsEmpty => at.Target is null ? "scan the place it goes to" : "scan the place it comes from",
            StationKind.Pack when at.Open is { } open => $"scan what goes into {open.Sscc}, or {open.Sscc} to close it",
            StationKind.Count when at.Count is { } count => $"scan every label at {count.Place}, then CMD:DONE",
            StationKind.Assemble when at.Parent is { } parent => $"scan what is installed in serial {parent.Serial}",
            StationKind.Relabel when !at.Hand.IsEmpty => "scan the new label",
            StationKind.Receiving or StationKind.Pick or StationKind.Consume or StationKind.Produce or StationKind.Shipping or StationKind.Returns when job is not null => "scan the next label",
            _ => Commands.Awaited(station.Kind),
        };
    }

    private static string Name(Label label) => label.Sscc ?? label.Serial ?? $"lot {label.Lot}";
}

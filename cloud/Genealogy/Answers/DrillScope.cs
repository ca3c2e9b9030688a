namespace Traceability.Cloud.Genealogy;

/// <summary>Which lots a drill takes, and in words where they are others than were wanted.</summary>
public sealed record DrillScope(IReadOnlyList<int> Things, string? Note)
{
    private const int NewestDays = 30, OldestDays = 90;

    public static DrillScope All(Projection projection) => new(LotsOf(projection).ToList(), null);

    /// <summary>
    /// Lots received and used 30 to 90 days before the newest event: finished, and fresh enough to matter. Which of them, the drill's number decides, so
    /// that every drill takes others and can be repeated.
    /// </summary>
    public static DrillScope Sample(Projection projection, int count, long drill)
    {
        if (projection.Newest < 0) return new DrillScope([], "The records hold no events yet.");
        var newest = projection.Timeline.TimeOf(projection.Newest);
        var used = LotsOf(projection).Select(l => (Lot: l, Received: ReceivedOf(projection, l))).Where(l => l.Received is not null && projection.Graph.DrawsOf(l.Lot).Length > 0).ToList();
        var wanted = used.FindAll(l => l.Received >= newest.AddDays(-OldestDays) && l.Received <= newest.AddDays(-NewestDays)).ConvertAll(l => l.Lot);
        string? note = null;
        if (wanted.Count == 0)
        {
            (wanted, note) = (used.ConvertAll(l => l.Lot), $"No lot was received {NewestDays} to {OldestDays} days before the newest event and used since; these are from all that were received and used.");
            if (wanted.Count == 0) (wanted, note) = (LotsOf(projection).ToList(), "No lot was received and used yet; these are from all lots.");
        }
        else if (wanted.Count < count) note = $"Only {wanted.Count} lots were received {NewestDays} to {OldestDays} days before the newest event and used since.";
        return new DrillScope(wanted.OrderBy(l => IdTable.HashOf($"{drill} {projection.Things.Uri(l)}", declaration: false)).Take(count).ToList(), note);
    }

    private static IEnumerable<int> LotsOf(Projection projection) => Enumerable.Range(0, projection.Things.Count)
        .Where(t => projection.Things.KindOf(t) == Gs1.MaterialKind.Lot && !projection.Things.IsUnnamed(t) && projection.IsKnown(t));

    private static DateTimeOffset? ReceivedOf(Projection projection, int lot)
    {
        for (var entry = projection.Graph.FirstEntryOf(lot); entry >= 0; entry = projection.Graph.NextEntryOf(entry))
            if (projection.Graph.EventOf(entry) is >= 0 and var at && projection.Log.KindOf(at) == FactKind.Receive) return projection.Timeline.TimeOf(at);
        return null;
    }
}

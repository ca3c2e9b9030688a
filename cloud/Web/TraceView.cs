using Traceability.Cloud.Api;
using Traceability.Cloud.Genealogy;
using Traceability.Cloud.Ingest;
using Traceability.Cloud.Web.Picture;
using Traceability.Epcis;

namespace Traceability.Cloud.Web;

/// <summary>An answer as a page shows it: read off the same projection and the same trace as the API's, so that both say one thing.</summary>
public sealed class TraceView
{
    public const int RowsPerPage = 200;

    public required TraceQuestion Question { get; init; }
    public required Projection Projection { get; init; }
    public required int Seed { get; init; }
    public required TracedRow SeedRow { get; init; }
    public required TraceResult Result { get; init; }

    /// <summary>All things of the answer in the API's order: nearest first, then by id.</summary>
    public required IReadOnlyList<TracedRow> Rows { get; init; }
    public required IReadOnlyList<AffectedOrder> Orders { get; init; }
    public required IReadOnlyList<Excluded> Excluded { get; init; }
    public required CoverageView Coverage { get; init; }
    public required PlantClock Clock { get; init; }

    /// <summary>The time up to which events count.</summary>
    public required DateTimeOffset UpTo { get; init; }

    /// <summary>The event time of the newest event that counts; null where there is none.</summary>
    public required DateTimeOffset? Newest { get; init; }
    public required GenealogyPicture Picture { get; init; }

    /// <exception cref="RefusedException">The id is ambiguous or unknown, or a parameter cannot be read.</exception>
    public static TraceView Of(Records records, GatewayStates states, TimeProvider time, TraceQuestion question)
    {
        var projection = Parameters.At(records, question.AsOf, question.KnownAt);
        var seed = IdParameter.Thing(projection, question.Id);
        var result = question.Forward ? projection.Forward(seed, question.Mode) : projection.Backward(seed, question.Mode);
        var rows = result.Things.Select(t => TracedRow.Of(projection, t)).OrderBy(r => r.Depth).ThenBy(r => r.Uri, StringComparer.Ordinal).ToList();
        var seedRow = TracedRow.Of(projection, new TracedThing(seed, Why.Sure, 0, -1));
        var orders = AffectedOrder.Of(projection, Affected(projection, seed, rows, question.Forward));
        // A played day may lie ahead of this clock: then its newest event is the time up to which all is known.
        DateTimeOffset? newest = projection.Newest < 0 ? null : projection.Timeline.TimeOf(projection.Newest);
        var now = time.GetUtcNow();
        return new TraceView
        {
            Question = question,
            Projection = projection,
            Seed = seed,
            SeedRow = seedRow,
            Result = result,
            Rows = rows,
            Orders = orders,
            Excluded = Exclusion.Of(projection, seed, result, question.Forward),
            Coverage = CoverageView.Of(records, projection, states),
            Clock = new PlantClock(projection.Plant),
            UpTo = Parameters.Time(question.AsOf, "asOf") ?? (newest > now ? newest.Value : now),
            Newest = newest,
            Picture = GenealogyPicture.Of(projection, seedRow, result, rows, orders, question),
        };
    }

    // Backwards the question is what is in it: only the seed's own shipments belong to the answer.
    private static Dictionary<int, LinkClass> Affected(Projection projection, int seed, List<TracedRow> rows, bool forward)
    {
        var affected = projection.SeedsOf(seed).ToDictionary(s => s, _ => LinkClass.Confirmed);
        if (forward)
            foreach (var row in rows) affected[row.Thing] = row.Class;
        return affected;
    }

    /// <summary>The things that the table's filter and chosen box leave, before paging.</summary>
    public IReadOnlyList<TracedRow> Listed => Rows.Where(r => (Question.Box is not { } box || Picture.IsIn(r, box)) && (Question.Filter is not { } words || r.Holds(words))).ToList();

    public IReadOnlyList<TracedRow> PageOf(IReadOnlyList<TracedRow> listed) =>
        listed.SkipWhile(r => Question.After is { } after && string.CompareOrdinal(r.Key, after) <= 0).Take(RowsPerPage).ToList();

    public int Count(LinkClass linkClass, string? kind = null) => Rows.Count(r => r.Class == linkClass && (kind is null || r.Kind == kind));

    public string SeedTitle => SeedRow.Kind switch
    {
        "lot" or "unit" => $"{SeedRow.Item} {SeedRow.Kind} {SeedRow.Name}",
        "container" => $"Container {SeedRow.Name}",
        _ => $"{SeedRow.Kind} {SeedRow.Item}",
    };

    /// <summary>The seed as a person would type it, to stand in the search box; its URI where that would show otherwise than it is.</summary>
    public string Spelling => SeedRow.Kind switch
    {
        "lot" or "unit" when Projection.Plant.Items.ContainsKey(SeedRow.Item) && VisibleText.Of(SeedRow.Name) == SeedRow.Name => $"{SeedRow.Item}/{SeedRow.Name}",
        "container" => SeedRow.Name,
        _ => SeedRow.Uri,
    };

    public IReadOnlyList<Receipt> Receipts => Projection.Lives.Of(Seed).Receipts;

    /// <summary>Where the seed came from, in words; null where no record says.</summary>
    public string? Origin
    {
        get
        {
            if (Receipts is [var receipt, ..] && Projection.Log[receipt.Fact] is var first)
                return $"Received {Clock.Minute(first.Time)} from {Projection.PartyOf(first.Party) ?? "a supplier not recorded"}{(Projection.DocumentOf(first.Document) is { } po ? $", order {po}" : "")}"
                    + (first.Lot?.Expiry is { } expiry ? $", use by {expiry:yyyy-MM-dd}" : "");
            if (Projection.Lives.Of(Seed).Birth is not (>= 0 and var index)) return null;
            var birth = Projection.Log[index];
            var order = Projection.Log.Names[birth.Run] is { } run ? Vocabulary.WorkOrderOfRun(run) : null;
            return $"Made {Clock.Minute(birth.Time)} at {Projection.PlaceOf(birth.Place) ?? "a place not recorded"}{(order is null ? "" : $", work order {order}")}";
        }
    }

    public string NameOf(int thing) => $"{Projection.ItemOf(thing)} {Projection.Things[thing].Extension}";
}

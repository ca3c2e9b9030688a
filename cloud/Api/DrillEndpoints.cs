using System.Globalization;
using Traceability.Cloud.Drills;
using Traceability.Cloud.Genealogy;

namespace Traceability.Cloud.Api;

/// <summary>Exactly one of them: a lot, a unit, a sample of so many lots, or every lot.</summary>
public sealed record DrillQuestion(string? Lot, string? Unit, int? Sample, bool? All);

/// <summary>Drills: started, watched, listed with their score, cancelled.</summary>
public static class DrillEndpoints
{
    private const int LargestSample = 1000;

    public static void MapDrills(this IEndpointRouteBuilder api)
    {
        api.MapPost("/api/v1/drills", Start).WithSummary("Starts a drill of a lot, a unit, a sample or every lot; one runs at a time").Produces<DrillReport>(202).ProducesProblem(400).ProducesProblem(404).ProducesProblem(409);
        api.MapGet("/api/v1/drills", List).WithSummary("All drills with their score, the newest first; without the single things");
        api.MapGet("/api/v1/drills/{id}", Get).WithSummary("A drill: its progress while it runs, then the five questions, gaps in words, balance and completeness").Produces<DrillReport>().ProducesProblem(404);
        api.MapDelete("/api/v1/drills/{id}", Cancel).WithSummary("Cancels a running drill; what it has checked is kept").Produces(202).ProducesProblem(404).ProducesProblem(409);
        api.MapGet("/drills/{id}", (Records records, DrillLoop loop, string id) => Results.Content(DrillPage.Of(Found(loop, id), records.Plant), "text/html; charset=utf-8")).ExcludeFromDescription();
    }

    private static IResult Start(Records records, DrillLoop loop, DrillQuestion question)
    {
        var asked = new[] { question.Lot is not null, question.Unit is not null, question.Sample is not null, question.All == true }.Count(a => a);
        if (asked != 1) throw new RefusedException(400, asked == 0 ? "missing-parameter" : "contradiction", "", "Exactly one of lot, unit, sample and all is expected, for example {\"sample\": 20}.");
        if (question.Sample is < 1 or > LargestSample) throw RefusedException.Malformed("sample", question.Sample.Value.ToString(CultureInfo.InvariantCulture), $"1 to {LargestSample} is expected; for more there is all");
        var thing = question.Lot is not null ? Thing(records, question.Lot, "lot") : question.Unit is not null ? Thing(records, question.Unit, "unit") : null;
        var report = loop.Ask(new DrillOrder(thing, question.Sample, question.All == true))
            ?? throw new RefusedException(409, "drill-running", "", $"Drill {loop.Current?.Id} is running; one runs at a time. Wait for it or cancel it.");
        return Results.Accepted($"/api/v1/drills/{report.Id}", report);
    }

    private static string Thing(Records records, string id, string field)
    {
        var projection = records.Now();
        var thing = IdParameter.Thing(projection, id, field);
        var kind = projection.Things.KindOf(thing);
        if (kind != (field == "lot" ? Gs1.MaterialKind.Lot : Gs1.MaterialKind.Unit)) throw new RefusedException(400, $"not-a-{field}", field, $"'{id}' is a {IdParameter.KindOf(kind)} and no {field}.");
        return projection.Things.Uri(thing);
    }

    // The one that runs is shown as it stands, not as it was last written down.
    private static Page<DrillReport> List(DrillLoop loop, DrillStore store, int? perPage, string? nextPageToken) =>
        Parameters.Page(store.All().Select(d => loop.Current is { } current && current.Id == d.Id ? current : d).ToList(), perPage, nextPageToken);

    private static DrillReport Get(DrillLoop loop, string id) => Found(loop, id);

    private static IResult Cancel(DrillLoop loop, string id)
    {
        var report = Found(loop, id);
        if (!loop.Cancel(report.Id)) throw new RefusedException(409, "drill-ended", "id", $"Drill {id} has ended already; it is kept as it is.");
        return Results.Accepted($"/api/v1/drills/{report.Id}", report);
    }

    private static DrillReport Found(DrillLoop loop, string id) =>
        (long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? loop.Find(number) : null) ?? throw new RefusedException(404, "unknown-drill", "id", $"There is no drill '{id}'; GET /api/v1/drills lists them.");
}

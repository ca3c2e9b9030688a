using Traceability.Cloud.Genealogy;

namespace Traceability.Cloud.Api;

/// <summary>Most: causes in the answer, 1 to 256; 50 where it is left out.</summary>
public sealed record SuspectQuestion(IReadOnlyList<string>? Failing, IReadOnlyList<string>? Good, int? Most);

/// <summary>From failing units to what they share.</summary>
public static class SuspectEndpoints
{
    private const int DefaultMost = 50;

    public static void MapSuspects(this IEndpointRouteBuilder api) =>
        api.MapPost("/api/v1/suspects", Suspects).WithSummary("From failing units the causes that they share more often than good units do: lots at any depth, suppliers, runs, lines, stations, hours and shifts")
            .Produces<SuspectAnswer>().ProducesProblem(400).ProducesProblem(404);

    private static SuspectAnswer Suspects(Records records, SuspectQuestion question)
    {
        if (question.Failing is not { Count: > 0 }) throw RefusedException.Missing("failing", "the units that failed, for example [\"PMP-90/100001\", \"PMP-90/100017\"]");
        if (question.Most is < 1 or > Genealogy.Suspects.Most)
            throw RefusedException.Malformed("most", question.Most.Value.ToString(System.Globalization.CultureInfo.InvariantCulture), $"1 to {Genealogy.Suspects.Most} is expected");
        var projection = records.Now();
        var failing = Units(projection, question.Failing, "failing");
        var good = question.Good is { } given ? Units(projection, given, "good") : null;
        if (good?.FirstOrDefault(failing.Contains, -1) is { } both and >= 0)
            throw new RefusedException(400, "contradiction", "good", $"The unit {projection.NameOf(both)} is among the failing and among the good units; it can be one of them only.");
        using var suspects = new Suspects(projection);
        var answer = suspects.Of(failing, good);
        return answer with { Causes = answer.Causes.Take(question.Most ?? DefaultMost).ToList() };
    }

    private static HashSet<int> Units(Projection projection, IReadOnlyList<string> ids, string field)
    {
        var units = new HashSet<int>();
        for (var i = 0; i < ids.Count; i++)
        {
            var thing = IdParameter.Thing(projection, ids[i], $"{field}[{i}]");
            if (!projection.Things.IsUnit(thing))
                throw new RefusedException(400, "not-a-unit", $"{field}[{i}]", $"'{ids[i]}' is a {IdParameter.KindOf(projection.Things[thing].Kind)}; units are compared with units.");
            units.Add(thing);
        }
        return units;
    }
}

using Traceability.Cloud.Api;
using Traceability.Cloud.Genealogy;
using Candidate = Traceability.Cloud.Api.Candidate;

namespace Traceability.Cloud.Web;

/// <summary>A text that is not one thing: what it may have meant, or a sentence why nothing is found.</summary>
public sealed record ChooseView(string Plant, TraceQuestion Question, int Status, string Sentence, bool Found, IReadOnlyList<Candidate> Candidates, IReadOnlyList<Candidate> Begins)
{
    private const int MaxBegins = 50;

    /// <summary>Shorter texts begin too many things.</summary>
    private const int MinBegins = 3;

    public static ChooseView Of(Projection projection, TraceQuestion question, RefusedException refused)
    {
        var text = question.Id;
        var shipped = InOrder(projection, text);
        if (shipped.Count > 0)
            return new ChooseView(projection.Plant.Name, question, 300, $"Order {text} left with {TraceWords.Count(shipped.Count, "container")}; choose the one to trace.", true, shipped, []);
        var begins = refused.Status != 404 || text.Length < MinBegins ? [] : Enumerable.Range(0, projection.Things.Count)
            .Where(t => projection.Things[t].Extension is { } name && name != text && name.StartsWith(text, StringComparison.OrdinalIgnoreCase))
            .Take(MaxBegins).Select(t => IdParameter.CandidateOf(projection, t)).ToList();
        return new ChooseView(projection.Plant.Name, question, refused.Status, refused.Message, refused.Status == 300, refused.Candidates, begins);
    }

    // A person who types an order's number means what left with it.
    private static List<Candidate> InOrder(Projection projection, string order) =>
        projection.Placement.Shipments.Where(s => s.Container is not null && s.Order is not null && Projection.DocumentOf(s.Order) == order)
            .Select(s => IdParameter.CandidateOf(projection, s.Container!.Value)).DistinctBy(c => c.Id).ToList();
}

using Traceability.Cloud.Api;
using Traceability.Cloud.Genealogy;
using Traceability.Gs1;
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
        projection.InOrder().Where(f => projection.Log.KindOf(f) == FactKind.Ship).Select(f => projection.Log[f]).Where(f => f.Document != 0 && projection.DocumentOf(f.Document) == order)
            .SelectMany(f => f.Goods).Where(g => projection.Things.KindOf(g.Thing) == MaterialKind.Container).Select(g => IdParameter.CandidateOf(projection, g.Thing)).DistinctBy(c => c.Id).ToList();
}

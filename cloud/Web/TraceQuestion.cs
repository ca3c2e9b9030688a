using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.Primitives;
using Traceability.Cloud.Api;
using Traceability.Cloud.Genealogy;

namespace Traceability.Cloud.Web;

/// <summary>
/// What the address of a trace page asks for. All state of the page is in it: opened boxes, the filter and the place in the
/// table, so that a page can be kept, sent and printed as it was seen.
/// </summary>
public sealed record TraceQuestion(string Id, bool Forward)
{
    /// <summary>More opened boxes than this are no address any more.</summary>
    private const int MaxOpen = 40;

    public TraceMode Mode { get; init; }
    public string? AsOf { get; init; }
    public string? KnownAt { get; init; }

    /// <summary>Keys of opened boxes; one that fits no box of today's records is passed over.</summary>
    public IReadOnlyList<string> Open { get; init; } = [];

    /// <summary>The box whose things alone the table lists.</summary>
    public string? Box { get; init; }

    /// <summary>Words that rows of the table must hold.</summary>
    public string? Filter { get; init; }

    /// <summary>The table goes on after this row's key.</summary>
    public string? After { get; init; }

    /// <exception cref="RefusedException">A direction or mode that does not exist.</exception>
    public static TraceQuestion Of(IQueryCollection query)
    {
        string? direction = One(query["direction"]), mode = One(query["mode"]);
        if (direction is not (null or "forward" or "backward")) throw RefusedException.Malformed("direction", direction, "forward or backward is expected");
        if (mode is not (null or "defect" or "contamination")) throw RefusedException.Malformed("mode", mode, "defect or contamination is expected");
        return new TraceQuestion(One(query["id"])?.Trim(' ') ?? "", direction != "backward")
        {
            Mode = mode == "contamination" ? TraceMode.Contamination : TraceMode.Defect,
            AsOf = One(query["asOf"]),
            KnownAt = One(query["knownAt"]),
            Open = query["open"].OfType<string>().Where(o => o.Length > 0).Distinct().Take(MaxOpen).ToList(),
            Box = One(query["box"]),
            Filter = One(query["q"]),
            After = One(query["after"]),
        };
    }

    private static string? One(StringValues values) => values is [{ Length: > 0 } first, ..] ? first : null;

    public string Direction => Forward ? "forward" : "backward";

    /// <summary>The page's address, with what a link changes changed by <c>with</c> before.</summary>
    public string Href(string path = "/trace")
    {
        var query = Asked();
        foreach (var open in Open) query.Add("open", open);
        if (Box is not null) query.Add("box", Box);
        if (Filter is not null) query.Add("q", Filter);
        if (After is not null) query.Add("after", After);
        return path + query;
    }

    /// <summary>The same question to the API, or another path of the same parameters.</summary>
    public string Api(string path = "/api/v1/trace") => path + Asked();

    private QueryBuilder Asked()
    {
        var query = new QueryBuilder { { "id", Id }, { "direction", Direction } };
        if (Mode == TraceMode.Contamination) query.Add("mode", "contamination");
        if (AsOf is not null) query.Add("asOf", AsOf);
        if (KnownAt is not null) query.Add("knownAt", KnownAt);
        return query;
    }

    public TraceQuestion Opened(string box) => this with { Open = [.. Open, box], Box = null, After = null };

    /// <summary>Folding a box folds what was opened inside it, whose keys begin with its own.</summary>
    public TraceQuestion Folded(string box) => this with { Open = Open.Where(o => o != box && !o.StartsWith(box + "|", StringComparison.Ordinal)).ToList(), Box = null, After = null };

    public static string To(string id, bool forward = true) => new TraceQuestion(id, forward).Href();
}

using Traceability.Cloud.Genealogy;

namespace Traceability.Cloud.Web;

/// <summary>The answer in one sentence, so that who reads nothing else still knows how many, how sure and to whom.</summary>
internal static class TraceWords
{
    public static string Sentence(TraceView view)
    {
        var parts = new List<string> { string.Join(", ", Things(view)) };
        if (view.Question.Forward) parts.Add(view.Orders.Count == 0 ? "nothing of it shipped" : $"{Count(view.Orders.Count, "order")}, {Count(Customers(view), "customer")}");
        else if (Suppliers(view) is var suppliers and > 0) parts.Add(Count(suppliers, "supplier"));
        if (view.Excluded.Count > 0) parts.Add($"{Count(view.Excluded.Count, "neighbour")} excluded");
        return string.Join("; ", parts);
    }

    /// <summary>Said where nothing was found: up to when the records were looked through, never a blank.</summary>
    public static string Nothing(TraceView view)
    {
        var upTo = view.Newest is { } newest && (view.Question.AsOf is null || newest < view.UpTo) ? newest : view.UpTo;
        return view.Question.Forward ? $"none recorded up to {view.Clock.Minute(upTo)}: nothing was made of it yet" : $"none recorded up to {view.Clock.Minute(upTo)}: no record says what went into it";
    }

    private static IEnumerable<string> Things(TraceView view)
    {
        if (view.Rows.Count == 0)
        {
            yield return Nothing(view);
            yield break;
        }
        foreach (var kind in new[] { "unit", "lot", "container" })
        {
            int confirmed = view.Count(LinkClass.Confirmed, kind), possible = view.Count(LinkClass.Possible, kind), formerly = view.Count(LinkClass.Formerly, kind);
            if (confirmed + possible + formerly == 0) continue;
            yield return $"{Count(confirmed, kind)} confirmed" + (possible > 0 ? $", {possible:N0} possible" : "") + (formerly > 0 ? $", {formerly:N0} formerly" : "");
        }
    }

    public static int Customers(TraceView view) => view.Orders.Select(o => o.Customer).Distinct().Count();

    public static int Suppliers(TraceView view) =>
        view.Rows.Select(r => r.Thing).Append(view.Seed).SelectMany(t => view.Projection.Lives.Of(t).Receipts).Select(r => view.Projection.Log[r.Fact].Party).Where(p => p != 0).Distinct().Count();

    public static string Count(int count, string noun) => $"{count:N0} {noun}{(count == 1 ? "" : "s")}";

    public static string Quantity(decimal quantity, string? uom) => uom is null or "EA" ? $"{quantity:#,0.###}" : $"{quantity:#,0.###} {Unit(uom)}";

    // The commonest codes of UN/ECE Recommendation 20 as people write them; any other is shown as it is.
    private static string Unit(string uom) => uom switch
    {
        "KGM" => "kg",
        "GRM" => "g",
        "TNE" => "t",
        "LTR" => "l",
        "MTR" => "m",
        _ => uom,
    };
}

using System.Globalization;
using System.Text;
using Traceability.Cloud.Genealogy;
using Traceability.Cloud.Store;

namespace Traceability.Cloud.Api;

/// <summary>How much the genealogy holds, taken when it last caught up: who asks for figures waits for nobody's turn.</summary>
public sealed record RecordsFigures(long Commit, int Events, int Things, int Entries, long Links, int Edges, int Members, long FactBytes, long LinkBytes, long MentionBytes)
{
    public static RecordsFigures Of(Projection projection) => new(projection.Log.Commit, projection.Log.Count, projection.Things.Count, projection.Graph.EntryCount, projection.Graph.LinkCount,
        projection.Graph.EdgeCount, projection.Graph.MemberCount, projection.Log.Bytes, projection.Graph.Bytes, projection.Bytes - projection.Graph.Bytes);
}

/// <summary>Figures for whoever watches the service, as Prometheus text (version 0.0.4).</summary>
public static class MetricsEndpoints
{
    public static void MapMetrics(this IEndpointRouteBuilder api) => api.MapGet("/metrics", Metrics).ExcludeFromDescription();

    private static IResult Metrics(IEventStore store, RecordsFollower follower, TurnFigures turns, RecallBook recalls)
    {
        var text = new StringBuilder();
        var figures = follower.Figures;
        void Tell(string name, string type, string help, params (string Labels, double Value)[] values)
        {
            text.Append(CultureInfo.InvariantCulture, $"# HELP traceability_{name} {help}\n# TYPE traceability_{name} {type}\n");
            foreach (var (labels, value) in values) text.Append(CultureInfo.InvariantCulture, $"traceability_{name}{labels} {value:0.######}\n");
        }
        Tell("commit", "gauge", "Newest commit of the store.", ("", store.LastCommit));
        Tell("catch_up_lag_commits", "gauge", "Commits that the genealogy has not taken in yet.", ("", store.LastCommit - Math.Max(0, figures?.Commit ?? 0)));
        if (figures is not null)
        {
            Tell("events", "gauge", "Events in the genealogy.", ("", figures.Events));
            Tell("things", "gauge", "Lots, units, containers and items.", ("", figures.Things));
            Tell("entries", "gauge", "Comings-into-being of things.", ("", figures.Entries));
            Tell("links", "gauge", "Links from a thing to what has drawn from it.", ("", figures.Links));
            Tell("edges", "gauge", "Sets of draws that entries share, and their members.", ("{of=\"edges\"}", figures.Edges), ("{of=\"members\"}", figures.Members));
            Tell("memory_bytes", "gauge", "Memory by what it holds.", ("{of=\"facts\"}", figures.FactBytes), ("{of=\"links\"}", figures.LinkBytes), ("{of=\"mentions\"}", figures.MentionBytes));
        }
        Tell("questions_total", "counter", "Questions that had their turn at the records.", ("", turns.Questions));
        Tell("turn_seconds_total", "counter", "Time that the records were busy with questions.", ("", turns.Seconds));
        Tell("recalls_changed", "gauge", "Saved recalls whose scope has changed, as far as was looked.", ("", recalls.ChangedCount));
        Tell("gateway_missing_records", "gauge", "Numbers of a gateway that have not arrived.", [.. store.Gateways().GroupBy(g => g.Gateway).Select(g => ($"{{gateway=\"{Label(g.Key)}\"}}", (double)g.Sum(s => s.Missing.Count)))]);
        return Results.Text(text.ToString(), "text/plain; version=0.0.4; charset=utf-8");
    }

    private static string Label(string text) => text.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}

using Traceability.Tests.Benchmarks.Trace;
using Traceability.Tests.Delivery;

namespace Traceability.Tests.Benchmarks.Face;

/// <summary>How long a hold takes from the request in the cloud to the red of the next scan at a face, through store, broker and gateway on one machine.</summary>
internal static class HoldFigures
{
    private const int Warming = 50, Rounds = 500;
    private const double RedAim = 300;

    public static async Task<IReadOnlyList<Figure>> RunAsync()
    {
        await using var face = await HeldFace.OpenAsync();
        var (answered, red) = (new List<double>(), new List<double>());
        for (var round = 0; round < Warming + Rounds; round++)
        {
            var times = await face.HoldAsync();
            if (round < Warming) continue;
            answered.Add(times.Answered.TotalMilliseconds);
            red.Add(times.Red.TotalMilliseconds);
        }
        var (all, asked) = (Latency.Of(red), Latency.Of(answered));
        return
        [
            new Figure("hold in the cloud → red at the face, p99", all.P99, "ms", asked.P99, "ms until the API answers, the hold in the store", RedAim, all.P99 <= RedAim),
            new Figure("hold in the cloud → red at the face, median", all.Median, "ms", asked.Median, "ms until the API answers", null, null),
        ];
    }
}

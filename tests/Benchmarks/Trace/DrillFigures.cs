using System.Diagnostics;

namespace Traceability.Tests.Benchmarks.Trace;

/// <summary>The nightly drill of a whole plant of 50,000 lots, while its gateways go on sending.</summary>
internal static class DrillFigures
{
    private const int Lots = 50_000, Seed = 20260304, EventsEachTick = 10;
    private const double AimSeconds = 60;

    public static async Task<IEnumerable<Figure>> OfAsync(TraceEngine engine)
    {
        await using var tracer = engine.Empty();
        var generator = new Generator(Seed, long.MaxValue);
        using var story = generator.Events().GetEnumerator();
        tracer.Load(Told());
        using var drilled = new CancellationTokenSource();
        var live = AppendAsync(tracer, story, drilled.Token);
        var watch = Stopwatch.StartNew();
        var count = await Task.Run(() => tracer.Drill());
        var seconds = watch.Elapsed.TotalSeconds;
        await drilled.CancelAsync();
        var appended = await live;
        if (count < Lots) throw new InvalidOperationException($"{count} lots were drilled instead of {Lots}");
        return
        [
            EngineFigures.AtMost($"drill of all {Lots} lots beside live events", seconds, "s", AimSeconds),
            new("live events taken in meanwhile", appended / seconds, "/s", null, null, null, null),
        ];

        IEnumerable<Cloud.Store.StoredEvent> Told()
        {
            while (generator.Graph.Lots <= Lots && story.MoveNext()) yield return story.Current;
        }
    }

    // A thousand events a second, as a large plant sends them at its busiest.
    private static async Task<long> AppendAsync(ITracer tracer, IEnumerator<Cloud.Store.StoredEvent> story, CancellationToken drilled)
    {
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        var appended = 0L;
        try
        {
            while (await tick.WaitForNextTickAsync(drilled))
                for (var i = 0; i < EventsEachTick && story.MoveNext(); i++, appended++) tracer.Append(story.Current);
        }
        catch (OperationCanceledException)
        {
            // The drill is done, and with it the reason to go on.
        }
        return appended;
    }
}

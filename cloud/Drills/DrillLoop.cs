using Traceability.Cloud.Genealogy;

namespace Traceability.Cloud.Drills;

/// <summary>
/// Runs drills one at a time: every lot each night at two o'clock plant time, and what a person asks for in between. It asks the records in short turns, so
/// that questions and new events go on beside it, and keeps its report as it goes.
/// </summary>
public sealed class DrillLoop(Records records, DrillStore store, TimeProvider time) : BackgroundService
{
    private const int NightHour = 2;

    /// <summary>Progress is written down this often; a report of every lot is not rewritten for each of them.</summary>
    private static readonly TimeSpan KeepEvery = TimeSpan.FromSeconds(1);
    internal static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(20);

    private readonly Lock _one = new();
    private readonly SemaphoreSlim _asked = new(0);
    private CancellationTokenSource? _cancel;
    private DrillReport? _current;

    /// <summary>Accepts a drill; null where one is running already.</summary>
    public DrillReport? Ask(DrillOrder order)
    {
        lock (_one)
        {
            if (_current is not null) return null;
            _cancel = new CancellationTokenSource();
            _current = store.Begin(order, time.GetUtcNow());
            _asked.Release();
            return _current;
        }
    }

    /// <summary>The drill as it stands this moment, whether it still runs or is kept.</summary>
    public DrillReport? Find(long id)
    {
        lock (_one)
            if (_current is { } current && current.Id == id) return current;
        return store.Find(id);
    }

    public DrillReport? Current
    {
        get
        {
            lock (_one) return _current;
        }
    }

    /// <summary>Ends the running drill after the thing that it is at; false where it does not run.</summary>
    public bool Cancel(long id)
    {
        lock (_one)
        {
            if (_current?.Id != id) return false;
            _cancel!.Cancel();
            return true;
        }
    }

    /// <summary>The next two o'clock of the plant's clock; where the clocks skip that hour, what follows it.</summary>
    public static DateTimeOffset NextNight(DateTimeOffset now, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(now, zone);
        var night = local.Date.AddHours(NightHour);
        for (var next = local.DateTime < night ? night : night.AddDays(1); ; next = next.AddMinutes(30))
            if (!zone.IsInvalidTime(next)) return new DateTimeOffset(next, zone.GetUtcOffset(next)).ToUniversalTime();
    }

    /// <summary>Before anybody can ask: a drill that runs in the file has been cut off.</summary>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var left in store.All().Where(d => d.State == DrillState.Running && d.Id != Current?.Id))
            store.Keep((store.Find(left.Id) ?? left) with { State = DrillState.Interrupted, Note = $"The service stopped when {left.Checked} of {left.Total} were checked; start it again to have it whole." });
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var zone = TimeZoneInfo.TryFindSystemTimeZoneById(records.Plant.TimeZone, out var known) ? known : TimeZoneInfo.Utc;
        var night = NextNight(time.GetUtcNow(), zone);
        while (!stoppingToken.IsCancellationRequested)
        {
            var wait = night - time.GetUtcNow();
            if (wait <= TimeSpan.Zero)
            {
                // One that a person asked for at this moment comes first; the night's follows it.
                if (Ask(new DrillOrder(null, null, All: true)) is not null) night = NextNight(time.GetUtcNow(), zone);
            }
            else if (!await AskedAsync(wait, stoppingToken)) continue;
            else _asked.Release();
            if (await _asked.WaitAsync(TimeSpan.Zero, stoppingToken)) await RunAsync(stoppingToken);
        }
    }

    // An hour at a time: a clock that is set, or a machine that slept, is noticed.
    private async Task<bool> AskedAsync(TimeSpan wait, CancellationToken stop) =>
        await _asked.WaitAsync(wait < TimeSpan.FromHours(1) ? wait : TimeSpan.FromHours(1), stop);

    private async Task RunAsync(CancellationToken stop)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, _cancel!.Token);
        var begun = time.GetTimestamp();
        var report = Current!;
        try
        {
            report = await new DrillRun(records, report, time, Turn, KeepEvery, Progress).RunAsync(either.Token) with { State = DrillState.Done };
        }
        catch (OperationCanceledException)
        {
            report = Current! with
            {
                State = stop.IsCancellationRequested ? DrillState.Interrupted : DrillState.Cancelled,
                Note = stop.IsCancellationRequested ? "The service was stopped before all were checked." : "It was cancelled before all were checked.",
            };
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // A fault in one answer must not end the nightly drills: it is the finding of this one.
            report = Current! with { State = DrillState.Failed, Note = $"It ended with a fault: {e.Message}" };
        }
        report = report with { Ended = time.GetUtcNow(), Seconds = Math.Round(time.GetElapsedTime(begun).TotalSeconds, 3) };
        store.Keep(report);
        lock (_one) _current = null;
    }

    private void Progress(DrillReport report, bool keep)
    {
        lock (_one) _current = report;
        if (keep) store.Keep(report);
    }

    public override void Dispose()
    {
        _asked.Dispose();
        base.Dispose();
    }
}

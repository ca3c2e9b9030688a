using System.Data.Common;
using Traceability.Cloud.Genealogy;
using Traceability.Cloud.Store;

namespace Traceability.Cloud.Api;

/// <summary>
/// Takes new commits into the genealogy as they come, so that the first question after a commit finds them there, and keeps it for the next
/// start: every hour, and when the service stops.
/// </summary>
public sealed class RecordsFollower(IEventStore store, Records records, TimeProvider time, ILogger<RecordsFollower> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1), KeepEvery = TimeSpan.FromHours(1);

    /// <summary>What the genealogy held when it last caught up; null before the first time.</summary>
    public RecordsFigures? Figures { get; private set; }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Not on the thread that starts the service: what is stored already may take a while.
        await Task.Yield();
        var kept = time.GetTimestamp();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await store.WaitAfterAsync(Figures?.Commit ?? -1, stoppingToken);
                await CatchUpAsync(stoppingToken);
                if (time.GetElapsedTime(kept) < KeepEvery) continue;
                await KeepAsync(stoppingToken);
                kept = time.GetTimestamp();
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception e) when (e is StoreException or DbException or IOException)
            {
                log.LogError("The store cannot be read, trying again: {Reason}", e.Message);
                await Task.Delay(Pause, time, stoppingToken);
            }
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await KeepAsync(cancellationToken);
    }

    private async Task CatchUpAsync(CancellationToken stop)
    {
        var isFirst = Figures is null;
        using (await records.EnterAsync(stop)) Figures = RecordsFigures.Of(records.Now());
        if (!isFirst) return;
        if (records.SnapshotFault is { } fault) log.LogWarning("The snapshot of the genealogy was not used, {Fault}; all of it was made from the store.", fault);
        // What sleeps since the start is recalled line by line, and between two of them whoever asks has his turn.
        for (var more = true; more;)
            using (await records.EnterAsync(stop)) more = records.WakeOne();
    }

    private async Task KeepAsync(CancellationToken stop)
    {
        try
        {
            using var lease = await records.EnterAsync(stop);
            records.Keep();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or OperationCanceledException)
        {
            log.LogWarning("The genealogy was not kept for the next start, which will take longer: {Reason}", e.Message);
        }
    }
}

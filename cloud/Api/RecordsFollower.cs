using System.Data.Common;
using Traceability.Cloud.Genealogy;
using Traceability.Cloud.Store;

namespace Traceability.Cloud.Api;

/// <summary>Takes new commits into the genealogy as they come, so that the first question after a commit finds them there.</summary>
public sealed class RecordsFollower(IEventStore store, Records records, TimeProvider time, ILogger<RecordsFollower> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>What the genealogy held when it last caught up; null before the first time.</summary>
    public RecordsFigures? Figures { get; private set; }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Not on the thread that starts the service: what is stored already may take a while.
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await store.WaitAfterAsync(Figures?.Commit ?? -1, stoppingToken);
                using var lease = await records.EnterAsync(stoppingToken);
                Figures = RecordsFigures.Of(records.Now());
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
}

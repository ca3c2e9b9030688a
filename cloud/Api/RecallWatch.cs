using System.Data.Common;
using Traceability.Cloud.Genealogy;

namespace Traceability.Cloud.Api;

/// <summary>Looks now and then whether what became known changes a saved recall, so that nobody has to ask for it to be seen.</summary>
public sealed class RecallWatch(RecallBook book, Records records, TimeProvider time, ILogger<RecallWatch> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var changed = new HashSet<string>(StringComparer.Ordinal);
        using var timer = new PeriodicTimer(Pause, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) await LookAsync(changed, stoppingToken);
        }
        catch (OperationCanceledException)
        {
            // The service stops.
        }
    }

    // A turn for each recall, so that questions come in between.
    private async Task LookAsync(HashSet<string> changed, CancellationToken stop)
    {
        try
        {
            foreach (var recall in book.All())
            {
                using var lease = await records.EnterAsync(stop);
                if ((await book.CompareAsync(records, recall)).Changed && changed.Add(recall.Id)) log.LogWarning("Scope of recall {Recall} changed", recall.Id);
            }
        }
        catch (Exception e) when (e is DbException or IOException)
        {
            log.LogError("The recalls cannot be compared, trying again: {Reason}", e.Message);
        }
    }
}

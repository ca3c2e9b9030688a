using Microsoft.Data.Sqlite;
using Traceability.Cloud.Store;
using Traceability.Epcis;

namespace Traceability.Cloud.Capture;

/// <summary>
/// Works off the capture jobs, one after the other in the order they were accepted. A job and its document are on disk before they
/// were accepted, and taking the same event twice has no second effect: what a restart interrupts is simply done again.
/// </summary>
internal sealed class CaptureLoop(ICaptureStore store, TimeProvider time, ILogger<CaptureLoop> log) : BackgroundService
{
    /// <summary>Events in one transaction where a job may be stored in parts; the gateways' batches get their turn between.</summary>
    private const int Chunk = 200;

    /// <summary>Errors that a job lists; the rest are counted.</summary>
    private const int MostErrors = 1000;

    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _bell = new(0);

    /// <summary>There is a new job.</summary>
    public void Ring() => _bell.Release();

    public override void Dispose()
    {
        base.Dispose();
        _bell.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (store.NextCapture() is not { } next) await _bell.WaitAsync(stoppingToken);
                else Work(next.Job, next.Document, stoppingToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception e) when (e is SqliteException or IOException)
            {
                // A full disk is relieved by a person; the job waits for that.
                log.LogError("A capture job could not be stored and is tried again: {Reason}", e.Message);
                await Task.Delay(RetryDelay, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private void Work(CaptureJob job, byte[] body, CancellationToken stop)
    {
        try
        {
            var document = CaptureDocument.Read(body);
            var errors = new CaptureErrors(job.Proceed, MostErrors);
            if (job.Proceed) InChunks(job, document, errors, stop);
            else Whole(job, document, errors);
        }
        catch (EpcisRefusedException refused)
        {
            // Only a newer build that is stricter than the one which accepted the job comes here.
            Fail(job, refused.Problem);
        }
        catch (Exception e) when (e is not (OperationCanceledException or SqliteException or IOException))
        {
            // A fault of ours must not stop the jobs behind it.
            log.LogError(e, "Capture job {Job} failed", job.Id);
            Fail(job, EpcisProblem.Fault("The server could not work the document off; nothing more of it was stored. Its operator finds the reason in the log."));
        }
    }

    private void Fail(CaptureJob job, EpcisProblem problem) => store.Capture([], whole: true, _ => new CaptureEnd(job.Number, false, EpcisProblem.Write([problem])));

    private void Whole(CaptureJob job, CaptureDocument document, CaptureErrors errors)
    {
        var (events, positions) = Read(document, 0, document.Count, errors);
        if (errors.Any)
        {
            store.Capture([], whole: true, _ => errors.End(job));
            return;
        }
        store.Capture(events, whole: true, outcomes =>
        {
            errors.AddConflicts(outcomes, events, positions);
            return errors.End(job);
        });
    }

    private void InChunks(CaptureJob job, CaptureDocument document, CaptureErrors errors, CancellationToken stop)
    {
        var at = 0;
        do
        {
            stop.ThrowIfCancellationRequested();
            var (events, positions) = Read(document, at, Math.Min(Chunk, document.Count - at), errors);
            at += Chunk;
            store.Capture(events, whole: false, outcomes =>
            {
                errors.AddConflicts(outcomes, events, positions);
                return at < document.Count ? null : errors.End(job);
            });
        }
        while (at < document.Count);
    }

    private static (List<CapturedEvent> Events, List<int> Positions) Read(CaptureDocument document, int from, int count, CaptureErrors errors)
    {
        var bytes = document.Context;
        var context = EventContext.Read(bytes);
        var (events, positions) = (new List<CapturedEvent>(count), new List<int>(count));
        for (var i = from; i < from + count; i++)
            try
            {
                var read = ForeignReader.Read(document.Event(i), context, null, $"{CaptureDocument.EventList}/{i}");
                events.Add(new CapturedEvent(read, document.Event(i).ToArray(), bytes));
                positions.Add(i);
            }
            catch (EventFormatException fault)
            {
                errors.Add(i, fault);
            }
        return (events, positions);
    }
}

using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Traceability.Cloud.Genealogy;

namespace Traceability.Cloud.Api;

/// <summary>For endpoints that are given the records and ask them nothing, or last as long as their reader stays.</summary>
public sealed class OutOfTurn
{
    public static readonly OutOfTurn Marker = new();

    private OutOfTurn() { }
}

/// <summary>How often the records were asked, and for how long they were busy with it.</summary>
public sealed class TurnFigures
{
    private long _questions;
    private long _ticks;

    public long Questions => Interlocked.Read(ref _questions);
    public double Seconds => TimeSpan.FromTicks(Interlocked.Read(ref _ticks)).TotalSeconds;

    public void Add(TimeSpan taken)
    {
        Interlocked.Increment(ref _questions);
        Interlocked.Add(ref _ticks, taken.Ticks);
    }
}

/// <summary>
/// Whoever answers from the records has them alone until the answer's last byte is made (<see cref="Records.Lease"/>): an endpoint with a
/// parameter of type <see cref="Records"/>. Bytes go into a pipe that never makes the answer wait, and on to the caller
/// as fast as that one reads: it has the first of them before the last is made, and a slow reader keeps nobody waiting.
/// </summary>
public sealed class RecordsTurn(RequestDelegate next, Records records, TurnFigures figures, TimeProvider time)
{
    private static readonly PipeOptions Unbounded = new(pauseWriterThreshold: 0);

    public async Task InvokeAsync(HttpContext context)
    {
        if (!Asks(context.GetEndpoint()))
        {
            await next(context);
            return;
        }
        try
        {
            await TakeBodyAsync(context);
            await AnswerAsync(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller went away: there is nobody left to answer to, and no fault in that.
        }
    }

    private static bool Asks(Endpoint? endpoint) => endpoint is not null && endpoint.Metadata.GetMetadata<OutOfTurn>() is null
        && endpoint.Metadata.GetMetadata<System.Reflection.MethodInfo>() is { } handler && handler.GetParameters().Any(p => p.ParameterType == typeof(Records));

    // Read before the turn begins: a slow sender must not hold it either.
    private static async Task TakeBodyAsync(HttpContext context)
    {
        if (context.Request.ContentLength is null or 0 && !context.Request.Headers.ContainsKey("Transfer-Encoding")) return;
        context.Request.EnableBuffering();
        await context.Request.Body.DrainAsync(context.RequestAborted);
        context.Request.Body.Position = 0;
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var caller = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        var body = new PipedBody(new Pipe(Unbounded), caller);
        context.Features.Set<IHttpResponseBodyFeature>(body);
        var copying = body.CopyAsync();
        try
        {
            using var lease = await records.EnterAsync(context.RequestAborted);
            var began = time.GetTimestamp();
            try
            {
                await next(context);
                await body.CompleteAsync();
            }
            finally
            {
                figures.Add(time.GetElapsedTime(began));
            }
        }
        catch
        {
            // What was not flushed is dropped, so that a refusal in the middle of a first page is still an answer of its own.
            await body.BreakOffAsync();
            throw;
        }
        finally
        {
            await copying;
            context.Features.Set(caller);
        }
    }

    /// <summary>The answer's body while it is made. Only what was flushed is seen by the copying side.</summary>
    private sealed class PipedBody(Pipe pipe, IHttpResponseBodyFeature caller) : IHttpResponseBodyFeature
    {
        private bool _ended;

        public Stream Stream { get; } = pipe.Writer.AsStream(leaveOpen: true);
        public PipeWriter Writer => pipe.Writer;

        public async Task CopyAsync()
        {
            try
            {
                await pipe.Reader.CopyToAsync(caller.Writer);
                await pipe.Reader.CompleteAsync();
            }
            catch (Exception e) when (e is IOException or OperationCanceledException)
            {
                // The caller does not take any more: what is still made goes nowhere, and does not wait for anyone.
                await pipe.Reader.CompleteAsync();
            }
        }

        public async Task CompleteAsync()
        {
            if (_ended) return;
            _ended = true;
            await pipe.Writer.FlushAsync();
            await pipe.Writer.CompleteAsync();
        }

        public async Task BreakOffAsync()
        {
            if (_ended) return;
            _ended = true;
            await pipe.Writer.CompleteAsync(new IOException("The answer broke off."));
        }

        public void DisableBuffering() => caller.DisableBuffering();
        public Task StartAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;
        public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) => SendFileFallback.SendFileAsync(Stream, path, offset, count, cancellationToken);
    }
}

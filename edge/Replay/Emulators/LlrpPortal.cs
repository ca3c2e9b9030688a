using System.Net.Sockets;
using Traceability.Edge.Devices;
using Traceability.Edge.Devices.Llrp;

namespace Traceability.Edge.Replay;

/// <summary>
/// An RFID portal: an LLRP server for one client. It sends tags only once the client has configured it, started its
/// inventory and released held reports, as a real reader would.
/// </summary>
public sealed class LlrpPortal : IEmulator
{
    private readonly LoopbackServer _server;
    private readonly Lock _lock = new();
    private readonly TimeSpan _keepalive;
    private LlrpPortalClient? _client;
    private TaskCompletionSource<LlrpPortalClient> _started = NewStart();
    private readonly Plant.PhotoEye _eye;
    private uint _message;

    /// <summary>The eye is what the portal's door has; whatever it is wired to, the emulated one is wired to the reader.</summary>
    public LlrpPortal(string path, TimeSpan? keepalive = null, Plant.PhotoEye? eye = null)
    {
        _eye = eye ?? new Plant.PhotoEye(1, null, null, false);
        _keepalive = keepalive ?? TimeSpan.FromMilliseconds(LlrpRequests.KeepaliveMilliseconds);
        _server = new LoopbackServer(path, ServeAsync);
    }

    /// <summary>What it answers to the question how its input stands. Unknown, unless a test says otherwise: a replay sends every beam itself, as a read.</summary>
    public byte InputState { get; set; } = 2;

    /// <summary>Keep-alives that clients have answered.</summary>
    public int KeepalivesAnswered { get; private set; }

    public async Task SendAsync(ReadOnlyMemory<byte> data, TagSighting? tag, CancellationToken stop)
    {
        var report = LlrpAnswers.Report(Interlocked.Increment(ref _message), data.Span, tag ?? new TagSighting(1, -50), Now());
        await SendRawAsync(report.ToBytes(), stop).ConfigureAwait(false);
    }

    /// <summary>Something breaks the photo-eye's beam, or leaves it.</summary>
    public Task SendBeamAsync(bool isBroken, CancellationToken stop) =>
        SendRawAsync(LlrpAnswers.Input(Interlocked.Increment(ref _message), Now(), _eye.Gpi ?? 1, isBroken != _eye.ActiveLow).ToBytes(), stop);

    /// <summary>Bytes as they are, once a client has started its inventory.</summary>
    public async Task SendRawAsync(ReadOnlyMemory<byte> bytes, CancellationToken stop)
    {
        Task<LlrpPortalClient> started;
        lock (_lock) started = _started.Task;
        await (await started.WaitAsync(stop).ConfigureAwait(false)).SendAsync(bytes, stop).ConfigureAwait(false);
    }

    // What a dead client had not read went with its connection.
    public Task DiscardAsync() => Task.CompletedTask;

    public void Dispose() => _server.Dispose();

    private async Task ServeAsync(Socket socket, CancellationToken stop)
    {
        using var client = new LlrpPortalClient(socket);
        bool mine;
        lock (_lock)
        {
            mine = _client is null;
            if (mine) _client = client;
        }
        var greeting = LlrpAnswers.ConnectionAttempt(Interlocked.Increment(ref _message), Now(), mine ? (ushort)0 : LlrpAnswers.Held);
        if (!mine)
        {
            await client.SendAsync(greeting.ToBytes(), stop).ConfigureAwait(false);
            return;
        }
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
        try
        {
            await client.SendAsync(greeting.ToBytes(), stop).ConfigureAwait(false);
            _ = KeepaliveLoopAsync(client, ended.Token);
            while (await client.ReceiveAsync(stop).ConfigureAwait(false) is { } message)
                if (!await AnswerAsync(client, message, stop).ConfigureAwait(false)) break;
        }
        finally
        {
            await ended.CancelAsync().ConfigureAwait(false);
            lock (_lock) (_client, _started) = (null, _started.Task.IsCompleted ? NewStart() : _started);
        }
    }

    private async Task<bool> AnswerAsync(LlrpPortalClient client, LlrpMessage message, CancellationToken stop)
    {
        switch (message.Type)
        {
            case LlrpType.KeepaliveAck:
                KeepalivesAnswered++;
                return true;
            case LlrpType.CloseConnection:
                return false;
            case LlrpType.GetReaderConfig:
                await client.SendAsync(LlrpAnswers.InputState(message, _eye.Gpi ?? 1, InputState).ToBytes(), stop).ConfigureAwait(false);
                return true;
            default:
                if (client.Answer(message) is { } answer) await client.SendAsync(answer.ToBytes(), stop).ConfigureAwait(false);
                if (client.Reports) lock (_lock) _started.TrySetResult(client);
                return true;
        }
    }

    private async Task KeepaliveLoopAsync(LlrpPortalClient client, CancellationToken stop)
    {
        try
        {
            using var timer = new PeriodicTimer(_keepalive);
            while (await timer.WaitForNextTickAsync(stop).ConfigureAwait(false))
            {
                var keepalive = LlrpAnswers.Keepalive(Interlocked.Increment(ref _message)).ToBytes();
                if (client.WantsKeepalive) await client.SendAsync(keepalive, stop).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // The client is gone.
        }
    }

    private static ulong Now() => (ulong)(TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    private static TaskCompletionSource<LlrpPortalClient> NewStart() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

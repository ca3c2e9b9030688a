using System.Net.Sockets;
using Traceability.Edge.Devices;

namespace Traceability.Edge.Replay;

/// <summary>What the link asks of its gateway.</summary>
public interface IReplayedGateway
{
    string Code { get; }
    long LastNumber { get; }
    IReadOnlyDictionary<string, long> ReadNumbers { get; }
    bool HasApplied(string gateway, long number);
    bool IsMarked { get; }
}

/// <summary>
/// A gateway's end of the replay: keeps the clock, awaits reads by number and answers when they are taken. A frame that
/// nobody awaits is what a killed process left in a device; the replay sends its read again, so it is not taken twice.
/// </summary>
public sealed class ReplayLink(string socketPath, ReplayClock clock, IReplayedGateway gateway)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(1);
    private readonly Lock _lock = new();
    private (string Reader, long N)? _expected;
    private TaskCompletionSource<long>? _taken;

    /// <summary>Whether the frame is the one awaited. Called by the loop that takes frames.</summary>
    public bool Admits(Frame frame)
    {
        lock (_lock) return _expected is { } expected && expected.Reader == $"{frame.Station}.{frame.Reader}";
    }

    /// <summary>The frame is dealt with.</summary>
    public void Took(long n)
    {
        lock (_lock)
        {
            _expected = null;
            _taken?.TrySetResult(n);
        }
    }

    /// <summary>Serves the replay until stopped; connects again when the replay is restarted.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                using var socket = await LineSocket.ConnectAsync(socketPath, stop);
                await ServeAsync(socket, stop);
            }
            catch (Exception e) when (e is SocketException or IOException or OperationCanceledException && !stop.IsCancellationRequested)
            {
                // The replay is not there (yet, or any more): it comes back with the same socket.
            }
            lock (_lock) _expected = null;
            await Task.Delay(50, stop);
        }
    }

    private async Task ServeAsync(LineSocket socket, CancellationToken stop)
    {
        await SayAsync(socket, new GatewayWord { Hello = gateway.Code, Reads = new(gateway.ReadNumbers) }, stop);
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var next = socket.ReceiveAsync(ReplayJson.Default.ReplayOrder, stop);
        while (await next is { } order)
        {
            // Orders are answered one by one, so a line that arrives before the answer can only be the end of the replay.
            next = socket.ReceiveAsync(ReplayJson.Default.ReplayOrder, stop);
            var answer = AnswerAsync(socket, order, gone.Token);
            if (await Task.WhenAny(answer, next) == next && await next is null)
            {
                await gone.CancelAsync();
                return;
            }
            await answer;
        }
    }

    private async Task AnswerAsync(LineSocket socket, ReplayOrder order, CancellationToken stop)
    {
        if (order.Advance is { } time) clock.Advance(time);
        if (order.Expect is { } reader) await ExpectAsync(socket, reader, order, stop);
        else if (order.Settle)
        {
            while (!gateway.IsMarked) await Task.Delay(Poll, stop);
            await SayAsync(socket, new GatewayWord { Settled = true }, stop);
        }
        else await SayAsync(socket, new GatewayWord { Advanced = true }, stop);
    }

    private async Task ExpectAsync(LineSocket socket, string reader, ReplayOrder order, CancellationToken stop)
    {
        foreach (var (peer, number) in order.After ?? [])
            while (!gateway.HasApplied(peer, number)) await Task.Delay(Poll, stop);
        TaskCompletionSource<long> taken = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock) (_expected, _taken) = ((reader, order.N), taken);
        await SayAsync(socket, new GatewayWord { Ready = reader }, stop);
        await SayAsync(socket, new GatewayWord { Taken = await taken.Task.WaitAsync(stop) }, stop);
    }

    private Task SayAsync(LineSocket socket, GatewayWord word, CancellationToken stop) =>
        socket.SendAsync(word with { Last = gateway.LastNumber }, ReplayJson.Default.GatewayWord, stop);
}

using System.Collections.Concurrent;
using System.Net.Sockets;

namespace Traceability.Edge.Replay;

/// <summary>The gateway's process ended, or its socket did: whoever waits for it starts over from what is durable.</summary>
public sealed class GatewayGoneException(string gateway) : Exception($"gateway {gateway} is gone")
{
    public string Gateway { get; } = gateway;
}

/// <summary>
/// The replay's end of the control sockets: accepts gateways as they come (and come again), and gives each one's durable
/// numbers and the answers to orders.
/// </summary>
internal sealed class GatewayControl : IDisposable
{
    private readonly Socket _listener;
    private readonly ConcurrentDictionary<string, (LineSocket Socket, GatewayWord Hello)> _gateways = new(StringComparer.Ordinal);
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public GatewayControl(string path)
    {
        File.Delete(path);
        _listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        _listener.Bind(new UnixDomainSocketEndPoint(path));
        _listener.Listen(64);
    }

    public async Task AcceptAsync(CancellationToken stop)
    {
        while (true)
        {
            var socket = new LineSocket(await _listener.AcceptAsync(stop));
            if (await socket.ReceiveAsync(ReplayJson.Default.GatewayWord, stop) is { Hello: { } gateway } hello)
            {
                if (_gateways.TryGetValue(gateway, out var before)) before.Socket.Dispose();
                _gateways[gateway] = (socket, hello);
                Interlocked.Exchange(ref _changed, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
            }
            else socket.Dispose();
        }
    }

    /// <summary>What the gateway said when it came: its durable reads and newest number. Waits until it is there.</summary>
    public async Task<GatewayWord> HelloAsync(string gateway, CancellationToken stop)
    {
        while (true)
        {
            var changed = _changed.Task;
            if (_gateways.TryGetValue(gateway, out var there)) return there.Hello;
            await changed.WaitAsync(stop);
        }
    }

    /// <exception cref="GatewayGoneException">The socket closed: nothing is known of the order.</exception>
    public async Task OrderAsync(string gateway, ReplayOrder order, CancellationToken stop)
    {
        try
        {
            if (_gateways.TryGetValue(gateway, out var there))
            {
                await there.Socket.SendAsync(order, ReplayJson.Default.ReplayOrder, stop);
                return;
            }
        }
        catch (IOException)
        {
            Forget(gateway);
        }
        throw new GatewayGoneException(gateway);
    }

    /// <inheritdoc cref="OrderAsync"/>
    public async Task<GatewayWord> AnswerAsync(string gateway, CancellationToken stop)
    {
        if (_gateways.TryGetValue(gateway, out var there) && await there.Socket.ReceiveAsync(ReplayJson.Default.GatewayWord, stop) is { } word) return word;
        Forget(gateway);
        throw new GatewayGoneException(gateway);
    }

    /// <summary>Ends the connection: a gateway that still lives comes again and says what is durable now.</summary>
    public void Forget(string gateway)
    {
        if (_gateways.TryRemove(gateway, out var gone)) gone.Socket.Dispose();
    }

    public void Dispose()
    {
        _listener.Dispose();
        foreach (var (socket, _) in _gateways.Values) socket.Dispose();
    }
}

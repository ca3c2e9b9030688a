using System.Net.Sockets;
using Traceability.Edge.Devices.Tcp;
using Traceability.Messaging;

namespace Traceability.Edge.Devices.Llrp;

/// <summary>
/// One connection to a reader, message by message. The clock for "the reader is silent" starts anew with every whole
/// message only: a reader that drips single bytes is as dead as one that sends none.
/// </summary>
internal sealed class LlrpConnection : IDisposable
{
    private readonly Socket _socket;
    private readonly HostPort _place;
    private readonly TimeSpan _patience;
    private readonly LlrpFrames _codec = new();
    private readonly Queue<LlrpMessage> _messages = new();
    private readonly List<LlrpMessage> _fed = [];
    private readonly byte[] _buffer = new byte[8192];
    private readonly CancellationTokenSource _watch;
    private readonly CancellationToken _stop;

    private LlrpConnection(Socket socket, HostPort place, TimeSpan patience, CancellationToken stop)
    {
        (_socket, _place, _patience, _stop) = (socket, place, patience, stop);
        _watch = CancellationTokenSource.CreateLinkedTokenSource(stop);
    }

    public static async Task<LlrpConnection> OpenAsync(HostPort place, TimeSpan patience, CancellationToken stop) =>
        new(await TcpConnection.OpenAsync(place, stop).ConfigureAwait(false), place, patience, stop);

    public async Task SendAsync(LlrpMessage message)
    {
        var bytes = message.ToBytes();
        for (var sent = 0; sent < bytes.Length;)
            sent += await WatchedAsync(_socket.SendAsync(bytes.AsMemory(sent), SocketFlags.None, _watch.Token)).ConfigureAwait(false);
    }

    /// <exception cref="DeviceException">The reader is gone, silent, or speaks no LLRP.</exception>
    public async Task<LlrpMessage> ReceiveAsync()
    {
        _watch.CancelAfter(_patience);
        while (_messages.Count == 0)
        {
            var count = await WatchedAsync(_socket.ReceiveAsync(_buffer, SocketFlags.None, _watch.Token)).ConfigureAwait(false);
            if (count == 0) throw DeviceException.Missing($"{_place} closed the connection");
            Feed(count);
        }
        return _messages.Dequeue();
    }

    /// <summary>A last message on the way out, if the network takes it at once; nobody waits for the answer.</summary>
    public void SayGoodbye(LlrpMessage message)
    {
        _socket.Blocking = false;
        _ = _socket.Send(message.ToBytes(), SocketFlags.None, out _);
    }

    public void Dispose()
    {
        _socket.Dispose();
        _watch.Dispose();
    }

    private async ValueTask<int> WatchedAsync(ValueTask<int> transfer)
    {
        try
        {
            return await transfer.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!_stop.IsCancellationRequested)
        {
            throw DeviceException.Missing($"{_place} has been silent for {_patience.TotalSeconds:0.#} s");
        }
    }

    private void Feed(int count)
    {
        _fed.Clear();
        try
        {
            _codec.Feed(_buffer.AsSpan(0, count), _fed);
        }
        catch (LlrpFormatException e)
        {
            throw DeviceException.Faulted($"{_place} is no LLRP reader: {e.Message}");
        }
        foreach (var message in _fed) _messages.Enqueue(message);
    }
}

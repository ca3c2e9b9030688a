using System.Net.Sockets;

namespace Traceability.Edge.Replay;

/// <summary>
/// A stack light that is not there: it speaks its protocol byte by byte on a loopback port whose address it leaves at the
/// conventional place. It keeps its lamps when its host goes away, as the real ones do. Disposing it is pulling its plug.
/// </summary>
public abstract class EmulatedTower : IDisposable
{
    private readonly LoopbackServer _server;
    private readonly Lock _lock = new();
    private readonly List<byte[]> _messages = [];

    protected EmulatedTower(string path) => _server = new LoopbackServer(path, ServeAsync);

    /// <summary>Every message taken, oldest first.</summary>
    public IReadOnlyList<byte[]> Messages
    {
        get { lock (_lock) return [.. _messages]; }
    }

    /// <summary>It takes commands and answers nothing: a device that hangs.</summary>
    public bool IsMute { get; set; }

    /// <summary>It refuses every command in its protocol's words.</summary>
    public bool Refuses { get; set; }

    public void Dispose()
    {
        _server.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>The length of the first message in the bytes, or null while it is not complete.</summary>
    protected abstract int? LengthOf(ReadOnlySpan<byte> bytes);

    protected abstract byte[] Answer(ReadOnlySpan<byte> message);

    private async Task ServeAsync(Socket client, CancellationToken stop)
    {
        var buffer = new byte[1024];
        var filled = 0;
        while (await client.ReceiveAsync(buffer.AsMemory(filled), stop).ConfigureAwait(false) is > 0 and var count)
        {
            filled += count;
            while (LengthOf(buffer.AsSpan(0, filled)) is { } length && length <= filled)
            {
                var message = buffer[..length];
                lock (_lock) _messages.Add(message);
                if (!IsMute) await LoopbackServer.SendAsync(client, Answer(message), stop).ConfigureAwait(false);
                filled -= length;
                buffer.AsSpan(length, filled).CopyTo(buffer);
            }
        }
    }
}

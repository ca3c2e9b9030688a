using System.Net.Sockets;
using Traceability.Edge.Devices.Llrp;

namespace Traceability.Edge.Replay;

/// <summary>The portal's side of one connection: what the client has configured so far, and the answers that follow from it.</summary>
internal sealed class LlrpPortalClient(Socket socket) : IDisposable
{
    private const ushort WrongOrder = 101;
    private enum RoSpec { None, Disabled, Inactive, Active }

    private readonly LlrpFrames _codec = new();
    private readonly List<LlrpMessage> _messages = [];
    private readonly byte[] _buffer = new byte[4096];
    private readonly SemaphoreSlim _sending = new(1);
    private RoSpec _roSpec;
    private bool _released;
    private int _next;

    public bool WantsKeepalive { get; private set; }
    public bool Reports => _roSpec == RoSpec.Active && _released;

    public LlrpMessage? Answer(LlrpMessage request)
    {
        var done = request.Type switch
        {
            LlrpType.SetReaderConfig => WantsKeepalive = true,
            LlrpType.DeleteRoSpec => Go(_roSpec, RoSpec.None),
            LlrpType.AddRoSpec => Go(RoSpec.None, RoSpec.Disabled),
            LlrpType.EnableRoSpec => Go(RoSpec.Disabled, RoSpec.Inactive),
            LlrpType.StartRoSpec => Go(RoSpec.Inactive, RoSpec.Active),
            LlrpType.EnableEventsAndReports => _released = true,
            _ => false,
        };
        return request.Type == LlrpType.EnableEventsAndReports ? null : LlrpAnswers.Response(request, done ? (ushort)0 : WrongOrder);
    }

    /// <summary>Null when the client is gone.</summary>
    public async Task<LlrpMessage?> ReceiveAsync(CancellationToken stop)
    {
        while (_next == _messages.Count)
        {
            (_next, var count) = (0, await socket.ReceiveAsync(_buffer, stop).ConfigureAwait(false));
            if (count == 0) return null;
            _messages.Clear();
            _codec.Feed(_buffer.AsSpan(0, count), _messages);
        }
        return _messages[_next++];
    }

    /// <summary>One message at a time: keep-alives and reports come from different places.</summary>
    /// <exception cref="IOException">The client is gone.</exception>
    public async Task SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken stop)
    {
        try
        {
            await _sending.WaitAsync(stop).ConfigureAwait(false);
        }
        catch (ObjectDisposedException)
        {
            throw new IOException("the portal's client is gone");
        }
        try
        {
            await LoopbackServer.SendAsync(socket, bytes, stop).ConfigureAwait(false);
        }
        finally
        {
            _sending.Release();
        }
    }

    // A report may be under way while the client leaves: it ends first, it is only a few bytes.
    public void Dispose()
    {
        _sending.Wait();
        _sending.Dispose();
    }

    private bool Go(RoSpec from, RoSpec to)
    {
        if (_roSpec != from) return false;
        _roSpec = to;
        return true;
    }
}

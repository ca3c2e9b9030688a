using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Traceability.Edge.Devices;
using Traceability.Edge.Devices.Serial;
using Traceability.Edge.Devices.TcpListen;
using Traceability.Plant;

namespace Traceability.Tests.Devices;

/// <summary>Who may call: one scanner at a time, the same one again at any time.</summary>
public sealed class TcpListenReaderTests : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly Channel<Frame> _frames = Channel.CreateUnbounded<Frame>();
    private readonly CancellationTokenSource _stop = new();
    private readonly TcpListenReader _reader;
    private readonly Task _running;
    private readonly int _port;

    public TcpListenReaderTests()
    {
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            _port = ((IPEndPoint)probe.LocalEndpoint).Port;
        }
        _reader = new TcpListenReader("st", "r", $"0.0.0.0:{_port}", new ManualClock(), new SerialFrames(Framing.Line));
        _running = _reader.RunAsync(_frames.Writer, _stop.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.WaitAsync(s_patience);
        _stop.Dispose();
    }

    [Fact]
    public async Task The_same_scanner_takes_its_own_place_and_a_stranger_is_turned_away()
    {
        await UntilAsync($"listens on 0.0.0.0:{_port}; the scanner has not called yet");
        using var scanner = await CallAsync("127.0.0.1");
        await scanner.SendAsync("lost half"u8.ToArray());
        await UntilAsync("reads from 127.0.0.1:");

        using var stranger = await CallAsync("127.0.0.2");
        Assert.Equal(0, await stranger.ReceiveAsync(new byte[1]).WaitAsync(s_patience));

        // Its power was cut, so the first connection was never closed; nothing of it may run into the first read of the second.
        using var again = await CallAsync("127.0.0.1");
        await again.SendAsync("AB\r"u8.ToArray());
        Assert.Equal("AB"u8.ToArray(), (await _frames.Reader.ReadAsync().AsTask().WaitAsync(s_patience)).Data.ToArray());
        Assert.Equal(0, await scanner.ReceiveAsync(new byte[1]).WaitAsync(s_patience));

        again.Close();
        await UntilAsync("the scanner has gone and not called again");
        using var other = await CallAsync("127.0.0.2");
        await other.SendAsync("CD\r"u8.ToArray());
        Assert.Equal("CD"u8.ToArray(), (await _frames.Reader.ReadAsync().AsTask().WaitAsync(s_patience)).Data.ToArray());
    }

    private async Task<Socket> CallAsync(string from)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
        await socket.ConnectAsync(IPAddress.Loopback, _port);
        return socket;
    }

    private async Task UntilAsync(string text)
    {
        for (var waited = 0; waited < 5000 && !_reader.Status.Text.Contains(text, StringComparison.Ordinal); waited++) await Task.Delay(1);
        Assert.Contains(text, _reader.Status.Text, StringComparison.Ordinal);
    }
}

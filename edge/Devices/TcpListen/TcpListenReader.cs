using System.Net.Sockets;
using System.Threading.Channels;
using Traceability.Edge.Devices.Serial;
using Traceability.Edge.Devices.Tcp;

namespace Traceability.Edge.Devices.TcpListen;

/// <summary>
/// A fixed scanner that calls the gateway. It frames as a serial scanner does, so the codec is SerialFrames; the connection is a
/// port that stays open while scanners come and go.
/// </summary>
public sealed class TcpListenReader : IReader
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5), PlaceLooked = TimeSpan.FromMilliseconds(250);

    private readonly string _device;
    private readonly DeviceLoop _loop;
    private readonly ScanSink _sink;

    /// <summary>The device is address:port of this machine, or the path of a file that holds it.</summary>
    public TcpListenReader(string station, string id, string device, TimeProvider clock, SerialFrames codec)
    {
        (Station, Id, _device) = (station, id, device);
        _loop = new DeviceLoop(TimeProvider.System, LongestPause);
        _sink = new ScanSink(station, id, codec, clock, _loop);
    }

    public string Station { get; }
    public string Id { get; }
    public DeviceStatus Status => _loop.Status;

    public Task RunAsync(ChannelWriter<Frame> frames, CancellationToken stop) => _loop.RunAsync(ended => SessionAsync(frames, ended), stop);

    private async Task SessionAsync(ChannelWriter<Frame> frames, CancellationToken stop)
    {
        var place = NetworkPlace.Locate(_device);
        using var port = TcpListenConnection.Open(place);
        _loop.Show(DeviceState.Missing, $"listens on {place}; the scanner has not called yet");
        while (true)
        {
            // The file that names the place may name another by now; a scanner that is connected is left in peace.
            while (await Task.WhenAny(port.NextAsync(stop), Task.Delay(PlaceLooked, stop)).ConfigureAwait(false) != port.NextAsync(stop))
                if (NetworkPlace.Locate(_device) != place) return;
            await ServeAsync(port, await port.TakeAsync(stop).ConfigureAwait(false), frames, stop).ConfigureAwait(false);
            _loop.Show(DeviceState.Missing, $"listens on {place}; the scanner has gone and not called again");
        }
    }

    private async Task ServeAsync(TcpListenConnection port, Socket? scanner, ChannelWriter<Frame> frames, CancellationToken stop)
    {
        while (scanner is not null)
        {
            using var present = scanner;
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
            var address = TcpListenConnection.AddressOf(present);
            _sink.Begin($"{present.RemoteEndPoint}");
            var reading = SocketScan.ReadLoopAsync(present, _sink, $"{address}", frames, ended.Token);
            scanner = await SuccessorAsync(port, address, reading, stop).ConfigureAwait(false);
            await ended.CancelAsync().ConfigureAwait(false);
            await EndOf(reading, stop).ConfigureAwait(false);
        }
    }

    // Null when the scanner went; another socket when the same scanner called anew.
    private static async Task<Socket?> SuccessorAsync(TcpListenConnection port, System.Net.IPAddress? address, Task reading, CancellationToken stop)
    {
        while (await Task.WhenAny(reading, port.NextAsync(stop)).ConfigureAwait(false) != reading)
        {
            var caller = await port.TakeAsync(stop).ConfigureAwait(false);
            if (Equals(TcpListenConnection.AddressOf(caller), address)) return caller;
            caller.Dispose();
        }
        return null;
    }

    // However the connection ended, the port stays open; only a stop or a fault of the program goes on up.
    private static async Task EndOf(Task reading, CancellationToken stop)
    {
        try
        {
            await reading.ConfigureAwait(false);
        }
        catch (Exception e) when (e is DeviceException or SocketException or OperationCanceledException && !stop.IsCancellationRequested)
        {
            // The caller shows that the scanner is gone.
        }
    }
}

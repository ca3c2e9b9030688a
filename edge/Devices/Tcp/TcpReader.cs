using System.Threading.Channels;
using Traceability.Edge.Devices.Serial;

namespace Traceability.Edge.Devices.Tcp;

/// <summary>
/// A fixed scanner that listens on the network and sends what it reads. It frames as a serial scanner does, so the codec is
/// SerialFrames; the connection is a socket, and NetworkPlace says where it is found.
/// </summary>
public sealed class TcpReader : IReader
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly string _device;
    private readonly DeviceLoop _loop;
    private readonly ScanSink _sink;

    /// <summary>The device is host:port, or the path of a file that holds it.</summary>
    public TcpReader(string station, string id, string device, TimeProvider clock, SerialFrames codec)
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
        using var socket = await TcpConnection.OpenAsync(place, stop).ConfigureAwait(false);
        _sink.Begin(place.ToString());
        await SocketScan.ReadLoopAsync(socket, _sink, place.ToString(), frames, stop).ConfigureAwait(false);
    }
}

using System.Threading.Channels;
using Traceability.Edge.Devices.Linux;

namespace Traceability.Edge.Devices.Serial;

/// <summary>
/// A scanner on a serial line or a USB port that looks like one. Three parts, as in every folder beside this one: the pure
/// codec (SerialFrames), the connection (SerialConnection) and the device, which reopens after unplugging.
/// </summary>
public sealed class SerialReader : IReader
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(500);

    private readonly string _path;
    private readonly uint _baud;
    private readonly DeviceLoop _loop;
    private readonly ScanSink _sink;

    public SerialReader(string station, string id, string path, TimeProvider clock, SerialFrames codec, uint baud = Plant.Reader.DefaultBaud)
    {
        (Station, Id, _path, _baud) = (station, id, path, baud);
        _loop = new DeviceLoop(TimeProvider.System, LongestPause);
        _sink = new ScanSink(station, id, codec, clock, _loop);
    }

    public string Station { get; }
    public string Id { get; }
    public DeviceStatus Status => _loop.Status;

    public Task RunAsync(ChannelWriter<Frame> frames, CancellationToken stop) => _loop.RunAsync(async ended =>
    {
        using var device = SerialConnection.Open(_path, _baud);
        _sink.Begin(_path);
        await ScanThread.RunAsync(device, _sink, frames, ended).ConfigureAwait(false);
    }, stop);
}

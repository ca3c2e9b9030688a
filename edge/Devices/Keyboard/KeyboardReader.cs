using System.Threading.Channels;
using Traceability.Edge.Devices.Linux;

namespace Traceability.Edge.Devices.Keyboard;

/// <summary>A USB scanner in keyboard mode: pure codec (KeyboardFrames), connection with grab (KeyboardConnection), and the device here.</summary>
public sealed class KeyboardReader : IReader
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(500);

    private readonly string _path;
    private readonly Emulation _emulation;
    private readonly DeviceLoop _loop;
    private readonly ScanSink _sink;

    public KeyboardReader(string station, string id, string path, Emulation emulation, TimeProvider clock, KeyboardFrames codec)
    {
        (Station, Id, _path, _emulation) = (station, id, path, emulation);
        _loop = new DeviceLoop(TimeProvider.System, LongestPause);
        _sink = new ScanSink(station, id, codec, clock, _loop, codec.Layout);
    }

    public string Station { get; }
    public string Id { get; }
    public DeviceStatus Status => _loop.Status;

    public Task RunAsync(ChannelWriter<Frame> frames, CancellationToken stop) => _loop.RunAsync(async ended =>
    {
        using var device = KeyboardConnection.Open(_path, _emulation, out var name);
        _sink.Begin(name);
        await ScanThread.RunAsync(device, _sink, frames, ended).ConfigureAwait(false);
    }, stop);
}

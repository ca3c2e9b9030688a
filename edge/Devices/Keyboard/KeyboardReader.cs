using System.Threading.Channels;
using Traceability.Edge.Devices.Linux;

namespace Traceability.Edge.Devices.Keyboard;

/// <summary>Whether a FIFO of records may stand in for the device: never, where one is found, or it must be one.</summary>
public enum EmulatedKeys { Never, Allowed, Always }

/// <summary>A USB scanner in keyboard mode: pure codec (KeyboardFrames), connection with grab (KeyboardConnection), and the device here.</summary>
public sealed class KeyboardReader : IReader
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(500);

    private readonly string _path;
    private readonly EmulatedKeys _emulated;
    private readonly DeviceLoop _loop;
    private readonly ScanSink _sink;

    public KeyboardReader(string station, string id, string path, EmulatedKeys emulated, TimeProvider clock, KeyboardFrames? codec = null)
    {
        (Station, Id, _path, _emulated) = (station, id, path, emulated);
        _loop = new DeviceLoop(TimeProvider.System, LongestPause);
        _sink = new ScanSink(station, id, codec ?? new KeyboardFrames(), clock, _loop);
    }

    public string Station { get; }
    public string Id { get; }
    public DeviceStatus Status => _loop.Status;

    public Task RunAsync(ChannelWriter<Frame> frames, CancellationToken stop) => _loop.RunAsync(async ended =>
    {
        using var device = KeyboardConnection.Open(_path, _emulated, out var name);
        _sink.Begin(name);
        await ScanThread.RunAsync(device, _sink, frames, ended).ConfigureAwait(false);
    }, stop);
}

using System.Threading.Channels;
using Traceability.Edge.Devices.Linux;

namespace Traceability.Edge.Devices.HidPos;

/// <summary>A USB scanner in HID-POS mode: pure codec (HidPosFrames by HidPosLayout), connection (HidPosConnection), and the device here.</summary>
public sealed class HidPosReader : IReader
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(500);

    private readonly string _path;
    private readonly Emulation _emulation;
    private readonly HidPosFrames _codec;
    private readonly DeviceLoop _loop;
    private readonly ScanSink _sink;

    public HidPosReader(string station, string id, string path, Emulation emulation, TimeProvider clock, HidPosFrames? codec = null)
    {
        (Station, Id, _path, _emulation, _codec) = (station, id, path, emulation, codec ?? new HidPosFrames());
        _loop = new DeviceLoop(TimeProvider.System, LongestPause);
        _sink = new ScanSink(station, id, _codec, clock, _loop);
    }

    public string Station { get; }
    public string Id { get; }
    public DeviceStatus Status => _loop.Status;

    public Task RunAsync(ChannelWriter<Frame> frames, CancellationToken stop) => _loop.RunAsync(async ended =>
    {
        using var device = HidPosConnection.Open(_path, _emulation, out var layout, out var name);
        _codec.Use(layout);
        _sink.Begin(name);
        await ScanThread.RunAsync(device, _sink, frames, ended).ConfigureAwait(false);
    }, stop);
}

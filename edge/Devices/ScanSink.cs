using System.Threading.Channels;

namespace Traceability.Edge.Devices;

/// <summary>
/// Takes the bytes of one scanner through its codec to the channel. The station's clock is asked once a chunk; waiting
/// for silence runs on real time. A full channel holds the device back, so nothing complete is dropped.
/// </summary>
internal sealed class ScanSink(string station, string reader, IFrames codec, TimeProvider clock, DeviceLoop loop)
{
    private readonly List<RawFrame> _raw = [];
    private int _refused;

    public int SilenceMilliseconds => codec.SilenceMilliseconds;

    /// <summary>A session begins: whatever the last one left unfinished belongs to no scan of this one.</summary>
    public void Begin(string place)
    {
        codec.Reset();
        loop.Show(DeviceState.Ready, $"reads from {place}");
    }

    public ValueTask TakeAsync(ReadOnlySpan<byte> bytes, ChannelWriter<Frame> frames, CancellationToken stop)
    {
        codec.Feed(bytes, clock.GetUtcNow(), _raw);
        return PassAsync(frames, stop);
    }

    public ValueTask SilenceAsync(ChannelWriter<Frame> frames, CancellationToken stop)
    {
        codec.Silence(clock.GetUtcNow(), _raw);
        return PassAsync(frames, stop);
    }

    private ValueTask PassAsync(ChannelWriter<Frame> frames, CancellationToken stop)
    {
        if (codec.Refused != _refused)
        {
            _refused = codec.Refused;
            loop.Show(DeviceState.Ready, $"scans refused: {_refused}; the last one because {codec.LastRefusal}");
        }
        return _raw.Count == 0 ? ValueTask.CompletedTask : WriteAsync(frames, stop);
    }

    private async ValueTask WriteAsync(ChannelWriter<Frame> frames, CancellationToken stop)
    {
        foreach (var raw in _raw)
            await frames.WriteAsync(new Frame(station, reader, raw.Data, raw.Start, raw.End), stop).ConfigureAwait(false);
        _raw.Clear();
    }
}

using System.Threading.Channels;
using Traceability.Edge.Devices.Diagnosis;
using Traceability.Edge.Devices.Keyboard;

namespace Traceability.Edge.Devices;

/// <summary>
/// Takes the bytes of one scanner through its codec to the channel. The station's clock is asked once a chunk; waiting
/// for silence runs on real time. A full channel holds the device back, so nothing complete is dropped.
/// </summary>
internal sealed class ScanSink(string station, string reader, IFrames codec, TimeProvider clock, DeviceLoop loop, KeyLayout? layout = null)
{
    private readonly List<RawFrame> _raw = [];
    private readonly ScanDiagnosis _diagnosis = new(layout);
    private string _place = "";
    private int _refused;
    private string? _advice;

    public int SilenceMilliseconds => codec.SilenceMilliseconds;

    /// <summary>A session begins: whatever the last one left unfinished belongs to no scan of this one.</summary>
    public void Begin(string place)
    {
        codec.Reset();
        _place = place;
        Show();
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
        foreach (var raw in _raw) _diagnosis.Take(raw.Data);
        _diagnosis.TakeForeignKeys(codec.ForeignKeys);
        if (codec.Refused != _refused || _diagnosis.Advice != _advice)
        {
            (_refused, _advice) = (codec.Refused, _diagnosis.Advice);
            Show();
        }
        return _raw.Count == 0 ? ValueTask.CompletedTask : WriteAsync(frames, stop);
    }

    // What was found out about the scanner outlives a session: the same scanner is plugged in again.
    private void Show()
    {
        var refused = _refused == 0 ? "" : $"; scans refused: {_refused}, the last one because {codec.LastRefusal}";
        loop.Show(DeviceState.Ready, $"reads from {_place}{refused}{(_advice is null ? "" : $"; {_advice}")}");
    }

    private async ValueTask WriteAsync(ChannelWriter<Frame> frames, CancellationToken stop)
    {
        foreach (var raw in _raw)
            await frames.WriteAsync(new Frame(station, reader, raw.Data, raw.Start, raw.End), stop).ConfigureAwait(false);
        _raw.Clear();
    }
}

namespace Traceability.Edge.Devices.HidPos;

/// <summary>
/// Joins the reports of a scan and puts its AIM identifier before it. Reports carry no number, so after anything that cannot be
/// right all is refused up to the scan's last report or a silence: half a scan must not pass for a whole one.
/// </summary>
public sealed class HidPosFrames(int unfinishedMilliseconds = HidPosFrames.UnfinishedMilliseconds) : IFrames
{
    public const int UnfinishedMilliseconds = 500;
    private const int AimBytes = 3;

    private readonly byte[] _buffer = new byte[IFrames.Limit], _report = new byte[HidDescriptor.LongestReport], _aim = new byte[AimBytes];
    private HidPosLayout _layout = HidPosLayout.Shared;
    private int _count, _reportCount;
    private bool _begun, _skipping;
    private DateTimeOffset _start, _reportStart;

    public int Refused { get; private set; }
    public string? LastRefusal { get; private set; }
    public int SilenceMilliseconds => _begun || _skipping || _reportCount > 0 ? unfinishedMilliseconds : -1;

    /// <summary>The layout of the device that is there now; another model may be plugged in where the last one was.</summary>
    public void Use(HidPosLayout layout) => _layout = layout;

    /// <summary>One report, as the kernel hands it out; from a FIFO any piece of several.</summary>
    public void Feed(ReadOnlySpan<byte> bytes, DateTimeOffset now, List<RawFrame> frames)
    {
        if (_layout.StreamBytes == 0) Take(bytes, now, now, frames);
        while (_layout.StreamBytes > 0 && bytes.Length > 0)
        {
            var part = Math.Min(_layout.StreamBytes - _reportCount, bytes.Length);
            if (_reportCount == 0) _reportStart = now;
            bytes[..part].CopyTo(_report.AsSpan(_reportCount));
            bytes = bytes[part..];
            _reportCount += part;
            if (_reportCount < _layout.StreamBytes) return;
            _reportCount = 0;
            Take(_report.AsSpan(0, _layout.StreamBytes), _reportStart, now, frames);
        }
    }

    public void Silence(DateTimeOffset now, List<RawFrame> frames)
    {
        if (!_skipping && (_begun || _reportCount > 0)) Refuse("it ended without its last report");
        Reset();
    }

    public void Reset() => (_count, _reportCount, _begun, _skipping) = (0, 0, false, false);

    private void Take(ReadOnlySpan<byte> report, DateTimeOffset start, DateTimeOffset now, List<RawFrame> frames)
    {
        if (!_layout.Owns(report)) return;
        if (!_layout.TryRead(report, out var part))
        {
            Refuse("a report of it is cut off");
            return;
        }
        if (!_begun && !_skipping) Begin(part, start);
        else if (!_skipping && IsAim(part.Aim) && !part.Aim.SequenceEqual(_aim)) Refuse("reports of two scans were mixed up");
        Append(part.Data);
        if (!part.IsContinued) End(now, frames);
    }

    private void Begin(HidPosPart part, DateTimeOffset start)
    {
        (_begun, _start, _count) = (true, start, 0);
        _aim.AsSpan().Clear();
        if (!IsAim(part.Aim)) return;
        part.Aim.CopyTo(_aim);
        Append(_aim);
    }

    private void Append(ReadOnlySpan<byte> data)
    {
        if (_skipping) return;
        if (_count + data.Length > IFrames.Limit)
        {
            Refuse($"it is longer than {IFrames.Limit} bytes");
            return;
        }
        data.CopyTo(_buffer.AsSpan(_count));
        _count += data.Length;
    }

    // Scanners can be set to add the identifier and a suffix to the data as well, as the other drivers need it: both go.
    private void End(DateTimeOffset now, List<RawFrame> frames)
    {
        var scan = _buffer.AsSpan(0, _skipping ? 0 : _count).TrimEnd("\r\n"u8);
        var aim = _aim[0] == 0 ? 0 : AimBytes;
        if (aim > 0 && scan.Length >= 2 * aim && scan.Slice(aim, aim).SequenceEqual(_aim)) scan = scan[aim..];
        if (scan.Length > aim) frames.Add(new RawFrame(scan.ToArray(), _start, now));
        (_count, _begun, _skipping) = (0, false, false);
    }

    private void Refuse(string why)
    {
        if (!_skipping) (Refused, LastRefusal) = (Refused + 1, why);
        (_count, _begun, _skipping) = (0, false, true);
    }

    private static bool IsAim(ReadOnlySpan<byte> symbology) =>
        symbology is [(byte)']', var letter, var modifier] && char.IsAsciiLetter((char)letter) && char.IsAsciiLetterOrDigit((char)modifier);
}

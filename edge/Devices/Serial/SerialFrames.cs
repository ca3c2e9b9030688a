namespace Traceability.Edge.Devices.Serial;

/// <summary>
/// How a scanner marks the end of a read. Line: CR or LF or both. StxEtx: 0x02 … 0x03, and with Lrc a byte after it, the
/// exclusive or of everything after STX up to and with ETX. IdleGap: a pause, for scanners that can send no suffix.
/// </summary>
public enum Framing { Line, StxEtx, StxEtxLrc, IdleGap }

/// <summary>
/// Cuts the bytes of a serial or TCP scanner into reads. GS, RS and EOT are data; bytes are kept as they come. A read longer
/// than the limit is refused whole: everything up to the next terminator is skipped, so that no tail of it passes for a read.
/// </summary>
public sealed class SerialFrames(Framing framing, int idleGapMilliseconds = 50, int unfinishedMilliseconds = 2000) : IFrames
{
    private const byte Stx = 2, Etx = 3, Lf = 10, Cr = 13;

    private enum At { Outside, Inside, Check, Skipping }

    private readonly byte[] _buffer = new byte[IFrames.Limit];
    private int _count;
    private byte _check;
    private At _at = Start(framing);
    private DateTimeOffset _start;

    public int Refused { get; private set; }
    public string? LastRefusal { get; private set; }

    public int SilenceMilliseconds => _at == Start(framing) && _count == 0 ? -1 : framing == Framing.IdleGap ? idleGapMilliseconds
        : _at == At.Skipping ? -1 : unfinishedMilliseconds;

    public void Feed(ReadOnlySpan<byte> bytes, DateTimeOffset now, List<RawFrame> frames)
    {
        foreach (var b in bytes)
        {
            switch (framing)
            {
                case Framing.Line: Line(b, now, frames); break;
                case Framing.IdleGap: Append(b, now); break;
                default: Enclosed(b, now, frames); break;
            }
        }
    }

    public void Silence(DateTimeOffset now, List<RawFrame> frames)
    {
        if (framing == Framing.IdleGap) End(now, frames);
        else if (_at != At.Skipping) Refuse("it ended without a terminator; set the scanner's suffix to CR", Start(framing));
    }

    public void Reset() => (_count, _at) = (0, Start(framing));

    private void Line(byte b, DateTimeOffset now, List<RawFrame> frames)
    {
        if (b is Cr or Lf) End(now, frames);
        else Append(b, now);
    }

    private void Enclosed(byte b, DateTimeOffset now, List<RawFrame> frames)
    {
        switch (_at)
        {
            case At.Check when b == _check:
                End(now, frames);
                break;
            case At.Check:
                Refuse("its check byte (LRC) is wrong", At.Outside);
                break;
            // A second STX means that the rest of the first read was lost.
            case not At.Check when b == Stx:
                if (_at == At.Inside) Refuse("it was cut off by the next one", At.Outside);
                (_count, _check, _start, _at) = (0, 0, now, At.Inside);
                break;
            case At.Inside when b == Etx && framing == Framing.StxEtxLrc:
                (_check, _at) = ((byte)(_check ^ Etx), At.Check);
                break;
            case At.Inside or At.Skipping when b == Etx:
                End(now, frames);
                break;
            case At.Inside:
                _check ^= b;
                Append(b, now);
                break;
        }
    }

    private void Append(byte b, DateTimeOffset now)
    {
        if (_at == At.Skipping) return;
        if (_count == 0 && framing is Framing.Line or Framing.IdleGap) _start = now;
        if (_count == IFrames.Limit) Refuse($"it is longer than {IFrames.Limit} bytes", At.Skipping);
        else _buffer[_count++] = b;
    }

    private void End(DateTimeOffset now, List<RawFrame> frames)
    {
        if (_count > 0 && _at != At.Skipping) frames.Add(new RawFrame(_buffer[.._count], _start, now));
        Reset();
    }

    private void Refuse(string why, At next)
    {
        (_count, _at, LastRefusal) = (0, next, why);
        Refused++;
    }

    private static At Start(Framing framing) => framing is Framing.Line or Framing.IdleGap ? At.Inside : At.Outside;
}

using Traceability.Plant;

namespace Traceability.Edge.Devices.Serial;

/// <summary>
/// Cuts the bytes of a serial or TCP scanner into reads. GS, RS and EOT are data; bytes are kept as they come. A read longer
/// than the limit is refused whole: everything up to the next terminator or a long silence is skipped, so that no tail of it
/// passes for a read.
/// </summary>
public sealed class SerialFrames(Framing framing, int idleGapMilliseconds = 50, int unfinishedMilliseconds = 2000) : IFrames
{
    private const byte Stx = 2, Etx = 3, Lf = 10, Cr = 13;

    private enum At { Outside, Inside, Check, Skipping }

    private readonly bool _isOpen = framing is not (Framing.StxEtx or Framing.StxEtxLrc);
    private readonly byte[] _buffer = new byte[IFrames.Limit];
    private int _count;
    private bool _heldCr;
    private byte _check;
    private At _at = Start(framing);
    private DateTimeOffset _start;

    public int Refused { get; private set; }
    public string? LastRefusal { get; private set; }

    public int SilenceMilliseconds => _at == Start(framing) && _count == 0 && !_heldCr ? -1
        : framing == Framing.IdleGap ? idleGapMilliseconds : unfinishedMilliseconds;

    public void Feed(ReadOnlySpan<byte> bytes, DateTimeOffset now, List<RawFrame> frames)
    {
        foreach (var b in bytes)
        {
            switch (framing)
            {
                case Framing.Line when b is Cr or Lf:
                case Framing.Cr when b == Cr:
                case Framing.Lf when b == Lf:
                    End(now, frames);
                    break;
                case Framing.CrLf:
                    Pair(b, now, frames);
                    break;
                case Framing.StxEtx or Framing.StxEtxLrc:
                    Enclosed(b, now, frames);
                    break;
                default:
                    Append(b, now);
                    break;
            }
        }
    }

    public void Silence(DateTimeOffset now, List<RawFrame> frames)
    {
        if (framing == Framing.IdleGap) End(now, frames);
        else if (_at != At.Skipping) Refuse($"it ended without a terminator; set the scanner's {Suffix(framing)}", Start(framing));
        Reset();
    }

    public void Reset() => (_count, _at, _heldCr) = (0, Start(framing), false);

    // A CR is held back until it is known whether it was data.
    private void Pair(byte b, DateTimeOffset now, List<RawFrame> frames)
    {
        if (b == Lf && _heldCr)
        {
            End(now, frames);
            return;
        }
        if (_heldCr) Append(Cr, now);
        _heldCr = b == Cr;
        if (!_heldCr) Append(b, now);
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
        if (_count == 0 && _isOpen) _start = now;
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

    private static At Start(Framing framing) => framing is Framing.StxEtx or Framing.StxEtxLrc ? At.Outside : At.Inside;

    private static string Suffix(Framing framing) => framing switch
    {
        Framing.Lf => "suffix to LF",
        Framing.CrLf => "suffix to CR LF",
        Framing.StxEtx or Framing.StxEtxLrc => "frame to STX and ETX",
        _ => "suffix to CR",
    };
}

namespace Traceability.Edge.Devices.Llrp;

/// <summary>
/// Cuts a stream into LLRP messages, however the network split or merged them. It holds at most one message of 1 MB
/// (trust.md section 2); the buffer grows with the bytes that came, not with the length that a header claims.
/// </summary>
public sealed class LlrpFrames
{
    public const int Limit = 1 << 20;
    private const int Usual = 4096;

    private byte[] _buffer = new byte[Usual];
    private int _count;

    /// <exception cref="LlrpFormatException">The stream cannot be followed any more; the connection must be dropped.</exception>
    public void Feed(ReadOnlySpan<byte> bytes, ICollection<LlrpMessage> messages)
    {
        if (_count + bytes.Length > _buffer.Length) Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _count + bytes.Length));
        bytes.CopyTo(_buffer.AsSpan(_count));
        _count += bytes.Length;
        var taken = 0;
        while (LlrpMessage.LengthOf(_buffer.AsSpan(taken, _count - taken)) is { } length && length <= _count - taken)
        {
            messages.Add(LlrpMessage.Read(_buffer.AsSpan(taken, length)));
            taken += length;
        }
        _buffer.AsSpan(taken, _count - taken).CopyTo(_buffer);
        _count -= taken;
        if (_count == 0 && _buffer.Length > Usual) _buffer = new byte[Usual];
    }
}

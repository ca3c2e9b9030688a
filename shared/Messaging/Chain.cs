using System.Buffers;
using System.Security.Cryptography;

namespace Traceability.Messaging;

/// <summary>The SHA-256 chain over a gateway's stream (events.md section 2): value(n) = SHA-256(value(n - 1), bytes of record n).</summary>
public static class Chain
{
    public const int Length = 32;

    /// <summary>The value before the first record.</summary>
    public static byte[] Start() => new byte[Length];

    public static byte[] Next(ReadOnlySpan<byte> previous, ReadOnlySpan<byte> record)
    {
        var joined = ArrayPool<byte>.Shared.Rent(Length + record.Length);
        try
        {
            previous.CopyTo(joined);
            record.CopyTo(joined.AsSpan(Length));
            return SHA256.HashData(joined.AsSpan(0, Length + record.Length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(joined);
        }
    }
}

namespace Traceability.Messaging;

/// <summary>
/// Consecutive records of one gateway's stream: record i has the number From + i. Previous is the SHA-256 chain value of
/// the record before the batch (32 zero bytes before the first), each record's chain value is SHA-256(previous value, its bytes).
/// </summary>
public sealed record Batch(string Epoch, long From, byte[] Previous, IReadOnlyList<ReadOnlyMemory<byte>> Records)
{
    public long Last => From + Records.Count - 1;
}

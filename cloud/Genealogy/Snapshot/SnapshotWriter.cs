using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Traceability.Cloud.Genealogy;

/// <summary>
/// Writes the genealogy's arrays one after the other, each with its length, and at the end the SHA-256 of all of it. Numbers stand as this
/// machine holds them: a snapshot is read where it was written and is never the only copy of anything.
/// </summary>
internal sealed class SnapshotWriter(Stream to) : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public void Number(long number) => Raw(MemoryMarshal.AsBytes(new ReadOnlySpan<long>(in number)));

    public void Numbers<T>(ReadOnlySpan<T> numbers) where T : unmanaged
    {
        Number(numbers.Length);
        // A span of bytes ends at two thousand million; an array of numbers may be longer than that.
        const int most = 1 << 20;
        for (; numbers.Length > 0; numbers = numbers[Math.Min(most, numbers.Length)..]) Raw(MemoryMarshal.AsBytes(numbers[..Math.Min(most, numbers.Length)]));
    }

    public void Numbers<T>(Column<T> column) where T : unmanaged => Numbers(column.Span);

    public void Texts(IReadOnlyCollection<string> texts)
    {
        Numbers<int>(texts.Select(Encoding.UTF8.GetByteCount).ToArray());
        Numbers<byte>(Encoding.UTF8.GetBytes(string.Concat(texts)));
    }

    public void Map(IReadOnlyDictionary<int, int> map)
    {
        Numbers<int>(map.Keys.ToArray());
        Numbers<int>(map.Values.ToArray());
    }

    public void Map(IReadOnlyDictionary<int, List<int>> map)
    {
        Numbers<int>(map.Keys.ToArray());
        Numbers<int>(map.Values.Select(l => l.Count).ToArray());
        Numbers<int>(map.Values.SelectMany(l => l).ToArray());
    }

    /// <summary>The hash of all that was written, behind it.</summary>
    public void End() => to.Write(_hash.GetHashAndReset());

    public void Dispose() => _hash.Dispose();

    private void Raw(ReadOnlySpan<byte> bytes)
    {
        _hash.AppendData(bytes);
        to.Write(bytes);
    }
}

using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Traceability.Cloud.Genealogy;

/// <summary>What is wrong with a snapshot: nothing is lost by it, the genealogy is made from the store instead.</summary>
public sealed class SnapshotException(string message) : Exception(message);

/// <summary>Reads what a <see cref="SnapshotWriter"/> has written, in the same order. What was read may be used once <see cref="End"/> has found it whole.</summary>
internal sealed class SnapshotReader(Stream from) : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public long Number()
    {
        var number = 0L;
        Raw(MemoryMarshal.AsBytes(new Span<long>(ref number)));
        return number;
    }

    public T[] Numbers<T>() where T : unmanaged
    {
        var count = Number();
        // What is damaged may ask for any length; the file says how much there can be.
        if (count < 0 || count > from.Length) throw Damaged();
        var numbers = GC.AllocateUninitializedArray<T>((int)count);
        const int most = 1 << 20;
        for (var at = 0; at < numbers.Length; at += most) Raw(MemoryMarshal.AsBytes(numbers.AsSpan(at, Math.Min(most, numbers.Length - at))));
        return numbers;
    }

    public void Numbers<T>(Column<T> into) where T : unmanaged => into.Load(Numbers<T>());

    public string[] Texts()
    {
        var (lengths, bytes) = (Numbers<int>(), Numbers<byte>());
        var texts = new string[lengths.Length];
        for (var (i, at) = (0, 0); i < texts.Length; at += lengths[i++])
        {
            if (lengths[i] < 0 || at > bytes.Length - lengths[i]) throw Damaged();
            texts[i] = Encoding.UTF8.GetString(bytes, at, lengths[i]);
        }
        return texts;
    }

    public void Map(Dictionary<int, int> into)
    {
        var (keys, values) = (Numbers<int>(), Numbers<int>());
        if (keys.Length != values.Length) throw Damaged();
        for (var i = 0; i < keys.Length; i++) into[keys[i]] = values[i];
    }

    public void Map(Dictionary<int, List<int>> into)
    {
        var (keys, counts, all) = (Numbers<int>(), Numbers<int>(), Numbers<int>());
        for (var (i, at) = (0, 0); i < keys.Length; at += counts[i++])
        {
            if (keys.Length != counts.Length || counts[i] < 0 || at > all.Length - counts[i]) throw Damaged();
            into[keys[i]] = [.. all.AsSpan(at, counts[i])];
        }
    }

    /// <summary>Throws where the file is not what was written.</summary>
    public void End()
    {
        Span<byte> written = stackalloc byte[SHA256.HashSizeInBytes];
        if (from.ReadAtLeast(written, written.Length, throwOnEndOfStream: false) < written.Length || !_hash.GetHashAndReset().AsSpan().SequenceEqual(written) || from.ReadByte() >= 0) throw Damaged();
    }

    public void Dispose() => _hash.Dispose();

    private static SnapshotException Damaged() => new("it is damaged");

    private void Raw(Span<byte> bytes)
    {
        if (from.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length) throw Damaged();
        _hash.AppendData(bytes);
    }
}

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Traceability.Cloud.Genealogy;

/// <summary>One growing array of numbers: what the genealogy is kept in, so that millions of links cost neither objects nor collection.</summary>
public sealed class Column<T> where T : unmanaged
{
    private T[] _values = [];

    public int Count { get; private set; }

    public ref T this[int index] => ref _values[index];

    /// <summary>Has the processor bring it from memory while something else is done. Says nothing about whether it is there.</summary>
    public void Fetch(int index)
    {
        if (Sse.IsSupported && (uint)index < (uint)_values.Length) unsafe { Sse.Prefetch0(Unsafe.AsPointer(ref _values[index])); }
    }

    public int Add(T value)
    {
        if (Count == _values.Length) Grow(Count + 1);
        _values[Count] = value;
        return Count++;
    }

    public void Clear() => Count = 0;

    /// <summary>Makes every index below count valid; new ones hold the given value.</summary>
    public void Reach(int count, T value)
    {
        if (count <= Count) return;
        if (count > _values.Length) Grow(count);
        _values.AsSpan(Count, count - Count).Fill(value);
        Count = count;
    }

    /// <summary>Bytes held, spare room included.</summary>
    public long Bytes => (long)_values.Length * Unsafe.SizeOf<T>();

    public ReadOnlySpan<T> Span => _values.AsSpan(0, Count);

    public Span<T> Slice(int start, int length) => _values.AsSpan(start, length);

    /// <summary>Room for so many more; the answer is where it begins.</summary>
    public int Extend(int count)
    {
        if (Count + count > _values.Length) Grow(Count + count);
        Count += count;
        return Count - count;
    }

    public void Load(T[] values) => (_values, Count) = (values, values.Length);

    // A quarter of spare room at most once it is large: doubling would waste more than the links need.
    private void Grow(int least) => Array.Resize(ref _values, Math.Max(least, _values.Length < 4096 ? Math.Max(16, _values.Length * 2) : _values.Length + _values.Length / 4));
}

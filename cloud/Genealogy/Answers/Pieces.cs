using System.Collections;
using System.Runtime.CompilerServices;

namespace Traceability.Cloud.Genealogy;

/// <summary>
/// A list that grows by pieces, so that a long answer is neither copied as it grows nor so large in one piece that the collector keeps it
/// for its rarest round.
/// </summary>
internal sealed class Pieces<T> : IReadOnlyList<T> where T : unmanaged
{
    private const int Shift = 12, Size = 1 << Shift;

    private T[][] _pieces = new T[4][];
    private T[] _last = [];
    private int _used = Size, _full;

    public int Count => (_full << Shift) + _used - Size;

    public T this[int index] => index < Count ? _pieces[index >> Shift][index & (Size - 1)] : throw new ArgumentOutOfRangeException(nameof(index));

    public void Add(in T value)
    {
        if (_used == Size) Next();
        _last[_used++] = value;
    }

    /// <summary>Where the next ones go, one at least; <see cref="Fill"/> says how many were put there.</summary>
    public Span<T> Room()
    {
        if (_used == Size) Next();
        return _last.AsSpan(_used);
    }

    public void Fill(int count) => _used += count;

    public IEnumerator<T> GetEnumerator()
    {
        for (var i = 0; i < Count; i++) yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Next()
    {
        if (_full == _pieces.Length) Array.Resize(ref _pieces, _full * 2);
        _last = _pieces[_full++] = GC.AllocateUninitializedArray<T>(Size);
        _used = 0;
    }
}

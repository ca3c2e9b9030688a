using System.Numerics;
using System.Runtime.InteropServices;

namespace Traceability.Cloud.Genealogy;

/// <summary>Where a list of <see cref="Lists{T}"/> is.</summary>
internal struct ListOf
{
    public int At, Count;
}

/// <summary>
/// Many small lists in one array, each in one piece, so that reading one is not a walk from cache line to cache line. A list has the room of the
/// next power of two and moves when it is full; what it leaves is used for the next of that size.
/// </summary>
internal sealed class Lists<T> where T : unmanaged
{
    private readonly Column<T> _slots = new();
    private readonly int[] _free = new int[31];

    public Lists() => Array.Fill(_free, -1);

    public long Bytes => _slots.Bytes;

    public ref T this[ListOf list, int index] => ref _slots[list.At + index];

    public ReadOnlySpan<T> Read(ListOf list) => _slots.Slice(list.At, list.Count);

    public void Fetch(ListOf list) => _slots.Fetch(list.At);

    public void Add(ref ListOf list, T value)
    {
        if (list.Count == 0) list.At = Room(1);
        else if (BitOperations.IsPow2(list.Count)) Move(ref list);
        _slots[list.At + list.Count++] = value;
    }

    /// <summary>The last one takes the place of the one that goes.</summary>
    public void RemoveAt(ref ListOf list, int index)
    {
        _slots[list.At + index] = _slots[list.At + --list.Count];
        if (list.Count == 0) Free(list.At, 1);
        else if (BitOperations.IsPow2(list.Count)) Free(list.At + list.Count, list.Count);
    }

    public void Write(SnapshotWriter to)
    {
        to.Numbers(_slots);
        to.Numbers<int>(_free);
    }

    public void Read(SnapshotReader from)
    {
        from.Numbers(_slots);
        from.Numbers<int>().CopyTo(_free, 0);
    }

    private void Move(ref ListOf list)
    {
        var to = Room(list.Count * 2);
        Read(list).CopyTo(_slots.Slice(to, list.Count));
        Free(list.At, list.Count);
        list.At = to;
    }

    private int Room(int size)
    {
        ref var free = ref _free[BitOperations.Log2((uint)size)];
        if (free < 0) return _slots.Extend(size);
        var at = free;
        free = NextFree(at);
        return at;
    }

    private void Free(int at, int size)
    {
        ref var free = ref _free[BitOperations.Log2((uint)size)];
        (NextFree(at), free) = (free, at);
    }

    // What is free is a chain: each piece names the next of its size.
    private ref int NextFree(int at) => ref MemoryMarshal.Cast<T, int>(_slots.Slice(at, 1))[0];
}

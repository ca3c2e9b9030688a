namespace Traceability.Cloud.Genealogy;

/// <summary>Event ids to fact indices by a hash of the id: eight bytes a slot. Who asks compares the id itself.</summary>
internal sealed class IdTable
{
    private (uint Print, int Index)[] _slots = new (uint, int)[1024];
    private int _count;

    public long Bytes => _slots.Length * 8L;

    public static ulong HashOf(string id, bool declaration)
    {
        var hash = declaration ? 0x9E3779B97F4A7C15UL : 14695981039346656037UL;
        foreach (var c in id) hash = (hash ^ c) * 1099511628211UL;
        return hash ^ (hash >> 29);
    }

    public void Add(ulong hash, int index)
    {
        if (++_count * 3 > _slots.Length * 2) Grow();
        Put((uint)hash, index);
    }

    public IEnumerable<int> Under(ulong hash)
    {
        for (var i = (uint)hash & Mask; _slots[i].Index != 0; i = (i + 1) & Mask)
            if (_slots[i].Print == (uint)hash) yield return _slots[i].Index - 1;
    }

    public void Write(SnapshotWriter to)
    {
        to.Number(_count);
        to.Numbers<(uint, int)>(_slots);
    }

    public void Read(SnapshotReader from) => (_count, _slots) = ((int)from.Number(), from.Numbers<(uint, int)>());

    private uint Mask => (uint)_slots.Length - 1;

    private void Put(uint print, int index)
    {
        var i = print & Mask;
        while (_slots[i].Index != 0) i = (i + 1) & Mask;
        _slots[i] = (print, index + 1);
    }

    private void Grow()
    {
        var old = _slots;
        _slots = new (uint, int)[old.Length * 2];
        foreach (var (print, index) in old)
            if (index != 0) Put(print, index - 1);
    }
}

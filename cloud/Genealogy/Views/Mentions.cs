using System.Collections;

namespace Traceability.Cloud.Genealogy;

/// <summary>Which facts are about a thing, in order: chains of eight bytes a mention, appended where they arrive in order and put in between where they are late.</summary>
public sealed class Mentions(Timeline timeline)
{
    private readonly Column<int> _first = new(), _last = new(), _fact = new(), _next = new();

    public long Bytes => _first.Bytes + _last.Bytes + _fact.Bytes + _next.Bytes;

    public void Add(int thing, int fact)
    {
        _first.Reach(thing + 1, -1);
        _last.Reach(thing + 1, -1);
        var cell = _fact.Add(fact);
        _next.Add(-1);
        if (_first[thing] < 0) (_first[thing], _last[thing]) = (cell, cell);
        else if (timeline.Before(_fact[_last[thing]], fact))
        {
            _next[_last[thing]] = cell;
            _last[thing] = cell;
        }
        else PutBetween(thing, cell);
    }

    private void PutBetween(int thing, int cell)
    {
        ref var at = ref _first[thing];
        while (timeline.Before(_fact[at], _fact[cell])) at = ref _next[at];
        _next[cell] = at;
        at = cell;
    }

    public void Remove(int thing, int fact)
    {
        var before = -1;
        var cell = _first[thing];
        while (_fact[cell] != fact) (before, cell) = (cell, _next[cell]);
        if (before < 0) _first[thing] = _next[cell];
        else _next[before] = _next[cell];
        if (_last[thing] == cell) _last[thing] = before;
    }

    public Chain Of(int thing) => new(this, thing < _first.Count ? _first[thing] : -1);

    /// <summary>The facts about one thing. Going through it makes nothing: lives of tens of thousands are read for one answer.</summary>
    public readonly struct Chain(Mentions mentions, int first) : IEnumerable<int>
    {
        public Enumerator GetEnumerator() => new(mentions, first);
        IEnumerator<int> IEnumerable<int>.GetEnumerator() => GetEnumerator();
        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }

    public struct Enumerator(Mentions mentions, int first) : IEnumerator<int>
    {
        private int _cell = -1, _next = first;

        public readonly int Current => mentions._fact[_cell];
        readonly object IEnumerator.Current => Current;

        public bool MoveNext()
        {
            if (_next < 0) return false;
            (_cell, _next) = (_next, mentions._next[_next]);
            return true;
        }

        public readonly void Dispose() { }
        public void Reset() => throw new NotSupportedException();
    }

    internal void Write(SnapshotWriter to)
    {
        foreach (var column in new[] { _first, _last, _fact, _next }) to.Numbers(column);
    }

    internal void Read(SnapshotReader from)
    {
        foreach (var column in new[] { _first, _last, _fact, _next }) from.Numbers(column);
    }

    public bool Any(int thing) => thing < _first.Count && _first[thing] >= 0;
}

namespace Traceability.Cloud.Store;

/// <summary>A set of numbers kept as ranges: what came after a gap. Small however many numbers it holds.</summary>
internal sealed class NumberRanges
{
    private readonly List<(long From, long To)> _ranges = [];

    public NumberRanges() { }

    public NumberRanges(NumberRanges other) => _ranges.AddRange(other._ranges);

    public bool Contains(long number)
    {
        var i = After(number);
        return i > 0 && number <= _ranges[i - 1].To;
    }

    public void Add(long number)
    {
        var i = After(number);
        if (i > 0 && number <= _ranges[i - 1].To) return;
        var joinsLeft = i > 0 && _ranges[i - 1].To == number - 1;
        var joinsRight = i < _ranges.Count && _ranges[i].From == number + 1;
        if (joinsLeft && joinsRight)
        {
            _ranges[i - 1] = (_ranges[i - 1].From, _ranges[i].To);
            _ranges.RemoveAt(i);
        }
        else if (joinsLeft) _ranges[i - 1] = (_ranges[i - 1].From, number);
        else if (joinsRight) _ranges[i] = (number, _ranges[i].To);
        else _ranges.Insert(i, (number, number));
    }

    /// <summary>Takes out the lowest number.</summary>
    public void RemoveFirst()
    {
        var (from, to) = _ranges[0];
        if (from == to) _ranges.RemoveAt(0);
        else _ranges[0] = (from + 1, to);
    }

    /// <summary>The numbers above a bound that are missing before the highest one, the lowest first, at most so many.</summary>
    public IReadOnlyList<long> Missing(long above, int most)
    {
        var missing = new List<long>();
        foreach (var (from, to) in _ranges)
        {
            for (var number = above + 1; number < from && missing.Count < most; number++) missing.Add(number);
            above = to;
        }
        return missing;
    }

    /// <summary>Index of the first range that begins after the number.</summary>
    private int After(long number)
    {
        int low = 0, high = _ranges.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_ranges[middle].From <= number) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}

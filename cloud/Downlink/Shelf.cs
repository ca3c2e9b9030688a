namespace Traceability.Cloud.Downlink;

/// <summary>
/// How much of each lot lies at one face. Gateways' events come days late after a cut line and mixed among each other, so a count holds
/// for its own time: what moved before it is in it, what moved after it is added, in whatever order they come.
/// </summary>
internal sealed class Shelf
{
    private readonly Dictionary<string, Pile> _piles = new(StringComparer.Ordinal);
    private long _countedAt = long.MinValue;

    /// <summary>Lots of which something, or less than nothing, is recorded.</summary>
    public IEnumerable<(string Lot, decimal Quantity)> Lots => _piles.Select(p => (p.Key, p.Value.Quantity)).Where(p => p.Quantity != 0);

    public void Move(string lot, DateTimeOffset time, decimal amount) => Of(lot).Move(time.UtcTicks, amount);

    /// <summary>A count of a lot; null leaves what was counted open and changes nothing.</summary>
    public void Count(string lot, DateTimeOffset time, decimal? quantity)
    {
        if (quantity is { } counted) Of(lot).Count(time.UtcTicks, counted);
    }

    /// <summary>The whole place was counted: lots that were not named are none, also those whose movements come later than the count.</summary>
    public void CountPlace(DateTimeOffset time, IReadOnlySet<string> named)
    {
        foreach (var (lot, pile) in _piles)
            if (!named.Contains(lot)) pile.Count(time.UtcTicks, 0);
        _countedAt = Math.Max(_countedAt, time.UtcTicks);
    }

    private Pile Of(string lot)
    {
        if (!_piles.TryGetValue(lot, out var pile)) _piles[lot] = pile = new Pile(_countedAt);
        return pile;
    }

    private sealed class Pile(long countedAt)
    {
        /// <summary>Beyond so many the older half is taken together: a count of before that time comes too late to matter.</summary>
        private const int MostMoves = 512;

        private readonly List<(long Ticks, decimal Amount)> _moves = [];
        private long _countedAt = countedAt;
        private decimal _counted;
        private decimal _moved;

        public decimal Quantity => _counted + _moved;

        public void Move(long ticks, decimal amount)
        {
            if (ticks < _countedAt) return;
            _moves.Add((ticks, amount));
            _moved += amount;
            if (_moves.Count > MostMoves) TakeTogether();
        }

        public void Count(long ticks, decimal quantity)
        {
            if (ticks < _countedAt) return;
            _moves.RemoveAll(m => m.Ticks <= ticks);
            (_countedAt, _counted, _moved) = (ticks, quantity, _moves.Sum(m => m.Amount));
        }

        private void TakeTogether()
        {
            _moves.Sort((a, b) => a.Ticks.CompareTo(b.Ticks));
            var last = _moves[(_moves.Count / 2) - 1].Ticks;
            var older = _moves.Where(m => m.Ticks <= last).Sum(m => m.Amount);
            _moves.RemoveAll(m => m.Ticks <= last);
            // A movement that comes still later belongs to what was taken together and is added all the same.
            (_counted, _moved) = (_counted + older, _moved - older);
        }
    }
}

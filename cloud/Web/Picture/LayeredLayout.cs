namespace Traceability.Cloud.Web.Picture;

/// <summary>
/// Boxes in given columns put so that lines cross little and run level (Sugiyama's way): a line over several columns gets a
/// dummy in each, barycentre sweeps order every column, then each box goes as near to the mean of its neighbours as the order
/// allows. Pure: the same input gives the same picture.
/// </summary>
internal sealed class LayeredLayout
{
    private const int Sweeps = 12;
    private const double DummyPitch = 16;

    private readonly IReadOnlyList<double> _pitches;
    private readonly List<int> _column = [];
    private readonly List<List<int>> _left = [];
    private readonly List<List<int>> _right = [];
    private readonly List<List<int>> _columns = [];
    private readonly List<List<int>> _ways = [];

    /// <summary>Links must lead to the right. A pitch is the height of a box with the gap below it.</summary>
    public LayeredLayout(IReadOnlyList<int> columns, IReadOnlyList<(int From, int To)> links, IReadOnlyList<double> pitches)
    {
        _pitches = pitches;
        foreach (var column in columns) AddVertex(column);
        foreach (var (from, to) in links)
        {
            var way = new List<int> { from };
            for (var column = columns[from] + 1; column < columns[to]; column++) way.Add(AddVertex(column));
            way.Add(to);
            for (var i = 1; i < way.Count; i++) Join(way[i - 1], way[i]);
            _ways.Add(way);
        }
        Order();
        Y = Place();
    }

    /// <summary>The middle of every box, and after them of the dummies.</summary>
    public double[] Y { get; }

    /// <summary>For each link the vertices it runs through, both ends included.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Ways => _ways;

    public int ColumnOf(int vertex) => _column[vertex];

    private int AddVertex(int column)
    {
        while (_columns.Count <= column) _columns.Add([]);
        _columns[column].Add(_column.Count);
        _column.Add(column);
        _left.Add([]);
        _right.Add([]);
        return _column.Count - 1;
    }

    private void Join(int from, int to)
    {
        _right[from].Add(to);
        _left[to].Add(from);
    }

    // Sweeps may make it worse again, so the best order seen is the one that is kept.
    private void Order()
    {
        var place = new double[_column.Count];
        Number(place);
        var (best, fewest) = (Copy(), Crossings(place));
        for (var sweep = 0; sweep < Sweeps && fewest > 0; sweep++)
        {
            var rightwards = sweep % 2 == 0;
            foreach (var column in rightwards ? _columns : Enumerable.Reverse(_columns))
            {
                var sorted = column.OrderBy(v => Mean(rightwards ? _left[v] : _right[v], place, place[v])).ToList();
                column.Clear();
                column.AddRange(sorted);
                for (var i = 0; i < column.Count; i++) place[column[i]] = i;
            }
            var crossings = Crossings(place);
            if (crossings < fewest) (best, fewest) = (Copy(), crossings);
        }
        _columns.Clear();
        _columns.AddRange(best);
    }

    private List<List<int>> Copy() => _columns.ConvertAll(c => c.ToList());

    private void Number(double[] place)
    {
        foreach (var column in _columns)
            for (var i = 0; i < column.Count; i++) place[column[i]] = i;
    }

    private static double Mean(List<int> neighbours, double[] place, double own) => neighbours.Count == 0 ? own : neighbours.Average(n => place[n]);

    private int Crossings(double[] place)
    {
        var crossings = 0;
        foreach (var column in _columns)
        {
            var lines = column.SelectMany(v => _right[v].Select(r => (A: place[v], B: place[r]))).ToList();
            for (var i = 0; i < lines.Count; i++)
                for (var j = i + 1; j < lines.Count; j++)
                    if ((lines[i].A - lines[j].A) * (lines[i].B - lines[j].B) < 0) crossings++;
        }
        return crossings;
    }

    private double[] Place()
    {
        var y = new double[_column.Count];
        foreach (var column in _columns) Settle(column, y, _ => 0);
        for (var sweep = 0; sweep < Sweeps; sweep++)
            foreach (var column in sweep % 2 == 0 ? _columns : Enumerable.Reverse(_columns))
                Settle(column, y, v => Mean([.. _left[v], .. _right[v]], y, y[v]));
        var top = y.Select((middle, v) => middle - Pitch(v) / 2).Min();
        return Array.ConvertAll(y, middle => middle - top);
    }

    private double Pitch(int vertex) => vertex < _pitches.Count ? _pitches[vertex] : DummyPitch;

    // Nearest to what is wished while the order and the distances hold: isotonic regression by pooling neighbours that collide.
    private void Settle(List<int> column, double[] y, Func<int, double> wished)
    {
        var offset = new double[column.Count];
        var pools = new List<(double Sum, int Count)>();
        for (var i = 0; i < column.Count; i++)
        {
            offset[i] = i == 0 ? 0 : offset[i - 1] + (Pitch(column[i - 1]) + Pitch(column[i])) / 2;
            pools.Add((wished(column[i]) - offset[i], 1));
            while (pools.Count > 1 && pools[^2].Sum / pools[^2].Count >= pools[^1].Sum / pools[^1].Count)
            {
                pools[^2] = (pools[^2].Sum + pools[^1].Sum, pools[^2].Count + pools[^1].Count);
                pools.RemoveAt(pools.Count - 1);
            }
        }
        var at = 0;
        foreach (var (sum, count) in pools)
            for (var i = 0; i < count; i++, at++) y[column[at]] = sum / count + offset[at];
    }
}

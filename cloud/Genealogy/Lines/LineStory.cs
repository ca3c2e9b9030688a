namespace Traceability.Cloud.Genealogy;

/// <summary>
/// The facts of one line in order, and how far they have been told to its rules. A fact behind all others is simply told; one that
/// belongs between those told already makes the line stale: it alone is told again from its beginning. Out of a snapshot a line sleeps: its links
/// are known, and the rest is recalled from its facts when somebody asks for it or something new happens.
/// </summary>
internal sealed class LineStory(int place)
{
    private readonly List<int> _facts = [];
    private int _told;

    public int Place { get; } = place;
    public Line? Line { get; private set; }
    public bool IsStale { get; private set; }
    public IReadOnlyList<int> Facts => _facts;
    private LineLinks? Links { get; set; }

    // What a sleeping line had made; null while it is awake.
    private IReadOnlyList<int>? _asleep;

    /// <summary>Whether the graph holds already what is being told.</summary>
    public bool Recalls => Links is { Recalls: true };

    public void Add(int fact, Timeline timeline)
    {
        var at = _facts.Count;
        if (at > 0 && !timeline.Before(_facts[^1], fact))
        {
            at = _facts.BinarySearch(fact, Comparer<int>.Create(timeline.Compare));
            if (at >= 0) return;
            at = ~at;
        }
        _facts.Insert(at, fact);
        if (at < _told) IsStale = true;
    }

    public void Remove(int fact, Timeline timeline)
    {
        var at = _facts.BinarySearch(fact, Comparer<int>.Create(timeline.Compare));
        if (at < 0) return;
        _facts.RemoveAt(at);
        if (at >= _told) return;
        _told--;
        IsStale = true;
    }

    /// <summary>What was told from this fact on rests on something that has changed.</summary>
    public void Doubt(int since, Timeline timeline)
    {
        if (_told > 0 && !timeline.Before(_facts[_told - 1], since)) IsStale = true;
    }

    /// <summary>Takes back what a stale line has said. To be done for all lines before one is told: a run may have moved from one to another.</summary>
    public void Withdraw(LineReader reader)
    {
        if (!IsStale) return;
        if (_asleep is not null) reader.Withdraw(_facts, _asleep);
        Links?.Withdraw();
        reader.Withdraw(this);
        (Line, Links, _asleep, _told, IsStale) = (null, null, null, 0, false);
    }

    public void Tell(LineReader reader, Graph graph)
    {
        if (Line is null) Line = reader.NewLine(Place, Links = new LineLinks(graph, reader.Timeline, _asleep ?? []));
        if (_asleep is not null)
        {
            (_asleep, Links!.Recalls) = (null, true);
            for (var i = 0; i < _told; i++)
                foreach (var happened in reader.Read(_facts[i], this)) Line.Apply(happened);
            Links.Recalls = false;
        }
        for (; _told < _facts.Count; _told++)
            foreach (var happened in reader.Read(_facts[_told], this)) Line.Apply(happened);
    }

    public bool IsAsleep => _asleep is not null;

    public void Write(SnapshotWriter to)
    {
        to.Numbers<int>(_facts.ToArray());
        to.Number(_told);
        to.Numbers<int>((_asleep ?? Links?.Made ?? []).ToArray());
    }

    public void Read(SnapshotReader from)
    {
        _facts.AddRange(from.Numbers<int>());
        _told = (int)from.Number();
        _asleep = from.Numbers<int>();
    }
}

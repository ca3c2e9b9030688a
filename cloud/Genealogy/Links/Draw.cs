namespace Traceability.Cloud.Genealogy;

/// <summary>
/// What an output draws from one thing, and how sure that is. Events are when it was drawn, rising in order. What was drawn before it was scanned
/// was drawn at the output's event, and is followed by the scan's as its complement (<see cref="Draws"/>).
/// </summary>
public readonly record struct Draw(int From, Why Why, IReadOnlyList<int> Events);

/// <summary>Moments of draws in one list: an event, and where another event tells of it later, that one's complement behind it.</summary>
internal static class Draws
{
    public static IReadOnlyList<int> Told(int at, int by) => at == by ? [at] : [at, ~by];

    /// <summary>The next draw from i on; By is the event that tells of it.</summary>
    public static bool Next(ReadOnlySpan<int> events, ref int i, out int at, out int by)
    {
        (at, by) = (-1, -1);
        if (i >= events.Length) return false;
        at = by = events[i++];
        if (i < events.Length && events[i] < 0) by = ~events[i++];
        return true;
    }

    /// <summary>Both lists' draws, each once, in order.</summary>
    public static IReadOnlyList<int> Union(IReadOnlyList<int> a, IReadOnlyList<int> b, Timeline timeline)
    {
        if (a.SequenceEqual(b)) return a;
        var all = new List<(int At, int By)>();
        foreach (var list in new[] { a, b })
            for (var i = 0; Next(list.ToArray(), ref i, out var at, out var by);)
                if (!all.Contains((at, by))) all.Add((at, by));
        all.Sort((x, y) => timeline.Compare(x.At, y.At) is var order and not 0 ? order : timeline.Compare(x.By, y.By));
        return all.SelectMany(d => Told(d.At, d.By)).ToList();
    }
}

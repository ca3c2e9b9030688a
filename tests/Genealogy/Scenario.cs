using Traceability.Cloud.Store;
using Traceability.Plant;
using Traceability.Tests.Genealogy.Table;

namespace Traceability.Tests.Genealogy;

/// <summary>
/// A story as two tables: what happens, and what must be answered. Every expectation is asked of the events as written and
/// again of the events shuffled and some of them repeated: the answer must be the same (S14).
/// <code>
/// names    A/1 a lot · A an item whose lot nobody recorded · P#7 a unit · P#1..5 five units · [3] a container
/// amounts  A/1 10 or A/1=10 · A/1=? unknown · A/1 alone: not stated (one piece after install, pack and "of")
/// lines    [name=] time verb things keyword value …   in the order of arrival; one gateway's lines in the order of its numbers
///
/// feed A sequential overlap 3 per 1        rule of an item: sequential|mix, overlap|overlapSeconds n, early|earlySeconds n, per n, oneAtATime
/// lost g2 3                                the next three numbers of gateway g2 never arrive
/// 08:00 receive A/1 10 from SUP at DOCK    also supplierLot 77
/// 08:01 move A/1 5 from DOCK to LINE       also from a line: from LINE run 1 position LEFT; pick is the same from a pick face
/// 08:02 load A/1 5 run 1 at LINE           also position LEFT, "load A 5" without its lot, stateless (from elsewhere, without a feed)
/// 08:03 make P#1..5 run 1 lot L            units ten seconds apart; also "make B/1 5 C/1=2 run 1", and with own inputs: of A/1=5 U#1
/// 08:04 install P#1 U#1 A/1=2              remove P#1 A/1=1 · remove P#1 (all)
/// 08:05 empty TANK A                       a line, a position, a tank; of one item or of all
/// 08:06 pack [1] P#1..2 A/1=5 at DOCK      unpack [1] P#1 · unpack [1] (all)
/// 08:07 ship [1] A/1=3 from DOCK to EAST   also order SO1; unship [1] says it did not leave (void_shipping)
/// 08:08 return P#1 from EAST at DOCK       by a customer
/// 08:09 count STORE A/1=5 whole            whole: what is not listed is not there; else only what is listed is counted
/// 08:10 sample A/1 2 at STORE              scrap A/1 2 at STORE · repair P#1 at BENCH
/// 08:11 void wrong corrected right         the named line did not occur, or was wrong and the other named line is right
/// … by g2 error 2000 | unsynced | boot b2  by which gateway (g1 where not said, - is from elsewhere), and its clock's doubt in ms
/// </code>
/// A question is <c>[forward|backward] thing [contamination] [asOf 08:05] [knownAt name]</c>.
/// </summary>
internal sealed class Scenario
{
    public const string Domain = Names.Domain;
    private const int Shuffles = 4;

    private readonly Dictionary<(DateTimeOffset?, string?), List<(string Label, Answers Answers)>> _answers = [];
    private readonly EventLines _events;
    private readonly PlantModel _plant;
    private bool _everyOrder;

    private Scenario(string table, PlantModel plant) => (_events, _plant) = (new EventLines(table), plant);

    /// <summary>A plant with a tank that mixes, and a pipe in which lots follow one another but for 50 on either side.</summary>
    public static PlantModel Plant { get; } = PlantFile.Read("""
        {"plant":"test","gln":"9521321900011","identityDomain":"https://plant.example",
         "locations":[{"location":"TANK","kind":"tank","policy":"mixed"},{"location":"PIPE","kind":"tank","policy":"plugFlow","band":50}]}
        """u8);

    public static Scenario Of(string table, PlantModel? plant = null) => new(table, plant ?? Plant);

    public static string Uri(string name) => Names.Uri(name);

    /// <summary>The events as a store holds them, in the order written.</summary>
    public IReadOnlyList<StoredEvent> Stored => _events.Stored;

    /// <summary>Asks every order of arrival there is instead of a few; for tables of up to six events.</summary>
    public Scenario InEveryOrder()
    {
        _everyOrder = true;
        return this;
    }

    /// <summary>Lines of <c>class: things</c>; what is not named is not in the answer. What is not certain must say why.</summary>
    public Scenario Expect(string question, string table) => Ask(question, table, (answers, q) =>
    {
        var traced = answers.Trace(q);
        Assert.DoesNotContain(traced, t => t.Class != "confirmed" && string.IsNullOrWhiteSpace(t.Reason));
        return traced.Select(t => (t.Class, t.Name));
    });

    /// <summary>Lines of <c>links from the seed: things</c>.</summary>
    public Scenario ExpectDepth(string question, string table) => Ask(question, table, (answers, q) => answers.Trace(q).Select(t => ($"{t.Depth}", t.Name)));

    /// <summary>Lines of <c>reason: things</c>: what is near and provably not affected.</summary>
    public Scenario ExpectExcluded(string question, string table) => Ask(question, table, (answers, q) => answers.Excluded(q));

    /// <summary>Words that the reason of one thing of the answer contains.</summary>
    public Scenario ExpectReason(string question, string thing, string reason)
    {
        foreach (var (label, answers, q) in Asked(question))
        {
            var found = answers.Trace(q).Find(t => t.Name == thing)?.Reason;
            Assert.True(found?.Contains(reason, StringComparison.Ordinal), $"{label}: the reason of {thing} is '{found}' and should hold '{reason}'");
        }
        return this;
    }

    /// <summary>Lines of <c>customer: P#1 ?P#2 A/1=5 A/2=?</c>: what of the seed and of its forward trace went to whom; ? before is only possible, behind is not counted.</summary>
    public Scenario ExpectCustomers(string question, string table) => Ask(question, table, (answers, q) =>
    {
        var affected = Affected(answers, q);
        string Mark(string name) => affected[name] == "possible" ? "?" + name : name;
        var units = answers.Shipments().SelectMany(s => s.Units.Where(affected.ContainsKey).Select(u => (s.Customer!, Mark(u))));
        var lots = answers.Shipments().SelectMany(s => s.Quantities.Where(l => affected.ContainsKey(l.Lot)).Select(l => (Customer: s.Customer!, l.Lot, l.Quantity)));
        return units.Concat(lots.GroupBy(l => (l.Customer, l.Lot)).Select(g => (g.Key.Customer, $"{Mark(g.Key.Lot)}={(g.Any(l => l.Quantity is null) ? "?" : $"{g.Sum(l => l.Quantity):0.###}")}")));
    });

    /// <summary>Lines of <c>customer: [1]=3of24</c>: containers with affected contents, and how many of how many are.</summary>
    public Scenario ExpectPallets(string question, string table) => Ask(question, table, (answers, q) =>
    {
        var affected = Affected(answers, q);
        return answers.Shipments().Where(s => s.Container is not null && s.Units.Any(affected.ContainsKey))
            .Select(s => (s.Customer!, $"{s.Container}={s.Units.Count(affected.ContainsKey)}of{s.Units.Count}"));
    });

    /// <summary>Words of a balance with their figures; what is not named must be 0.</summary>
    public Scenario ExpectBalance(string question, string figures)
    {
        var expected = figures.Split(' ', StringSplitOptions.RemoveEmptyEntries).Chunk(2).ToDictionary(w => w[0], w => Names.Number(w[1]));
        foreach (var (label, answers, q) in Asked(question))
        {
            var found = answers.Balance(q.Thing);
            Assert.Subset(found.Keys.ToHashSet(), expected.Keys.ToHashSet());
            Same($"balance of {label}", Words(found.Keys.ToDictionary(k => k, k => expected.GetValueOrDefault(k))), Words(found));
        }
        return this;
    }

    private static string Words(Dictionary<string, decimal> figures) => string.Join(' ', figures.Where(f => f.Value != 0).Select(f => $"{f.Key} {f.Value:0.###}"));

    /// <summary>Places of a lot with what lies there: <c>STORE 5 LINE ?</c>.</summary>
    public Scenario ExpectStock(string question, string places)
    {
        static string Listed(IEnumerable<string> stock) => string.Join(' ', stock.Order(StringComparer.Ordinal));
        var expected = Listed(places.Split(' ', StringSplitOptions.RemoveEmptyEntries).Chunk(2).Select(w => $"{w[0]} {w[1]}"));
        foreach (var (label, answers, q) in Asked(question))
            Same($"stock of {label}", expected, Listed(answers.Stock(q.Thing).Select(p => p.Quantity is { } quantity ? $"{p.Place} {quantity:0.###}" : $"{p.Place} ?")));
        return this;
    }

    /// <summary>Where a thing is: <c>packed in [1] at DOCK</c>; place and container are asked only where they are said.</summary>
    public Scenario ExpectWhere(string question, string where)
    {
        var words = where.Split(' ').ToList();
        string? Word(string key) => words.IndexOf(key) is >= 0 and var i ? words[i + 1] : null;
        foreach (var (label, answers, q) in Asked(question))
        {
            var found = answers.Where(q.Thing);
            var (place, container) = (Word("at") is null ? null : found.Place, Word("in") is null ? null : found.Container);
            Same($"where {label}", $"{(words[0], Word("at"), Word("in"))}", $"{(found.State, place, container)}");
        }
        return this;
    }

    private static Dictionary<string, string> Affected(Answers answers, Question q)
    {
        var affected = answers.Seeds(q.Thing).ToDictionary(s => s, _ => "confirmed");
        foreach (var traced in answers.Trace(q with { Forward = true }).Where(t => t.Class is "confirmed" or "possible")) affected[traced.Name] = traced.Class;
        return affected;
    }

    private Scenario Ask(string question, string table, Func<Answers, Question, IEnumerable<(string Set, string Thing)>> ask)
    {
        var expected = EventLines.Split(table).Select(line => line.Split(':', 2))
            .SelectMany(set => set[1].Split(' ', StringSplitOptions.RemoveEmptyEntries).SelectMany(Names.Expand).Select(t => (set[0], t)));
        foreach (var (label, answers, q) in Asked(question)) Same(label, Sets(expected), Sets(ask(answers, q)));
        return this;
    }

    // The whole of both, because a set that is cut in the middle does not say what is wrong.
    private static void Same(string what, string expected, string found) => Assert.True(expected == found, $"{what}\nexpected\n{expected}\nfound\n{found}");

    private static string Sets(IEnumerable<(string Set, string Thing)> things) => string.Join('\n', things.Distinct()
        .GroupBy(t => t.Set, t => t.Thing).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => $"{g.Key}: {string.Join(' ', g.Order(StringComparer.Ordinal))}"));

    private IEnumerable<(string Label, Answers Answers, Question Question)> Asked(string question)
    {
        var q = Question.Of(question);
        if (!_answers.TryGetValue((q.AsOf, q.KnownAt), out var orders)) _answers.Add((q.AsOf, q.KnownAt), orders = [.. Orders(q)]);
        return orders.Select(o => ($"{question}, {o.Label}", o.Answers, q));
    }

    private IEnumerable<(string Label, Answers Answers)> Orders(Question q)
    {
        // What was known when depends on the order of arrival, which is the order written.
        if (q.KnownAt is { } name) return [($"known at {name}", new Answers(Stored, _plant, q.AsOf, _events.CommitOf(name)))];
        var orders = _everyOrder ? Permutations([.. Stored]) : Enumerable.Range(1, Shuffles).Select(Shuffled);
        return orders.Prepend([.. Stored]).Select((events, i) => (i == 0 ? "as written" : $"shuffled {i}", Arrived(events)));

        Answers Arrived(StoredEvent[] events) => new([.. events.Select((s, n) => s with { Commit = n + 1 })], _plant, q.AsOf);
    }

    private StoredEvent[] Shuffled(int seed)
    {
        var random = new Random(seed);
        var twice = Stored.Where(_ => random.Next(4) == 0).Concat(Stored).ToArray();
        random.Shuffle(twice);
        return twice;
    }

    private static IEnumerable<StoredEvent[]> Permutations(StoredEvent[] events) =>
        events.Length < 2
            ? [events]
            : events.SelectMany((_, i) => Permutations([.. events[..i], .. events[(i + 1)..]]), (first, rest) => (StoredEvent[])[first, .. rest]);
}

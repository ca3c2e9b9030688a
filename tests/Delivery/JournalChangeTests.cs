using System.Text;
using Traceability.Edge.Journal;

namespace Traceability.Tests.Delivery;

/// <summary>A gateway with a journal of one kind that is started with another: only in a build that has several.</summary>
public sealed class JournalChangeTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly List<string> _said = [];

    public static TheoryData<string, string> Pairs
    {
        get
        {
            var pairs = new TheoryData<string, string>();
            foreach (var from in Journals.All.Names)
                foreach (var to in Journals.All.Names.Where(n => n != from)) pairs.Add(from, to);
            return pairs;
        }
    }

    public void Dispose() => _folder.Dispose();

    [Theory, MemberData(nameof(Pairs))]
    public void Undelivered_events_in_the_other_kind_stop_it_with_the_way_out(string from, string to)
    {
        using (var old = Open(from)) old.Commit(Write(1));
        var e = Assert.Throws<JournalException>(() => Open(to));
        Assert.Contains($"1 events in {Path(from)} are not with the cloud yet", e.Message, StringComparison.Ordinal);
        Assert.Contains($"start with --journal {from} until /state shows an empty queue", e.Message, StringComparison.Ordinal);
        // Nothing has changed, and what is said to do helps.
        using var again = Open(from);
        Assert.Equal((1, 0), (again.Last, again.Delivered));
        Assert.Empty(_said);
    }

    [Theory, MemberData(nameof(Pairs))]
    public void With_all_delivered_it_changes_and_the_stations_know_what_they_knew(string from, string to)
    {
        string epoch;
        using (var old = Open(from))
        {
            epoch = old.Epoch;
            old.Commit(Write(1));
            old.Commit(Write(2));
            old.Acknowledge("a", 2);
        }
        using (var journal = Open(to))
        {
            Assert.Contains(Path(to), Assert.Single(_said), StringComparison.Ordinal);
            Assert.Equal((0, 0), (journal.Last, journal.Delivered));
            Assert.NotEqual(epoch, journal.Epoch);
            Assert.Equal("station/a:02", string.Join(" ", journal.State().Select(s => $"{s.Key}:{Convert.ToHexString(s.Value!)}")));
            Assert.Equal(2, journal.LoadReads()["a.r"]);
            journal.Commit(Write(3));
        }
        Assert.False(File.Exists(Path(from)));
        Assert.True(File.Exists($"{Path(from)}.replaced-{epoch[..8]}"));
        using var again = Open("auto");
        Assert.Equal(1, again.Last);
        Assert.Single(_said);
    }

    [Theory, MemberData(nameof(Pairs))]
    public void Auto_stays_with_the_journal_that_is_there(string kind, string other)
    {
        using (var old = Open(kind)) old.Commit(Write(1));
        using (var same = Open("auto")) Assert.Equal(1, same.Last);
        Assert.False(File.Exists(Path(other)));
    }

    private IJournal Open(string choice) => Journals.Open(choice, _folder.Path, "g1", TimeProvider.System, _said.Add);

    private string Path(string kind) => Journals.PathOf(_folder.Path, "g1", Journals.All[kind].Extension);

    private static JournalWrite Write(byte n) => new()
    {
        Records = [Encoding.UTF8.GetBytes($$"""{"n":{{n}}}""")],
        State = [new("station/a", [n])],
        Reads = [new("a.r", n)],
    };
}

namespace Traceability.Edge.Journal;

/// <summary>A kind of journal: the end of its file's name, and how it is opened.</summary>
public sealed record JournalKind(string Extension, Func<string, TimeProvider, IJournal> Open);

/// <summary>
/// The kinds of journal in this build, and which of them a gateway uses. It never changes its journal silently: the other kind's
/// undelivered events stop it, and where all are delivered, what the stations know goes along.
/// </summary>
public static partial class Journals
{
    private const string LiteDbExtension = "litedb", SqliteExtension = "db";

    public static Adapters<JournalKind> All { get; } = InBuild();

    /// <summary>The kind that <c>auto</c> means where there is no journal yet.</summary>
    public static JournalKind Default => All[All.Choose("auto")];

    public static string PathOf(string folder, string gateway, string extension) => Path.Combine(folder, $"{gateway}.journal.{extension}");

    /// <summary>Every journal that a gateway has here, with its kind; null where this build cannot read it.</summary>
    public static IReadOnlyList<(string Path, string? Kind)> There(string folder, string gateway) =>
        [.. new[] { LiteDbExtension, SqliteExtension }.Select(x => (Path: PathOf(folder, gateway, x), All.Names.FirstOrDefault(n => All[n].Extension == x))).Where(j => File.Exists(j.Path))];

    /// <summary>What <c>auto</c> means: the journal that is there, else the first kind of this build.</summary>
    public static string Choose(string choice, string folder, string gateway) =>
        choice == "auto" && There(folder, gateway) is [{ Kind: { } kind }] ? kind : All.Choose(choice);

    /// <param name="choice">A kind, or auto.</param>
    /// <param name="folder">The gateway's data.</param>
    /// <param name="gateway">Its code.</param>
    /// <param name="time">Says when a record was written.</param>
    /// <param name="say">Takes the sentence where the journal changes.</param>
    /// <exception cref="JournalException">It cannot be opened, or another kind holds events that the cloud has not got.</exception>
    public static IJournal Open(string choice, string folder, string gateway, TimeProvider time, Action<string> say)
    {
        var kind = Choose(choice, folder, gateway);
        var path = PathOf(folder, gateway, All[kind].Extension);
        var others = There(folder, gateway).Where(j => j.Path != path).Select(j => (j.Path, Journal: OpenOther(j.Path, j.Kind, kind, time))).ToList();
        IJournal? journal = null;
        try
        {
            if (others.FirstOrDefault(o => o.Journal.Delivered < o.Journal.Last) is { Journal: { } full } undelivered)
                throw new JournalException($"{full.Last - full.Delivered} events in {undelivered.Path} are not with the cloud yet, and --journal {kind} would leave them there: start with --journal {Of(undelivered.Path)} "
                    + "until /state shows an empty queue, then change.");
            journal = All[kind].Open(path, time);
            foreach (var (other, old) in others) TakeOver(journal, old, other, path, say);
            return journal;
        }
        catch
        {
            journal?.Dispose();
            journal = null;
            throw;
        }
        finally
        {
            foreach (var (other, old) in others) old.Dispose();
            if (journal is not null)
                foreach (var (other, old) in others) PutAside(other, old.Epoch);
        }
    }

    private static string Of(string path) => All.Names.First(n => path.EndsWith($".{All[n].Extension}", StringComparison.Ordinal));

    private static IJournal OpenOther(string path, string? kind, string wanted, TimeProvider time) => kind is not null ? All[kind].Open(path, time)
        : throw new JournalException($"{path} is there, and this build cannot read it ({string.Join(", ", All.Missing.Select(p => $"not in this build: package {p}"))}), so nobody knows what {wanted} would leave behind: "
            + "start the build that wrote it until its queue is empty, then move the file away.");

    // Twice is once: a start that was cut off before the old file was put aside does it again.
    private static void TakeOver(IJournal journal, IJournal old, string oldPath, string path, Action<string> say)
    {
        if (journal.Last > 0) return;
        var state = new List<StateRow>();
        old.LoadState(state.Add);
        journal.Commit(new JournalWrite { State = state, Reads = [.. old.LoadReads().Select(r => new ReadNumber(r.Key, r.Value))] });
        say($"the journal changes from {oldPath}, whose {old.Last} events are all with the cloud, to {path}; what the stations know goes along");
    }

    private static void PutAside(string path, string epoch)
    {
        foreach (var end in (string[])["", "-log", "-wal", "-shm"])
            if (File.Exists(path + end)) File.Move(path + end, $"{path}.replaced-{epoch[..8]}{end}", overwrite: true);
    }

    private static Adapters<JournalKind> InBuild()
    {
        var all = new Adapters<JournalKind>("--journal");
        AddLiteDb(all);
        return all.Add("sqlite", new JournalKind(SqliteExtension, SqliteJournal.Open)).Expect("litedb", "LiteDB");
    }

    static partial void AddLiteDb(Adapters<JournalKind> all);
}

using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Traceability.Tests.Delivery;

/// <summary>
/// The file operations of one run, from strace's log, and the folders that a power cut could have left. Limits: directory entries are never
/// lost, and the disk does not lie about its fsync.
/// </summary>
internal sealed partial class CrashLog
{
    private const int Sector = 512;

    private enum Kind { Write, Truncate, Sync, Unlink, Acknowledge }

    private sealed record Operation(Kind Kind, string File, long Offset, byte[] Data);

    private readonly List<Operation> _operations = [];
    private int[] _syncings = [];

    public int Operations => _operations.Count;
    public int Syncs => _operations.Count(o => o.Kind == Kind.Sync);
    public long Acknowledged => _operations.Where(o => o.Kind == Kind.Acknowledge).Select(o => o.Offset).DefaultIfEmpty(0).Max();

    [GeneratedRegex(@"^\d+ +(\w+)\((?:\d+<([^>]*)>|""([^""]*)"")(.*)$")]
    private static partial Regex Call();

    [GeneratedRegex(@"^, ""([^""]*)""(?:\.\.\.)?, \d+(?:, (\d+))?\)? *(?:= \d+)?")]
    private static partial Regex Bytes();

    [GeneratedRegex(@"^, (\d+)")]
    private static partial Regex Length();

    public static CrashLog Parse(string strace)
    {
        var log = new CrashLog();
        foreach (var line in strace.Split('\n'))
        {
            // An interrupted call is logged twice; the first half has the data, and not knowing its end makes the cut only harder.
            if (Call().Match(line) is not { Success: true } call) continue;
            var file = Path.GetFileName(Text(call.Groups[2].Success ? call.Groups[2].Value : call.Groups[3].Value));
            var rest = call.Groups[4].Value.Replace(" <unfinished ...>", "", StringComparison.Ordinal);
            log.Add(call.Groups[1].Value, file, rest);
        }
        log._syncings = log.Syncings();
        return log;
    }

    /// <summary>Writes a folder as a cut at a random moment could leave it. Returns the newest number acknowledged before the cut.</summary>
    public long CutAt(Random random, bool honourSyncs, string folder)
    {
        var cut = random.Next(_operations.Count);
        var files = new Dictionary<string, MemoryStream>(StringComparer.Ordinal);
        long acknowledged = 0;
        // How much of what was not synced has reached the disk by luck: nothing, all, or any part.
        var luck = random.Next(3) switch { 0 => 0.0, 1 => 1.0, _ => random.NextDouble() };
        for (var i = 0; i <= cut; i++)
        {
            var operation = _operations[i];
            if (operation.Kind == Kind.Acknowledge) acknowledged = operation.Offset;
            else if (operation.Kind == Kind.Unlink) files.Remove(operation.File);
            else if (operation.Kind != Kind.Sync)
            {
                var durable = honourSyncs && _syncings[i] <= cut;
                if (!files.TryGetValue(operation.File, out var content)) files[operation.File] = content = new MemoryStream();
                Apply(content, operation, durable ? 1.0 : luck, random);
            }
        }
        foreach (var (name, content) in files) File.WriteAllBytes(Path.Combine(folder, name), content.ToArray());
        return acknowledged;
    }

    // Of each operation, where its file is synced next.
    private int[] Syncings()
    {
        var next = new Dictionary<string, int>(StringComparer.Ordinal);
        var syncings = new int[_operations.Count];
        for (var i = _operations.Count - 1; i >= 0; i--)
        {
            if (_operations[i].Kind == Kind.Sync) next[_operations[i].File] = i;
            syncings[i] = next.GetValueOrDefault(_operations[i].File, int.MaxValue);
        }
        return syncings;
    }

    private static void Apply(MemoryStream content, Operation operation, double chance, Random random)
    {
        if (operation.Kind == Kind.Truncate)
        {
            if (random.NextDouble() < chance) content.SetLength(operation.Offset);
            return;
        }
        for (var at = 0; at < operation.Data.Length;)
        {
            var position = operation.Offset + at;
            var length = (int)Math.Min(operation.Data.Length - at, Sector - position % Sector);
            if (random.NextDouble() < chance)
            {
                content.Position = position;
                content.Write(operation.Data, at, length);
            }
            at += length;
        }
    }

    private void Add(string call, string file, string rest)
    {
        var ours = file.StartsWith("journal.db", StringComparison.Ordinal) && !file.EndsWith("-shm", StringComparison.Ordinal) && !file.EndsWith(".lock", StringComparison.Ordinal);
        if (call == "write" && Bytes().Match(rest) is { Success: true } said && Text(said.Groups[1].Value) is var text && text.StartsWith("ACK ", StringComparison.Ordinal))
            _operations.Add(new Operation(Kind.Acknowledge, "", long.Parse(text.AsSpan(4).Trim(), CultureInfo.InvariantCulture), []));
        else if (!ours) return;
        else if (call == "pwrite64" && Bytes().Match(rest) is { Success: true } write)
            _operations.Add(new Operation(Kind.Write, file, long.Parse(write.Groups[2].Value, CultureInfo.InvariantCulture), Unhex(write.Groups[1].Value)));
        else if (call is "fsync" or "fdatasync") _operations.Add(new Operation(Kind.Sync, file, 0, []));
        else if (call == "ftruncate" && Length().Match(rest) is { Success: true } length)
            _operations.Add(new Operation(Kind.Truncate, file, long.Parse(length.Groups[1].Value, CultureInfo.InvariantCulture), []));
        else if (call == "unlink") _operations.Add(new Operation(Kind.Unlink, file, 0, []));
    }

    private static string Text(string hex) => hex.StartsWith("\\x", StringComparison.Ordinal) ? Encoding.UTF8.GetString(Unhex(hex)) : hex;

    private static byte[] Unhex(string text) => Convert.FromHexString(text.Replace("\\x", "", StringComparison.Ordinal));
}

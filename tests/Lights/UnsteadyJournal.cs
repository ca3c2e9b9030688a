using Traceability.Edge.Journal;
using Traceability.Messaging;

namespace Traceability.Tests.Lights;

/// <summary>The power went away in the middle of a commit: everything in memory is gone, and the write is on disk or it is not.</summary>
internal sealed class PowerCutException : Exception;

/// <summary>
/// A disk in memory whose commits take their time, fail, or end in a power cut, as the schedule says. Time passes inside
/// a commit and is watched there. What it holds outlives its gateway.
/// </summary>
internal sealed class UnsteadyJournal(IReadOnlyList<StateRow> stock, Random luck, TestTime time, Action watch) : IJournal
{
    private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(50);
    private readonly Dictionary<string, byte[]> _state = stock.ToDictionary(s => s.Key, s => s.Value!, StringComparer.Ordinal);
    private readonly Dictionary<string, long> _reads = new(StringComparer.Ordinal);

    public List<byte[]> Records { get; } = [];

    /// <summary>Records of either kind that are on disk.</summary>
    public int Picks { get; private set; }
    public int Blocked { get; private set; }
    public string Epoch => "0123456789abcdef0123456789abcdef";
    public long Last => Records.Count;
    public long Delivered => 0;

    /// <summary>While it is steady, commits neither stall nor fail.</summary>
    public bool IsSteady { get; set; } = true;
    public int Stalls { get; private set; }
    public int Failures { get; private set; }
    public int PowerCuts { get; private set; }

    public void Commit(JournalWrite write)
    {
        if (!IsSteady) Stall();
        var fate = IsSteady ? 0 : luck.Next(12);
        if (fate is 1 or 2)
        {
            Failures++;
            throw new IOException("no space left on device");
        }
        if (fate == 3) Cut();
        foreach (var record in write.Records) Add(record);
        foreach (var row in write.State)
            if (row.Value is null) _state.Remove(row.Key);
            else _state[row.Key] = row.Value;
        foreach (var read in write.Reads) _reads[read.Reader] = read.Number;
        if (fate == 4) Cut();
    }

    public void LoadState(Action<StateRow> take)
    {
        foreach (var (key, value) in _state) take(new StateRow(key, value));
    }
    public IReadOnlyDictionary<string, long> LoadReads() => _reads;
    public Batch? Read(long from, int maxRecords, int maxBytes) => null;
    public void Acknowledge(string incarnation, long number) { }
    public void Dispose() { }

    /// <summary>Lets time pass in small steps and has it watched at each.</summary>
    public void Pass(TimeSpan span)
    {
        for (; span > TimeSpan.Zero; span -= s_step)
        {
            time.Advance(span < s_step ? span : s_step);
            watch();
        }
    }

    private void Add(byte[] record)
    {
        Records.Add(record);
        if (record.AsSpan().IndexOf("\"picking\""u8) >= 0) Picks++;
        if (record.AsSpan().IndexOf("pick_blocked"u8) >= 0) Blocked++;
    }

    private void Stall()
    {
        var milliseconds = luck.Next(6) switch { 0 => luck.Next(200, 600), 1 => luck.Next(600, 6000), _ => luck.Next(1, 40) };
        if (milliseconds > 250) Stalls++;
        Pass(TimeSpan.FromMilliseconds(milliseconds));
    }

    private void Cut()
    {
        PowerCuts++;
        throw new PowerCutException();
    }
}

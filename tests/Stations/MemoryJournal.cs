using Traceability.Edge.Journal;
using Traceability.Messaging;

namespace Traceability.Tests.Stations;

/// <summary>A journal that lives as long as the test, with a known epoch: the same reads then give the same bytes.</summary>
internal sealed class MemoryJournal(string gateway) : IJournal
{
    private readonly Dictionary<string, StateRow> _state = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _reads = new(StringComparer.Ordinal);

    public List<byte[]> Records { get; } = [];
    public string Epoch { get; } = $"epoch-of-{gateway}";
    public long Last => Records.Count;
    public long Delivered { get; private set; }

    public void LoadState(Action<StateRow> take)
    {
        foreach (var row in _state.Values) take(row);
    }


    public IReadOnlyDictionary<string, long> LoadReads() => _reads;

    public void Commit(JournalWrite write)
    {
        Records.AddRange(write.Records);
        foreach (var row in write.State) _state[row.Key] = row;
        foreach (var read in write.Reads) _reads[read.Reader] = read.Number;
    }

    public Batch? Read(long from, int maxRecords, int maxBytes) => from < 1 || from > Last ? null
        : new Batch(Epoch, from, new byte[32], Records.Skip((int)from - 1).Take(maxRecords).Select(r => (ReadOnlyMemory<byte>)r).ToList());

    public void Acknowledge(string incarnation, long number) => Delivered = number;

    public void Dispose() { }
}

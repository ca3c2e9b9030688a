using System.Diagnostics;
using Traceability.Edge.Journal;
using Traceability.Messaging;

namespace Traceability.Tests.Benchmarks.Face;

/// <summary>A journal that says when it was asked to commit: the light has said a refusal by then.</summary>
internal sealed class TimedJournal(IJournal journal) : IJournal
{
    public long Asked { get; private set; }

    public string Epoch => journal.Epoch;
    public long Last => journal.Last;
    public long Delivered => journal.Delivered;
    public void LoadState(Action<StateRow> take) => journal.LoadState(take);
    public IReadOnlyDictionary<string, long> LoadReads() => journal.LoadReads();

    public void Commit(JournalWrite write)
    {
        Asked = Stopwatch.GetTimestamp();
        journal.Commit(write);
    }

    public Batch? Read(long from, int maxRecords, int maxBytes) => journal.Read(from, maxRecords, maxBytes);
    public void Acknowledge(string incarnation, long number) => journal.Acknowledge(incarnation, number);
    public void Dispose() => journal.Dispose();
}

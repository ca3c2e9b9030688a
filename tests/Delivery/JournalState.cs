using Traceability.Edge.Journal;

namespace Traceability.Tests.Delivery;

/// <summary>All that a journal keeps of its stations, for tests, which have the memory.</summary>
internal static class JournalState
{
    public static IReadOnlyList<StateRow> State(this IJournal journal)
    {
        var rows = new List<StateRow>();
        journal.LoadState(rows.Add);
        return rows;
    }
}

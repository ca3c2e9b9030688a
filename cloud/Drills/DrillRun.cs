using Traceability.Cloud.Api;
using Traceability.Cloud.Genealogy;

namespace Traceability.Cloud.Drills;

/// <summary>One drill, turn by turn. The records may have grown between two turns; what is asked of a thing is asked in one.</summary>
internal sealed class DrillRun(Records records, DrillReport report, TimeProvider time, TimeSpan turn, TimeSpan keepEvery, Action<DrillReport, bool> progress)
{
    private readonly List<DrilledThing> _things = [];
    private DrillCheck? _check;
    private Projection? _of;
    private IReadOnlyList<int> _scope = [];
    private DrillReport _report = report;
    private long _kept = time.GetTimestamp();

    public async Task<DrillReport> RunAsync(CancellationToken stop)
    {
        using (await records.EnterAsync(stop))
        {
            var projection = records.Now();
            var scope = ScopeOf(projection);
            _scope = scope.Things;
            _report = _report with { Total = _scope.Count, Note = scope.Note };
        }
        progress(_report, true);
        for (var next = 0; _report.Asked.All && next >= 0; await Task.Yield())
            using (await records.EnterAsync(stop)) next = Prepare(next);
        for (var next = 0; next < _scope.Count;)
        {
            stop.ThrowIfCancellationRequested();
            using (await records.EnterAsync(stop)) next = Slice(next);
            var keep = time.GetElapsedTime(_kept) > keepEvery;
            if (keep) _kept = time.GetTimestamp();
            progress(_report, keep);
            await Task.Yield();
        }
        using (await records.EnterAsync(stop))
        {
            var completeness = Completeness.Of(records, records.Now());
            return _report with { Things = _things, Commit = records.Commit, Complete = completeness.Complete, Warnings = completeness.Warnings };
        }
    }

    private DrillScope ScopeOf(Projection projection)
    {
        if (_report.Asked.All) return DrillScope.All(projection);
        if (_report.Asked.Sample is { } count) return DrillScope.Sample(projection, count, _report.Id);
        return new DrillScope([IdParameter.Thing(projection, _report.Asked.Thing, "lot")], null);
    }

    // Where everything went, before the first lot asks for all of it at once. Negative at the end.
    private int Prepare(int next)
    {
        var projection = Ready();
        var begun = time.GetTimestamp();
        for (; next < projection.Things.Count; next++)
        {
            if (projection.Things.IsUnit(next)) _check!.Prepare(next);
            if ((next & 15) == 0 && time.GetElapsedTime(begun) >= turn) return next + 1;
        }
        return -1;
    }

    private Projection Ready()
    {
        var projection = records.Now();
        if (!ReferenceEquals(projection, _of)) (_of, _check) = (projection, new DrillCheck(projection));
        return projection;
    }

    private int Slice(int next)
    {
        Ready();
        var begun = time.GetTimestamp();
        do Add(_check!.Of(_scope[next++]));
        while (next < _scope.Count && time.GetElapsedTime(begun) < turn);
        return next;
    }

    private void Add(DrilledThing thing)
    {
        _report = _report with
        {
            Checked = _report.Checked + 1,
            Answered = _report.Answered + (thing.Answered ? 1 : 0),
            ClosedBalances = _report.ClosedBalances + (thing.Gap is null or 0 ? 1 : 0),
            Links = _report.Links + thing.Links,
            GapCount = _report.GapCount + thing.Gaps.Count,
        };
        if (_things.Count < DrillReport.Kept && (!_report.Asked.All || thing.Gaps.Count > 0)) _things.Add(thing);
    }
}

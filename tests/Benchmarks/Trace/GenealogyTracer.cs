using Microsoft.AspNetCore.Builder;
using Traceability.Cloud.Drills;
using Traceability.Cloud.Genealogy;
using Traceability.Cloud.Store;
using Traceability.Plant;

namespace Traceability.Tests.Benchmarks.Trace;

/// <summary>The genealogy as the service runs it, with its turns and its API, over events that are told once and not kept.</summary>
internal sealed class GenealogyTracer : ITracer
{
    /// <summary>One turn of a drill, as the service's own.</summary>
    private static readonly TimeSpan Turn = DrillLoop.Turn;

    private static readonly PlantModel Plant = PlantFile.Read("""{"plant":"bench","gln":"9521321900011","identityDomain":"https://plant.example"}"""u8);

    private readonly ToldStore _store = new();
    private readonly Records _records;
    private readonly Projection? _kept;
    private WebApplication? _served;

    private GenealogyTracer(Projection? kept) => (_kept, _records) = (kept, new Records(_store, Plant));

    public static TraceEngine Engine => new(() => new GenealogyTracer(null), path => new GenealogyTracer(Snapshot.Read(path, Plant).View));

    public void Load(IEnumerable<StoredEvent> events)
    {
        _store.Tell(events);
        View();
    }

    public void Append(StoredEvent stored)
    {
        using var lease = _records.EnterAsync().GetAwaiter().GetResult();
        _store.Tell([stored]);
        View();
    }

    public (int Things, int Links) Forward(string seedUri)
    {
        using var lease = _records.EnterAsync().GetAwaiter().GetResult();
        var view = View();
        var result = view.Forward(view.Things.Of(seedUri), TraceMode.Defect);
        return (result.Things.Count, result.Links.Count);
    }

    public long LinkBytes => View().Graph.Bytes;

    public void WriteSnapshot(string path) => Snapshot.Write(path, View().Log, View(), Plant);

    public int Drill()
    {
        var report = new DrillReport(1, new DrillOrder(null, null, All: true), DrillState.Running, DateTimeOffset.UnixEpoch, null);
        return new DrillRun(_records, report, TimeProvider.System, Turn, TimeSpan.FromHours(1), (_, _) => { }).RunAsync(CancellationToken.None).GetAwaiter().GetResult().Checked;
    }

    public IReadOnlyList<string> Suspects(IReadOnlyList<string> failing, IReadOnlyList<string> good)
    {
        using var lease = _records.EnterAsync().GetAwaiter().GetResult();
        var view = View();
        using var suspects = new Suspects(view);
        return [.. suspects.Of([.. failing.Select(view.Things.Of)], [.. good.Select(view.Things.Of)]).Causes.Select(c => c.Cause.Id)];
    }

    public async Task<Func<string, Uri>> ServeAsync()
    {
        _served = Cloud.Host.Build(Plant, _store, port: 0, records: _records);
        await _served.StartAsync();
        var address = new Uri(_served.Urls.First());
        return uri => new Uri(address, $"/api/v1/trace?id={Uri.EscapeDataString(uri)}");
    }

    public async ValueTask DisposeAsync()
    {
        if (_served is not null) await _served.DisposeAsync();
        _records.Dispose();
    }

    private Projection View() => _kept ?? _records.Now();

    /// <summary>A store whose events are gone once they were read: five million links' events would not fit beside the genealogy.</summary>
    private sealed class ToldStore : IEventStore
    {
        private readonly TaskCompletionSource _never = new();
        private IEnumerable<StoredEvent> _events = [];

        public long LastCommit { get; private set; }

        public void Tell(IEnumerable<StoredEvent> events)
        {
            _events = events;
            LastCommit++;
        }

        public IEnumerable<StoredEvent> ReadAfter(long commit)
        {
            foreach (var stored in _events)
            {
                LastCommit = stored.Commit;
                yield return stored;
            }
            _events = [];
        }

        public Task WaitAfterAsync(long commit, CancellationToken stop) => commit < LastCommit ? Task.CompletedTask : _never.Task.WaitAsync(stop);
        public byte[]? ReadBytes(string eventId) => null;
        public IReadOnlyList<GatewayStream> Gateways() => [];
    }
}

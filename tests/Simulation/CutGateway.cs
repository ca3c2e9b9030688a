using Traceability.Edge.Devices;
using Traceability.Edge.Journal;
using Traceability.Edge.Stations;
using Traceability.Edge.Uplink;
using Traceability.Epcis;
using Traceability.Messaging;
using Traceability.Plant;
using Traceability.Tests.Delivery;

namespace Traceability.Tests.Simulation;

/// <summary>One gateway of the cut plant: the real loop over a real journal, restarted and wiped as the test wants.</summary>
internal sealed class CutGateway : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly PlantModel _plant;
    private readonly TimeProvider _time;
    private Freshness _freshness;
    private int _journals;

    public CutGateway(string code, PlantModel plant, TimeProvider time)
    {
        (Code, _plant, _time) = (code, plant, time);
        Wipe();
    }

    public string Code { get; }
    public IJournal Journal { get; private set; }
    public StationLoop Loop { get; private set; }
    public bool IsOff { get; set; }

    /// <summary>Batches on their way from peers, as the plant's broker holds them.</summary>
    public Queue<(string From, Batch Batch)> Session { get; } = [];

    public Light? Scan(DateTimeOffset time, string station, string text) =>
        Loop.Take(new Frame(station, "scanner", System.Text.Encoding.Latin1.GetBytes(text.Replace('|', '\u001d')), time, time));

    public PeerAnswer Take(string from, Batch batch)
    {
        var answer = Loop.ApplyPeer(from, batch);
        _freshness.Heard(from, batch.Epoch, batch.Last, Loop.Next(from, batch.Epoch) - 1, answer.Outcome == PeerOutcome.Gap);
        return answer;
    }

    /// <summary>A peer's birth or heartbeat.</summary>
    public void Hear(CutGateway peer) => _freshness.Heard(peer.Code, peer.Journal.Epoch, peer.Journal.Last, Loop.Next(peer.Code, peer.Journal.Epoch) - 1, isGap: false);

    /// <summary>What the peer publishes again when it is asked.</summary>
    public void Refill(CutGateway peer)
    {
        while (peer.Journal.Read(Loop.Next(peer.Code, peer.Journal.Epoch), 64, 131_072) is { } batch) Assert.Equal(PeerAnswer.Applied, Take(peer.Code, batch));
    }

    public void LoseSession()
    {
        Session.Clear();
        _freshness.SessionLost();
    }

    /// <summary>A new process over the same journal.</summary>
    [System.Diagnostics.CodeAnalysis.MemberNotNull(nameof(Journal), nameof(Loop), nameof(_freshness))]
    public void Restart()
    {
        Journal?.Dispose();
        Journal = Journals.Default.Open(_folder[$"{_journals}.db"], TimeProvider.System);
        _freshness = new Freshness(_plant, Code, _time, isReplay: false);
        Loop = new StationLoop(_plant, Code, Journal, () => new TraceClock("synced", 1, null, null), freshness: _freshness);
    }

    /// <summary>A new card: a journal with a new epoch, and nothing known.</summary>
    [System.Diagnostics.CodeAnalysis.MemberNotNull(nameof(Journal), nameof(Loop), nameof(_freshness))]
    public void Wipe()
    {
        _journals++;
        Restart();
    }

    public void Dispose()
    {
        Journal.Dispose();
        _folder.Dispose();
    }
}

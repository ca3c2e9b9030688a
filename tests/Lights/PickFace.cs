using System.Text;
using Traceability.Edge.Devices;
using Traceability.Edge.Journal;
using Traceability.Edge.Stations;
using Traceability.Epcis;
using Traceability.Plant;

namespace Traceability.Tests.Lights;

/// <summary>
/// One pick face on a random day: right and wrong lots scanned at random, a disk that stalls, fails and loses its power, a
/// loop that hangs. The real stations' loop, lease and light; at every twentieth of a second what is shown is judged.
/// </summary>
internal sealed class PickFace
{
    private static readonly TimeSpan s_retry = TimeSpan.FromSeconds(1);

    private readonly PlantModel _plant;
    private readonly Random _luck;
    private readonly TestTime _time = new(runs: false);
    private Lease _lease;
    private StationLight _light;
    private StationLoop _loop;
    private bool _taking, _wrong;
    private TimeSpan _proved, _scannedAt, _takenAt;

    /// <summary>The stock is a gateway's state with lots L0, L1, ... of one item at the face, L0 the oldest.</summary>
    public PickFace(int seed, PlantModel plant, IReadOnlyList<StateRow> stock)
    {
        (_plant, _luck) = (plant, new Random(seed));
        Journal = new UnsteadyJournal(stock, _luck, _time, Watch);
        Start();
    }

    public UnsteadyJournal Journal { get; }
    public int Looks { get; private set; }
    public int Hangs { get; private set; }

    public void Play(int reads)
    {
        for (var n = 0; n < reads; n++)
        {
            Idle(TimeSpan.FromMilliseconds(_luck.Next(600, 4000)));
            var wrong = _luck.Next(2) == 0;
            // Whoever scans sees the light come back after a power cut and scans again.
            while (!Scan(wrong)) Restart();
        }
    }

    private bool Scan(bool wrong)
    {
        var (picks, blocked, now) = (Journal.Picks, Journal.Blocked, _time.GetUtcNow());
        // Every right pick empties its lot, so the next one's turn comes.
        var lot = Encoding.Latin1.GetBytes($"]C1010952130000001530{10}\u001d10L{picks + (wrong ? 1 : 0)}");
        (_taking, _wrong, _scannedAt) = (true, wrong, _time.Ahead);
        try
        {
            _loop.Take(new Frame("face", "scanner", lot, now, now), _light);
        }
        catch (PowerCutException)
        {
            return false;
        }
        finally
        {
            (_taking, _takenAt) = (false, _time.Ahead);
        }
        Prove();
        Watch();
        Assert.Equal(wrong ? (0, 1) : (1, 0), (Journal.Picks - picks, Journal.Blocked - blocked));
        Assert.Equal(wrong ? LightPattern.RedFlashing : LightPattern.Green, _light.Look().Light.Pattern);
        return true;
    }

    // The loop beats every half second, unless it hangs for a while.
    private void Idle(TimeSpan span)
    {
        var hangs = _luck.Next(8) == 0;
        if (hangs) Hangs++;
        for (; span > TimeSpan.Zero; span -= Lease.Renewal)
        {
            Journal.Pass(span < Lease.Renewal ? span : Lease.Renewal);
            if (!hangs) Prove();
        }
        Prove();
    }

    private void Prove()
    {
        _lease.Prove();
        _proved = _time.Ahead;
    }

    /// <summary>The invariants, at this moment; what is shown is all that is asked.</summary>
    private void Watch()
    {
        Looks++;
        var shown = _light.Look().Light;
        if (Broken(shown) is not { } law) return;
        var disk = _taking ? "not on disk yet" : $"on disk at {_takenAt}";
        Assert.Fail($"{law}, {_time.Ahead}: {shown}; read at {_scannedAt}, {disk}, last proof at {_proved}");
    }

    private string? Broken(Light shown)
    {
        var (green, waited) = (shown.Pattern == LightPattern.Green, _time.Ahead - _scannedAt);
        if (green && _taking) return "green before the event is on disk";
        if (green && _wrong) return "green for the wrong lot";
        if (green && _time.Ahead - _takenAt >= StationLight.GreenFor) return "green longer than its moment";
        if (!shown.IsRefusal && _time.Ahead - _proved >= Lease.Term) return "no refusal after the lease";
        if (_wrong && shown.Pattern != LightPattern.RedFlashing) return "the wrong lot is not red at once and until the right one";
        if (_taking && waited >= StationLight.SlowAfter && shown.Pattern == LightPattern.Ready) return "a slow disk is not said";
        return _taking && waited >= StationLight.FaultAfter && !shown.IsRefusal ? "a stalled disk is no fault" : null;
    }

    private void Restart()
    {
        _time.Advance(TimeSpan.FromSeconds(_luck.Next(1, 30)));
        Start();
    }

    [System.Diagnostics.CodeAnalysis.MemberNotNull(nameof(_lease), nameof(_light), nameof(_loop))]
    private void Start()
    {
        (_lease, _wrong, _proved) = (new Lease(_time), false, _time.Ahead - Lease.Term);
        _light = new StationLight(_lease, _time);
        _loop = new StationLoop(_plant, "g2", Journal, () => new TraceClock("replay", 0, null, null), _ =>
        {
            Journal.Pass(s_retry);
            return true;
        });
        Watch();
        var now = _time.GetUtcNow();
        Journal.IsSteady = true;
        _loop.Take(new Frame("face", "scanner", "WWO1"u8.ToArray(), now, now), _light);
        Journal.IsSteady = false;
        Prove();
    }
}

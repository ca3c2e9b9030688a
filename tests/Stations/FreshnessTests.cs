using Traceability.Edge.Stations;
using Traceability.Plant;

namespace Traceability.Tests.Stations;

/// <summary>When a face's directory counts as stale.</summary>
public sealed class FreshnessTests
{
    private static readonly PlantModel s_plant = SmallPlant.Model();
    private static readonly Location s_face = s_plant.Locations["FACE"];
    private readonly Lights.TestTime _time = new(runs: false);
    private long _applied;

    [Fact]
    public void A_gateway_that_feeds_the_face_is_awaited_from_the_start_and_must_not_fall_silent()
    {
        var fresh = New(isReplay: false);
        Assert.Equal("gateway g1 has not been heard yet", Of(fresh).Stale);
        fresh.Heard("g3", "e", 5, 5, isGap: false);
        Assert.NotNull(Of(fresh).Stale);
        fresh.Heard("g1", "e", 0, 0, isGap: false);
        Assert.Equal(new FaceAge(TimeSpan.Zero, null), Of(fresh));
        _time.Advance(TimeSpan.FromMinutes(15));
        Assert.Equal(new FaceAge(TimeSpan.FromMinutes(15), null), Of(fresh));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("gateway g1 has not been heard for 15 minutes", Of(fresh).Stale);
        fresh.Heard("g1", "e", 0, 0, isGap: false);
        Assert.Null(Of(fresh).Stale);
    }

    [Fact]
    public void A_gap_counts_at_once_and_a_number_that_is_on_its_way_after_a_while()
    {
        var fresh = New(isReplay: false);
        fresh.Heard("g1", "e", 7, applied: 0, isGap: false);
        Assert.Null(Of(fresh).Stale);
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Contains("missing", Of(fresh).Stale!, StringComparison.Ordinal);
        _applied = 7;
        Assert.Null(Of(fresh).Stale);
        fresh.Heard("g1", "e", 20, applied: 7, isGap: true);
        Assert.Contains("missing", Of(fresh).Stale!, StringComparison.Ordinal);
        // An old batch once more fills nothing.
        fresh.Heard("g1", "e", 3, applied: 7, isGap: false);
        Assert.NotNull(Of(fresh).Stale);
        _applied = 20;
        fresh.Heard("g1", "e", 20, applied: 20, isGap: false);
        Assert.Null(Of(fresh).Stale);
    }

    [Fact]
    public void A_forgotten_session_counts_until_everybody_has_told_of_itself()
    {
        var fresh = New(isReplay: false);
        fresh.Heard("g1", "e", 0, 0, isGap: false);
        fresh.SessionLost();
        Assert.Equal("gateway g1 has not been heard yet", Of(fresh).Stale);
        fresh.Heard("g1", "e", 0, 0, isGap: false);
        Assert.Contains("connection is new", Of(fresh).Stale!, StringComparison.Ordinal);
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Null(Of(fresh).Stale);
    }

    [Fact]
    public void A_replay_that_awaits_its_peers_is_not_stale_because_nobody_has_spoken_yet()
    {
        var fresh = New(isReplay: true);
        Assert.Null(Of(fresh).Stale);
        fresh.SessionLost();
        Assert.Null(Of(fresh).Stale);
        _time.Advance(TimeSpan.FromMinutes(16));
        Assert.NotNull(Of(fresh).Stale);
    }

    [Fact]
    public void The_heartbeat_is_a_third_of_the_shortest_time() => Assert.Equal(TimeSpan.FromMinutes(5), Freshness.Heartbeat(s_plant));

    private Freshness New(bool isReplay) => new(s_plant, "g2", _time, isReplay);

    private FaceAge Of(Freshness fresh) => fresh.Of(s_face, (_, _) => _applied);
}

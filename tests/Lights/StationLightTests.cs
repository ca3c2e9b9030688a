using Traceability.Edge.Lights;
using Traceability.Edge.Screen;
using Traceability.Edge.Stations;
using Traceability.Plant;
using Traceability.Tests.Delivery;

namespace Traceability.Tests.Lights;

/// <summary>What a station's light shows at a moment, as a table of verdicts and milliseconds.</summary>
public sealed class StationLightTests
{
    private readonly TestTime _time = new(runs: false);
    private readonly Lease _lease;
    private readonly StationLight _light;

    public StationLightTests()
    {
        _lease = new Lease(_time);
        _light = new StationLight(_lease, _time);
    }

    private LightPattern Now => _light.Look().Light.Pattern;

    [Fact]
    public void Nothing_is_allowed_before_the_loop_has_worked_once()
    {
        Assert.Equal(LightPattern.Blue, Now);
        _lease.Prove();
        Assert.Equal(LightPattern.Ready, Now);
    }

    [Theory]
    [InlineData(LightPattern.Green, 0, LightPattern.Ready)]
    [InlineData(LightPattern.Green, 249, LightPattern.Ready)]
    [InlineData(LightPattern.Green, 250, LightPattern.Yellow)]
    [InlineData(LightPattern.Green, 1999, LightPattern.Yellow)]
    [InlineData(LightPattern.Green, 2000, LightPattern.Blue)]
    [InlineData(LightPattern.Yellow, 249, LightPattern.Ready)]
    [InlineData(LightPattern.Yellow, 2000, LightPattern.Blue)]
    [InlineData(LightPattern.RedFlashing, 0, LightPattern.RedFlashing)]
    [InlineData(LightPattern.RedFlashing, 60_000, LightPattern.RedFlashing)]
    [InlineData(LightPattern.Blue, 0, LightPattern.Blue)]
    public void While_a_verdict_goes_to_disk(LightPattern verdict, int milliseconds, LightPattern shown)
    {
        _lease.Prove();
        _light.Begin(new Light(verdict, "x"));
        _time.Advance(TimeSpan.FromMilliseconds(milliseconds));
        Assert.Equal(shown, Now);
    }

    [Theory]
    [InlineData(LightPattern.Green, 0, LightPattern.Green)]
    [InlineData(LightPattern.Green, 1499, LightPattern.Green)]
    [InlineData(LightPattern.Green, 1500, LightPattern.Ready)]
    [InlineData(LightPattern.Green, 2000, LightPattern.Blue)]
    [InlineData(LightPattern.Yellow, 1999, LightPattern.Yellow)]
    [InlineData(LightPattern.Yellow, 2000, LightPattern.Blue)]
    [InlineData(LightPattern.RedFlashing, 60_000, LightPattern.RedFlashing)]
    public void After_it_is_on_disk_without_another_proof(LightPattern verdict, int milliseconds, LightPattern shown)
    {
        _light.Begin(new Light(verdict, "x"));
        _light.End(new Light(verdict, "x"));
        _lease.Prove();
        _time.Advance(TimeSpan.FromMilliseconds(milliseconds));
        Assert.Equal(shown, Now);
    }

    [Fact]
    public void The_last_labels_green_is_withdrawn_when_the_next_one_is_read()
    {
        _lease.Prove();
        _light.End(Light.Green("first"));
        Assert.Equal(LightPattern.Green, Now);
        _light.Begin(Light.Green("second"));
        Assert.Equal(LightPattern.Ready, Now);
        _light.End(Light.Green("second"));
        Assert.Equal((LightPattern.Green, "second"), (Now, _light.Look().Light.Text));
    }

    [Fact]
    public void Red_stays_until_the_right_lot_is_on_disk()
    {
        _lease.Prove();
        _light.Begin(Light.RedFlashing("wrong"));
        _light.End(Light.RedFlashing("wrong"));
        _light.Begin(Light.Green("right"));
        Assert.Equal(LightPattern.RedFlashing, Now);
        _light.End(Light.Green("right"));
        Assert.Equal(LightPattern.Green, Now);
    }

    [Fact]
    public void A_repeated_read_changes_nothing_and_a_stalled_refusal_says_that_it_is_not_on_disk()
    {
        _lease.Prove();
        _light.End(Light.Yellow("y"));
        var number = _light.Look().Number;
        _light.Begin(null);
        _light.End(null);
        Assert.Equal((number, LightPattern.Yellow), (_light.Look().Number, Now));
        _light.Begin(Light.RedFlashing("wrong lot"));
        _time.Advance(StationLight.FaultAfter);
        Assert.Equal("wrong lot. Not on disk yet: call a lead", _light.Look().Light.Text);
    }

    // Whoever shows the light sleeps until it is due: the light must not change before.
    [Fact]
    public void It_never_changes_before_it_says_it_is_due()
    {
        _lease.Prove();
        _light.End(Light.Green("g"));
        _light.Begin(null);
        for (var step = 0; step < 20 && _light.Look() is { Due: var due, Light: var light } && due != Timeout.InfiniteTimeSpan; step++)
        {
            _time.Advance(due - TimeSpan.FromTicks(1));
            Assert.Equal(light, _light.Look().Light);
            _time.Advance(TimeSpan.FromTicks(1));
        }
        Assert.Equal(LightPattern.Blue, Now);
    }

    // Between two reads nothing is told: a screen that only waits would keep its blue from the start to the first label.
    [Fact]
    public async Task The_screen_comes_back_by_itself_when_the_loop_gets_on()
    {
        var board = new LightBoard(["face"], _time);
        using var stop = new CancellationTokenSource();
        var running = new BoardLoop(new Dictionary<string, StationLight> { ["face"] = _light }, board, () => { }, _time).RunAsync(stop.Token);
        Assert.Equal("blue", board.Lights["face"].Pattern);
        _lease.Prove();
        _time.Advance(Lease.Renewal);
        await Eventually.TrueAsync(() => board.Lights["face"].Pattern == "ready", "the page is ready after the first proof");
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Equal("blue", board.Lights["face"].Pattern);
    }

    [Theory]
    [InlineData("ready", 0, "white", -1)]
    [InlineData("green", 0, "green buzzer", 200)]
    [InlineData("green", 200, "green", -1)]
    [InlineData("redFlashing", 0, "red buzzer", 200)]
    [InlineData("redFlashing", 200, "red", 50)]
    [InlineData("redFlashing", 250, "", 150)]
    [InlineData("redFlashing", 400, "buzzer", 100)]
    [InlineData("redFlashing", 500, "red buzzer", 100)]
    [InlineData("redFlashing", 600, "red", 150)]
    [InlineData("redFlashing", 2000, "red buzzer", 200)]
    [InlineData("blue", 999, "blue", 1)]
    [InlineData("blue", 1000, "", 1000)]
    public void Rhythm_of_lamps_that_know_only_on_and_off(string pattern, int milliseconds, string lit, int next)
    {
        var (picture, due) = LampRhythm.At(TowerPictures.Defaults[pattern], TimeSpan.FromMilliseconds(milliseconds), flashesItself: false);
        Assert.Equal(lit, string.Join(' ', Enum.GetValues<Lamp>().Where(l => picture[l] != LampSignal.Off)).ToLowerInvariant());
        Assert.Equal(next, due == Timeout.InfiniteTimeSpan ? -1 : due.TotalMilliseconds);
        Assert.DoesNotContain(Enum.GetValues<Lamp>(), l => picture[l] is LampSignal.Slow or LampSignal.Fast);
    }

    [Fact]
    public void Every_pattern_has_its_word_and_its_picture() =>
        Assert.Equal(Enum.GetNames<LightPattern>().Select(n => char.ToLowerInvariant(n[0]) + n[1..]).ToHashSet(), TowerPictures.Patterns.ToHashSet());
}

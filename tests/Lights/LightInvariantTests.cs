using System.Diagnostics;
using Traceability.Tests.Stations;
using Xunit.Abstractions;

namespace Traceability.Tests.Lights;

/// <summary>
/// What a light may never do, over ten thousand random days in virtual time: green before the event is on disk, anything
/// but a refusal after the lease, a wrong lot that is not red at once, a blocked pick that is not recorded.
/// </summary>
public sealed class LightInvariantTests(ITestOutputHelper output)
{
    private const int Seeds = 10_000, Reads = 8;

    [Fact]
    public void Over_ten_thousand_random_days_no_light_allows_what_is_not_on_disk()
    {
        var plant = SmallPlant.Model();
        var stock = SmallPlant.StateOfFace("g2", Enumerable.Range(0, 3 * Reads).Select(n => $"L{n}"));
        var (looks, picks, blocked, stalls, failures, cuts, hangs) = (0L, 0, 0, 0, 0, 0, 0);
        var took = Stopwatch.StartNew();
        for (var seed = 1; seed <= Seeds; seed++)
        {
            var face = new PickFace(seed, plant, stock);
            try
            {
                face.Play(Reads);
            }
            catch (Xunit.Sdk.XunitException e)
            {
                Assert.Fail($"seed {seed}: {e.Message}");
            }
            var journal = face.Journal;
            (looks, picks, blocked) = (looks + face.Looks, picks + journal.Picks, blocked + journal.Blocked);
            (stalls, failures, cuts, hangs) = (stalls + journal.Stalls, failures + journal.Failures, cuts + journal.PowerCuts, hangs + face.Hangs);
        }
        output.WriteLine($"{Seeds} days, {looks} looks: {picks} picks, {blocked} blocked, {stalls} stalls over 250 ms, {failures} refused writes, "
            + $"{cuts} power cuts, {hangs} hangs, in {took.Elapsed.TotalSeconds:0.0} s");
        // A schedule in which nothing happens proves nothing.
        Assert.All((int[])[picks, blocked, stalls, failures, cuts, hangs], count => Assert.True(count > Seeds / 10));
    }
}

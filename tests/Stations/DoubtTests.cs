using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Traceability.Edge;
using Traceability.Edge.Devices;
using Traceability.Edge.Replay;
using Traceability.Edge.Stations;
using Traceability.Epcis;
using Traceability.Plant;
using Traceability.Tests.Delivery;
using static Traceability.Epcis.Vocabulary;

namespace Traceability.Tests.Stations;

/// <summary>What a face does when the gateway cannot be sure: of its clock, or of what others did there.</summary>
public sealed class DoubtTests : IDisposable
{
    private static readonly DateTimeOffset s_morning = new(2026, 3, 2, 6, 0, 0, TimeSpan.Zero);
    private readonly MemoryJournal _journal = new("g2");

    public void Dispose() => _journal.Dispose();

    // The clock matters where something at the face expires: then "not expired" cannot be said of the right lot either.
    [Theory]
    [InlineData("unsynced", "2027-01-01", "G1", LightPattern.Blue, "clock not trusted")]
    [InlineData("unsynced", null, "G1", LightPattern.Green, null)]
    [InlineData("unsynced", null, "G2", LightPattern.RedFlashing, "older lot available")]
    [InlineData("unsynced", "2027-01-01", "G9", LightPattern.Blue, "unknown lot")]
    [InlineData("synced", "2027-01-01", "G1", LightPattern.Green, null)]
    [InlineData("holdover", "2027-01-01", "G1", LightPattern.Green, null)]
    public void A_clock_that_nobody_set_allows_nothing_that_expires(string quality, string? expiry, string lot, LightPattern pattern, string? reason)
    {
        var loop = Face(SmallPlant.Text(1), quality, expiry);
        var (light, e) = Pick(loop, lot);
        Assert.Equal((pattern, reason), (light.Pattern, e.Trace!.Pick!.Verdict == "allowed" ? null : e.Trace.Pick.Reason));
        if (reason == "clock not trusted") Assert.Contains("the gateway's clock is not set, and GLASS expires", light.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("closed", "G1", LightPattern.Blue, BizStep.PickBlocked)]
    [InlineData("yellow", "G1", LightPattern.Yellow, BizStep.Picking)]
    [InlineData("yellow", "G2", LightPattern.RedFlashing, BizStep.PickBlocked)]
    public void A_stale_face_is_closed_or_goes_on_and_says_so(string whenStale, string lot, LightPattern pattern, string step)
    {
        var loop = Face(SmallPlant.Text(1).Replace("\"kind\": \"pickFace\"", $"\"kind\": \"pickFace\", \"whenStale\": \"{whenStale}\"", StringComparison.Ordinal), "synced", null, isStale: true);
        var (light, e) = Pick(loop, lot);
        Assert.Equal((pattern, step), (light.Pattern, e.BizStep));
        if (step == BizStep.Picking) Assert.Equal(["directory stale: gateway g1 has not been heard yet"], e.Trace!.Findings);
    }

    /// <summary>A person at the screen of a gateway that a replay runs: his read is taken, and the replay still awaits its own.</summary>
    [Fact]
    public async Task A_read_at_the_screen_is_none_of_the_replay_s()
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder["devices"]);
        using var control = new GatewayControl(folder["replay"]);
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var accepting = control.AcceptAsync(stop.Token);
        using var dock = new PseudoTerminal(DevicePlace.Of("dock", "scanner", folder.Path));
        using var store = new PseudoTerminal(DevicePlace.Of("store", "scanner", folder.Path));
        using var gateway = new Gateway(new GatewayOptions { Plant = SmallPlant.Model(), Gateway = "g1", DataFolder = folder.Path, BrokerHost = "127.0.0.1", BrokerPort = 1, ReplaySocket = folder["replay"] }, NullLogger.Instance);
        var running = gateway.RunAsync(stop.Token);
        await control.HelloAsync("g1", stop.Token);
        await control.OrderAsync("g1", new ReplayOrder { Advance = s_morning, Expect = "dock.scanner", N = 1, After = [] }, stop.Token);
        Assert.Equal("dock.scanner", (await control.AnswerAsync("g1", stop.Token)).Ready);
        var answer = control.AnswerAsync("g1", stop.Token);
        var read = await gateway.Screens["dock"].Reader.PostAsync("KPO1"u8.ToArray(), stop.Token);
        Assert.Equal((1, LightPattern.Ready), (read!.N, read.Light!.Pattern));
        Assert.False(answer.IsCompleted);
        await dock.SendAsync(Encoding.Latin1.GetBytes(SmallPlant.Glass("G1").Replace('|', '\u001d')), null, stop.Token);
        var word = await answer;
        Assert.Equal((1L, 1L), (word.Taken, word.Last));
        await stop.CancelAsync();
        await running;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => accepting);
    }

    private StationLoop Face(string text, string quality, string? expiry, bool isStale = false)
    {
        var plant = PlantFile.Read(Encoding.UTF8.GetBytes(text));
        var freshness = isStale ? new Freshness(plant, "g2", new Lights.TestTime(runs: false), isReplay: false) : null;
        var loop = new StationLoop(plant, "g2", _journal, () => new TraceClock(quality, null, null, null), freshness: freshness);
        foreach (var (lot, hours) in new[] { ("G1", -48), ("G2", -24) })
        {
            loop.Directory.Learn($"{Glass}/10/{lot}", s_morning.AddHours(hours), expiry is null ? null : DateOnly.Parse(expiry, System.Globalization.CultureInfo.InvariantCulture), null);
            loop.Directory.Put(plant.Locations["FACE"].Uri, $"{Glass}/10/{lot}", 10);
        }
        return loop;
    }

    private const string Glass = "https://id.gs1.org/01/09521300000015";

    private (Light, EpcisEvent) Pick(StationLoop loop, string lot)
    {
        foreach (var (text, second) in new[] { ("WWO1", 0), (SmallPlant.Glass(lot), 2) })
        {
            var time = s_morning.AddSeconds(second);
            var light = loop.Take(new Frame("face", "scanner", Encoding.Latin1.GetBytes(text.Replace('|', '\u001d')), time, time));
            if (second > 0) return (light!, EventReader.Read(_journal.Records[^1]));
        }
        throw new InvalidOperationException("nothing was picked");
    }
}

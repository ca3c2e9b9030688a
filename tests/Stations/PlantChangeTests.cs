using System.Text;
using Traceability.Edge.Devices;
using Traceability.Edge.Stations;
using Traceability.Epcis;
using Traceability.Plant;

namespace Traceability.Tests.Stations;

/// <summary>A station goes on with another plant file than the one its state was written under: what the new one lacks ends no gateway.</summary>
public sealed class PlantChangeTests : IDisposable
{
    private static readonly string Before = SmallPlant.Text(1).Replace("\"g2\"", "\"g1\"", StringComparison.Ordinal)
        .Replace("\"locations\": [", "\"people\": [{ \"badge\": \"LEAD\", \"name\": \"Berg\", \"role\": \"lead\" }], \"locations\": [ { \"location\": \"SPARE\", \"kind\": \"storage\", \"gln\": \"9521300002057\" },", StringComparison.Ordinal);

    private readonly MemoryJournal _journal = new("g1");
    private StationLoop _loop;
    private DateTimeOffset _now = new(2026, 3, 2, 6, 0, 0, TimeSpan.Zero);

    public PlantChangeTests()
    {
        _loop = Loop(Before);
        foreach (var lot in (string[])["G1", "G2"]) Play("dock KPO1", $"dock {SmallPlant.Glass(lot)}", $"store {SmallPlant.Glass(lot)}", "store LFACE");
    }

    public void Dispose() => _journal.Dispose();

    private StationLoop Loop(string plant) => new(PlantFile.Read(Encoding.UTF8.GetBytes(plant)), "g1", _journal, () => new TraceClock("synced", 0.5m, null, null));

    private Light? Play(params string[] reads)
    {
        Light? light = null;
        foreach (var read in reads)
        {
            _now = _now.AddSeconds(2);
            var (station, text) = (read[..read.IndexOf(' ', StringComparison.Ordinal)], read[(read.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
            light = _loop.Take(new Frame(station, "scanner", Encoding.Latin1.GetBytes(text.Replace('|', '\u001d')), _now, _now));
        }
        return light;
    }

    private EpcisEvent Last => EventReader.Read(_journal.Records[^1]);

    [Theory]
    [InlineData("\"LEAD\"", "\"OTHER-LEAD\"", "lead needed")]
    [InlineData("\"WO1\"", "\"WO9\"", "no order")]
    public void An_override_is_refused_where_its_lead_or_its_order_is_gone(string had, string has, string reason)
    {
        Play("face WWO1", $"face {SmallPlant.Glass("G2")}", "face 1HLEAD");
        _loop = Loop(Before.Replace(had, has, StringComparison.Ordinal));
        Assert.Equal(LightPattern.RedFlashing, Play("face CMD:REASON-NOACCESS")?.Pattern);
        Assert.Equal(reason, Last.Trace!.Refusal!.Reason);
    }

    [Fact]
    public void A_hand_whose_place_is_gone_goes_to_the_next_one_that_is_scanned()
    {
        var label = SmallPlant.Glass("G3");
        Play("dock KPO1", $"dock {label}", "store Q4", $"store {label}", "store LSTORE", $"store {label}");
        Assert.Contains("where does lot G3 come from?", Play("store LSPARE")?.Text, StringComparison.Ordinal);
        _loop = Loop(Before.Replace("\"SPARE\"", "\"ELSEWHERE\"", StringComparison.Ordinal));
        Assert.Equal("moved to DOCK", Play("store LDOCK")?.Text);
    }
}

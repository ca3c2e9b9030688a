using Traceability.Edge.Stations;
using Traceability.Epcis;
using Traceability.Inventory;

namespace Traceability.Tests.Stations;

/// <summary>Whatever is read in whatever order: an answer, never an exception; and the same reads give the same bytes.</summary>
public sealed class RandomReadsTests
{
    private const int Reads = 400;

    private static readonly string[] Codes =
    [
        "KPO1", "WWO1", "1KSO1", "LFACE", "LSTORE", "LLINE", "Q1", "Q4", "1HOP", "1HLEAD", "1HQA", "CMD:DONE", "CMD:UNDO", "CMD:NOTFOUND", "CMD:CLOSE", "CMD:EMPTIED", "CMD:SCRAP",
        "CMD:UNPACK", "CMD:RETURN", "CMD:REPRINT", "CMD:REMOVE", "CMD:HOLD", "CMD:RELEASE", "CMD:SAMPLE", "CMD:RMA-7", "CMD:REASON-DAMAGED", "CMD:NONSENSE", "HELLO", "]C110G1",
        "glass G1", "glass G2", "glass G3 4", "lamp S1", "lamp S2", "lamp S3 2", "case C1", "case C2", "box 1", "box 2",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Every_read_is_answered_and_a_replay_gives_the_same_bytes(int seed)
    {
        using var first = Played(seed);
        using var second = Played(seed);
        Assert.Equal(first.Journaled.Select(Convert.ToHexString), second.Journaled.Select(Convert.ToHexString));
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    public void What_lies_where_is_the_same_in_whatever_order_the_gateways_arrive(int seed)
    {
        using var plant = Played(seed);
        var streams = plant.Events.Where(e => e.Trace?.Gateway is not null).GroupBy(e => e.Trace!.Gateway!).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => g.ToList()).ToList();
        var holds = Held(plant, streams.SelectMany(s => s));
        streams.Reverse();
        Assert.True(holds == Held(plant, streams.SelectMany(s => s)), $"seed {seed}");
    }

    private static string Held(WholePlant plant, IEnumerable<EpcisEvent> events)
    {
        var inventory = new Inventory.Inventory();
        var things = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var e in events)
        {
            inventory.Apply(e, plant.Plant);
            things.UnionWith(e.QuantityList.Select(q => q.EpcClass).Concat(e.EpcList ?? []));
        }
        return string.Join('\n', things.Select(t => $"{t}: {string.Join(' ', inventory.HoldsOf(t).Order(StringComparer.Ordinal))} {inventory.Lot(t)?.Received}"));
    }

    private static WholePlant Played(int seed)
    {
        var random = new Random(seed);
        var plant = new WholePlant(WholePlant.People);
        plant.Stock("G1", "G2");
        var stations = plant.Plant.Stations.Keys.Order(StringComparer.Ordinal).ToArray();
        var station = stations[0];
        for (var i = 0; i < Reads; i++)
        {
            // A person stays at a station for a while.
            if (random.Next(6) == 0) station = stations[random.Next(stations.Length)];
            var code = Codes[random.Next(Codes.Length)];
            Light? light;
            try
            {
                light = plant.Read(station, WholePlant.Code(code.Split(' ')), random.Next(50) == 0 ? 2000 : 2, typed: random.Next(10) == 0);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"seed {seed}, read {i}: {code} at {station}", e);
            }
            Assert.True(light is { Text.Length: > 5 }, $"seed {seed}, read {i}: {code} at {station} is not answered");
        }
        return plant;
    }
}

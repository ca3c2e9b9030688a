using Traceability.Cloud.Downlink;
using Traceability.Cloud.Store;
using Traceability.Epcis;
using Traceability.Messaging;
using Traceability.Tests.Delivery;
using Xunit.Abstractions;

namespace Traceability.Tests.Simulation;

/// <summary>
/// A week without the cloud: every verdict is the one that somebody who sees everything would give, and then everything arrives in order and
/// once. And a cloud that comes back, lags, tells old things again and holds lots of its own: the verdicts stay right.
/// </summary>
public sealed class WanCutTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_week_cut_off_from_the_cloud_and_the_day_after(int seed)
    {
        output.WriteLine($"seed {seed}");
        using var folder = new TempFolder();
        using var store = SqliteStore.Open(folder["store.db"], TimeProvider.System);
        using var plant = new CutPlant(seed);
        var cloud = new Cloudy(plant, store);
        plant.Play(TimeSpan.FromDays(7));
        plant.AssertSame("after the week");

        cloud.TakeAll();
        cloud.AssertOnceAndInOrder();
        cloud.Tell(always: true);
        plant.AssertSame("when the cloud has told what it knows");

        plant.Play(TimeSpan.FromHours(20), cloud.Between);
        cloud.Wipe(plant.Gateways["g-b"]);
        plant.AssertSame("with a new card in g-b");
        plant.Play(TimeSpan.FromHours(20), cloud.Between);

        cloud.TakeAll();
        cloud.AssertOnceAndInOrder();
        cloud.Tell(always: true);
        plant.AssertSame("at the end");
        output.WriteLine(string.Join(", ", plant.Happened.OrderBy(h => h.Key, StringComparer.Ordinal).Select(h => $"{h.Key} {h.Value}")));
        foreach (var what in new[] { "allowed", "older lot available", "expired", "held", "unknown lot", "directory stale", "not found", "lost batch", "repeated batch", "forgotten session", "silence", "restart", "held on site", "held in the cloud", "old snapshot told again" })
            Assert.True(plant.Happened.GetValueOrDefault(what) > 0, $"nothing of this kind happened, so it is no proof: {what}");
    }

    /// <summary>The cloud's side: takes batches in parts, in any order of gateways and some twice, and tells faces and holds.</summary>
    private sealed class Cloudy(CutPlant plant, SqliteStore store)
    {
        private readonly PlantDirectory _directory = new(store, plant.Plant, store.Incarnation);
        private readonly Dictionary<(string, string), long> _taken = [];
        private readonly List<(string Location, byte[] Payload)> _told = [];
        private readonly Dictionary<string, string> _held = new(StringComparer.Ordinal);
        private readonly Dictionary<(string, string), long> _made = [];
        private int _holds;

        public void TakeAll()
        {
            while (plant.Gateways.Values.Where(g => Taken(g) < g.Journal.Last).ToList() is { Count: > 0 } behind) Take(behind[plant.Luck.Next(behind.Count)]);
        }

        public void Between()
        {
            if (plant.Luck.Next(3) == 0)
                for (var i = plant.Luck.Next(6); i > 0; i--) Take(plant.Gateways.Values.ElementAt(plant.Luck.Next(plant.Gateways.Count)));
            if (plant.Luck.Next(12) == 0) Hold();
            else if (plant.Luck.Next(2) == 0) Tell(always: false);
        }

        public void Tell(bool always)
        {
            _directory.CatchUp();
            foreach (var (location, _) in _directory.Faces())
            {
                var payload = FaceCodec.Encode(_directory.Snapshot(location));
                _told.Add((location, payload));
                foreach (var gateway in plant.Gateways.Values)
                    if (always || plant.Luck.Next(3) > 0) gateway.Loop.Take(location, FaceCodec.DecodeFace(payload));
            }
            if (!always && _told.Count > 4)
            {
                var (location, old) = _told[plant.Luck.Next(_told.Count - 3)];
                plant.Count("old snapshot told again");
                foreach (var gateway in plant.Gateways.Values) gateway.Loop.Take(location, FaceCodec.DecodeFace(old));
            }
            TellHolds();
        }

        /// <summary>What was on the card and not yet in the cloud would be lost, so it is taken first; then the cloud's word comes before the peers'.</summary>
        public void Wipe(CutGateway gateway)
        {
            plant.Deliver();
            while (Taken(gateway) < gateway.Journal.Last) Take(gateway);
            gateway.Wipe();
            Tell(always: true);
            plant.Beat();
            plant.Refill(gateway);
        }

        public void AssertOnceAndInOrder()
        {
            foreach (var stream in store.ReadAfter(0).Where(e => e.Gateway is not null).GroupBy(e => (e.Gateway!, e.Epoch!)))
                Assert.Equal(Enumerable.Range(1, (int)_made[stream.Key]).Select(i => (long)i), stream.Select(e => e.Number!.Value));
            foreach (var gateway in plant.Gateways.Values.Where(g => g.Journal.Last > 0)) Assert.Equal(gateway.Journal.Last, _made[(gateway.Code, gateway.Journal.Epoch)]);
        }

        private void Hold()
        {
            var lots = plant.Oracle.Lots.ToList();
            if (lots.Count == 0) return;
            var lot = lots[plant.Luck.Next(lots.Count)];
            var release = _held.Remove(lot, out var hold);
            if (!release) _held[lot] = hold = $"cloud{++_holds}";
            var e = plant.Hold(EventIdentity.Of("api", store.Incarnation, store.LastCommit + 1), lot, hold!, release);
            Assert.Equal([ForeignOutcome.Accepted], store.AppendForeign([EventWriter.Write(e)]));
            plant.Oracle.See(e);
            plant.Count(release ? "released in the cloud" : "held in the cloud");
            _directory.CatchUp();
            TellHolds();
        }

        private void TellHolds()
        {
            var list = FaceCodec.Encode(_directory.Holds());
            foreach (var gateway in plant.Gateways.Values) gateway.Loop.Take(FaceCodec.DecodeHolds(list));
        }

        private long Taken(CutGateway gateway) => _taken.GetValueOrDefault((gateway.Code, gateway.Journal.Epoch));

        private void Take(CutGateway gateway)
        {
            var from = Math.Max(1, Taken(gateway) + 1 - (plant.Luck.Next(4) == 0 ? 3 : 0));
            if (gateway.Journal.Read(from, plant.Luck.Next(1, 64), 131_072) is not { } batch) return;
            store.Append(gateway.Code, batch);
            var key = (gateway.Code, gateway.Journal.Epoch);
            _taken[key] = _made[key] = Math.Max(Taken(gateway), batch.Last);
        }
    }
}

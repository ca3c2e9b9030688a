using Traceability.Cloud.Store;
using Traceability.Epcis;

namespace Traceability.Tests.Genealogy.Oracle;

/// <summary>
/// How what happened is recorded and arrives: gateways with boots and clocks of their own, streams with numbers, declarations,
/// corrections and repeats, and an order of arrival that is rarely the order of what happened.
/// </summary>
internal static class Arrivals
{
    private sealed record Boot(string Gateway, string Epoch, string Id, TraceClock Clock, double OffSeconds);

    public static List<StoredEvent> Of(List<(int Gateway, EpcisEvent Event)> happened, Random random)
    {
        var recorded = Recorded(happened, random);
        var arrived = InOrderOfArrival(recorded, random);
        if (random.Next(2) == 0)
            foreach (var again in recorded.Where(_ => random.Next(8) == 0)) arrived.Insert(random.Next(arrived.Count + 1), again);
        return arrived.Select((s, i) => s with { Commit = i + 1 }).ToList();
    }

    private static List<StoredEvent> Recorded(List<(int Gateway, EpcisEvent Event)> happened, Random random)
    {
        var (gateways, clocksDiffer, voids) = (random.Next(1, 4), random.Next(2) == 0, random.Next(2) == 0);
        var elsewhere = random.Next(3) == 0;
        var boots = Enumerable.Range(1, gateways).Select(g => NewBoot($"g{g}", "1", clocksDiffer, random)).ToArray();
        var numbers = new Dictionary<string, long>(StringComparer.Ordinal);
        var recorded = new List<StoredEvent>();
        foreach (var (gateway, e) in happened)
        {
            var at = Math.Max(0, gateway - 1) % gateways;
            if (random.Next(40) == 0) boots[at] = NewBoot(boots[at].Gateway, random.Next(2) == 0 ? boots[at].Epoch + "1" : boots[at].Epoch, clocksDiffer, random);
            var boot = gateway == 0 && elsewhere ? null : boots[at];
            recorded.Add(Record(boot, boot is null ? e : Clocked(e, boot, random), numbers));
            if (voids && random.Next(12) == 0) Declare(recorded, Pick(random, recorded), random.Next(4) == 0 ? boots[random.Next(gateways)] : boot, numbers, random);
        }
        return recorded;
    }

    private static Boot NewBoot(string gateway, string epoch, bool differs, Random random)
    {
        var error = differs ? RandomPlants.Pick<decimal?>(random, 0, 0, 500, 2000, 5000, 30_000, 120_000) : 0;
        var unsynced = differs && random.Next(12) == 0;
        var clock = new TraceClock(unsynced ? "unsynced" : "synced", unsynced && random.Next(3) > 0 ? null : error, $"b{random.Next(1000)}", null);
        return new Boot(gateway, epoch, clock.BootId!, clock, differs ? (double)error!.Value / 1000 * (random.NextDouble() - 0.5) : 0);
    }

    // A clock that is off by its stated error, and now and then one that was set back.
    private static EpcisEvent Clocked(EpcisEvent e, Boot boot, Random random) => e with
    {
        EventTime = e.EventTime.AddMilliseconds(Math.Round(boot.OffSeconds * 1000)).AddSeconds(random.Next(25) == 0 ? -random.Next(1, 30) : 0),
        Trace = (e.Trace ?? new TraceFields()) with { Gateway = boot.Gateway, Clock = boot.Clock },
    };

    private static StoredEvent Record(Boot? boot, EpcisEvent e, Dictionary<string, long> numbers)
    {
        if (boot is null) return new StoredEvent(0, e.EventTime, null, null, null, e);
        var stream = $"{boot.Gateway} {boot.Epoch}";
        numbers[stream] = numbers.GetValueOrDefault(stream) + 1;
        return new StoredEvent(0, e.EventTime, boot.Gateway, boot.Epoch, numbers[stream], e);
    }

    /// <summary>The same event again, void; sometimes with another in its place.</summary>
    private static void Declare(List<StoredEvent> recorded, StoredEvent wrong, Boot? boot, Dictionary<string, long> numbers, Random random)
    {
        if (wrong.Event.ErrorDeclaration is not null) return;
        var corrected = random.Next(2) == 0 ? wrong.Event with { EventId = wrong.Event.EventId + "c" } : null;
        var declaration = new ErrorDeclaration(wrong.Event.EventTime, corrected is null ? "did_not_occur" : "incorrect_data", corrected is null
            ? [] : [corrected.EventId]);
        recorded.Add(Record(boot, wrong.Event with { ErrorDeclaration = declaration }, numbers));
        if (corrected is not null && recorded.TrueForAll(r => r.Event.EventId != corrected.EventId)) recorded.Add(Record(boot, Retyped(corrected), numbers));
    }

    // The usual mistake: another lot than was typed.
    private static EpcisEvent Retyped(EpcisEvent e) => e with
    {
        InputQuantityList = e.InputQuantityList.Select(Retyped).ToList(),
        OutputQuantityList = e.OutputQuantityList.Select(Retyped).ToList(),
        QuantityList = e.QuantityList.Select(Retyped).ToList(),
    };

    private static QuantityElement Retyped(QuantityElement q) => ThingUri.IsLot(q.EpcClass)
        ? q with { EpcClass = q.EpcClass[..^1] + (q.EpcClass[^1] == '1' ? '2' : '1') } : q;

    private static StoredEvent Pick(Random random, List<StoredEvent> from) => from[random.Next(from.Count)];

    private static List<StoredEvent> InOrderOfArrival(List<StoredEvent> recorded, Random random)
    {
        var arrived = recorded.ToArray();
        switch (random.Next(4))
        {
            case 0: break;
            case 1: // A stream was silent and comes late as a whole.
                var late = random.Next(1, 4);
                arrived = [.. recorded.Where(s => s.Gateway != $"g{late}"), .. recorded.Where(s => s.Gateway == $"g{late}")];
                break;
            case 2: // Gaps that are filled later.
                var missing = recorded.Where(_ => random.Next(4) == 0).ToHashSet();
                arrived = [.. recorded.Where(s => !missing.Contains(s)), .. missing];
                break;
            default: random.Shuffle(arrived); break;
        }
        return [.. arrived];
    }
}

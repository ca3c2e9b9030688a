using Traceability.Epcis;
using Traceability.Plant;

namespace Traceability.Tests.Simulation;

/// <summary>
/// Somebody who sees every event of the plant in the order it was made, and says which lot may leave a face. Written without the product's own
/// projection and rules: plain sums and a plain comparison.
/// </summary>
internal sealed class CutOracle(PlantModel plant)
{
    private readonly Dictionary<(string Place, string Lot), decimal> _stock = [];
    private readonly Dictionary<string, (DateTimeOffset Received, DateOnly Expiry)> _lots = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> _holds = new(StringComparer.Ordinal);

    public IEnumerable<string> Lots => _lots.Keys;
    public decimal Stock(string place, string lot) => _stock.GetValueOrDefault((place, lot));
    public IEnumerable<(string Lot, decimal Quantity)> At(string place) => _stock.Where(s => s.Key.Place == place && s.Value != 0).Select(s => (s.Key.Lot, s.Value));
    public IReadOnlyCollection<string> Holds(string lot) => _holds.GetValueOrDefault(lot) ?? [];

    public void See(EpcisEvent e)
    {
        foreach (var (lot, quantity) in e.QuantityList.Select(q => (q.EpcClass, q.Quantity ?? 0)))
            switch (e.BizStep)
            {
                case Vocabulary.BizStep.Receiving:
                    if (!_lots.ContainsKey(lot)) _lots[lot] = (e.EventTime, e.Trace!.Lot?.Expiry ?? DateOnly.MaxValue);
                    Add(e.BizLocation!, lot, quantity);
                    break;
                case Vocabulary.BizStep.Stocking or Vocabulary.BizStep.Storing:
                    Add(e.Trace!.From!.Place, lot, -quantity);
                    Add(e.BizLocation!, lot, quantity);
                    break;
                case Vocabulary.BizStep.Picking:
                    Add(e.ReadPoint!, lot, -quantity);
                    Add(e.BizLocation!, lot, quantity);
                    break;
                case Vocabulary.BizStep.CycleCounting: _stock[(e.BizLocation!, lot)] = quantity; break;
                case Vocabulary.BizStep.Holding: (_holds.TryGetValue(lot, out var held) ? held : _holds[lot] = []).Add(e.Trace!.Hold!.Id!); break;
                case Vocabulary.BizStep.Inspecting: _holds.GetValueOrDefault(lot)?.Remove(e.Trace!.Hold!.Id!); break;
            }
    }

    /// <summary>Null is "this one may be picked".</summary>
    public string? WhyNot(string lot, string face, DateTimeOffset time)
    {
        if (Holds(lot).Count > 0) return "held";
        if (!_lots.TryGetValue(lot, out var inHand)) return "unknown lot";
        var today = DateOnly.FromDateTime(time.UtcDateTime);
        if (inHand.Expiry < today) return "expired";
        var item = plant.Items.Values.Single(i => lot.Contains(i.Key, StringComparison.Ordinal));
        foreach (var (other, _) in At(face).Where(s => s.Quantity > 0 && s.Lot.Contains(item.Key, StringComparison.Ordinal)))
        {
            var one = _lots[other];
            if (Holds(other).Count > 0 || one.Expiry < today) continue;
            var sooner = item.Rotation == Rotation.Fefo && one.Expiry != inHand.Expiry ? one.Expiry < inHand.Expiry : one.Received < inHand.Received;
            if (sooner) return "older lot available";
        }
        return null;
    }

    private void Add(string place, string lot, decimal amount) => _stock[(place, lot)] = Stock(place, lot) + amount;
}

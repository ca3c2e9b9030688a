using Traceability.Gs1;
using Traceability.Inventory;

namespace Traceability.Edge.Stations;

/// <summary>What was typed instead of scanned: only where the item allows it, and a lot that is nearly a known one is asked about.</summary>
internal static class ManualEntry
{
    public const string Capture = "manualConfirmed";

    public static Decision? Fault(Situation s, Label label)
    {
        if (s.Capture != Capture || s.ItemOf(label) is not { } item) return null;
        if (!item.ManualEntry) return StationRules.Refuse(s, "manual entry", $"labels of {item.Code} are scanned, never typed: print another label if it cannot be read");
        if (label.LotUri is not { } lot || s.Directory.Lot(lot) is not null || s.ReaderState.Question == s.ReaderState.LastFrame) return null;
        var near = new NearMissIndex(s.Directory.LotsOf(item.Key).Select(RotationRules.LotText)).Find(label.Lot!, most: 1);
        return near is [var miss] ? StationRules.Ask(s, $"did you mean {miss.Known}? {label.Lot} is not known: enter {label.Lot} again if that is what is printed") : null;
    }
}

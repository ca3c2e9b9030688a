using static Traceability.Epcis.Vocabulary;

namespace Traceability.Edge.Stations;

/// <summary>A wrong lot stays red: whatever else is read, until the right lot, CMD:NOTFOUND or an override.</summary>
internal static class Latch
{
    /// <summary>Notes a blocked pick, and forgets it once a pick went through.</summary>
    public static Decision Note(Situation s, Label label, Decision decision)
    {
        var reader = decision.State.Reader(s.Reader);
        foreach (var e in decision.Events)
            if (e.BizStep == BizStep.PickBlocked)
                reader = reader with
                {
                    Authoriser = null,
                    Blocked = new BlockedPick(label, s.ReaderState.Quantity, e.Trace?.Pick?.Reason ?? "", [.. e.Trace?.Pick?.Expected ?? []], decision.Light!.Pattern, decision.Light.Text),
                };
            else if (e.BizStep == BizStep.Picking) reader = reader with { Blocked = null, Authoriser = null };
        return decision with { State = decision.State.With(s.Reader, reader) };
    }

    /// <summary>What the light shows: nothing but a refusal while a wrong lot is in the hand.</summary>
    public static Light? Shown(Situation s, Decision decision) =>
        decision.State.Reader(s.Reader).Blocked is { } blocked && decision.Light is { IsRefusal: false } light
            ? new Light(blocked.Pattern, $"{light.Text}. Still: {blocked.Text}") : decision.Light;
}

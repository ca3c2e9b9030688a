using System.Globalization;
using Traceability.Epcis;
using Traceability.Plant;
using static Traceability.Epcis.Vocabulary;

namespace Traceability.Edge.Stations;

/// <summary>
/// What a sequence of reads means (edge.md section 3). Every read passes here: debounce, then commands and quantities,
/// then labels, which may come in several barcodes; what a whole label does is the station's own file.
/// Nothing is ever silently ignored: what cannot be committed becomes a refused event.
/// </summary>
public static class StationRules
{
    /// <summary>A trigger pulled twice: same reader, same bytes, closer than this.</summary>
    public static readonly TimeSpan Debounce = TimeSpan.FromMilliseconds(500);

    public static Decision Decide(Situation s, DateTimeOffset frameStart, DateTimeOffset frameEnd)
    {
        var reader = s.ReaderState;
        var frame = Convert.ToHexString(s.Data.Span);
        if (reader.LastFrame == frame && frameStart - reader.LastEnd < Debounce)
            return new Decision(s.State.With(s.Reader, reader with { LastEnd = frameEnd, Repeats = reader.Repeats + 1 }), null, []);

        var aged = s with { State = Aged(s) };
        var read = aged.ReaderState with { LastFrame = frame, LastEnd = frameEnd, Repeats = 1 };
        // Another read than the one asked about answers no; what Q said belonged to the label of the question.
        if (read.Question is { } asked && asked != frame) read = read with { Question = null, Asked = null, Quantity = null };
        var seen = aged with { State = aged.State.With(s.Reader, read) };
        var decision = Command.Of(seen) is { } command ? Commands.Decide(seen, command) : Labels.Decide(seen);
        var state = decision.Events.Any(Undo.IsAct) ? decision.State with { Last = new Act(s.Stamp.Next, decision.Events.Count) } : decision.State;
        return decision with { State = state, Light = Latch.Shown(seen, decision) };
    }

    /// <summary>A question that the same label again answers yes, and any other read no.</summary>
    public static Decision Ask(Situation s, string text) =>
        new(s.State.With(s.Reader, s.ReaderState with { Question = s.ReaderState.LastFrame, Asked = text }), Light.Yellow(text), []);

    /// <summary>The red answer that keeps the read: light with the reason, and a refused event with the bytes.</summary>
    public static Decision Refuse(Situation s, string reason, string text, LightPattern pattern = LightPattern.RedFlashing)
    {
        var state = s.State.With(s.Reader, s.ReaderState with { Quantity = null, Question = null, Asked = null, Partial = null });
        return new Decision(state, new Light(pattern, text), [Refused(s, reason)]);
    }

    public static EpcisEvent Refused(Situation s, string reason)
    {
        var e = s.Event(0, EventType.ObjectEvent, BizStep.Refused);
        return e with { EpcList = [s.Station.Location.Uri], Trace = e.Trace! with { Refusal = new TraceRefusal(reason, Raw.Encode(s.Data.Span)) } };
    }

    /// <summary>A quantity as people write it.</summary>
    public static string Text(decimal quantity) => quantity.ToString("0.######", CultureInfo.InvariantCulture);

    // Silence ends jobs: a shipping session after ten minutes, everything else after half an hour. Who signed on is signed off by it.
    private static StationState Aged(Situation s)
    {
        var state = Expired(s.State.Job, s) ? s.State with { Job = null } : s.State;
        var reader = state.Reader(s.Reader);
        if (reader.Operator is not null && s.Time - reader.LastEnd > s.Station.Idle) return Badges.SignOff(s with { State = state });
        if (reader.Action is not null && s.Time - reader.LastEnd > s.Station.Idle) reader = reader with { Action = null };
        // A shipment that ended is over; of any other order the next label asks whether it goes on.
        if (Expired(reader.Job, s)) reader = reader with { Was = s.Station.Kind == StationKind.Shipping ? null : reader.Job, Job = null };
        return ReferenceEquals(reader, state.Reader(s.Reader)) ? state : state.With(s.Reader, reader);
    }

    private static bool Expired(Job? job, Situation s) => job is not null && s.Time - Used(job, s) > (s.Station.Kind == StationKind.Shipping ? Shipping.Silence : s.Station.Idle);

    // Whoever mounts a carton that lasts an hour is not idle while the line works on: the line's run keeps its scanners' order.
    private static DateTimeOffset Used(Job job, Situation s) =>
        s.Station.Kind is StationKind.Consume or StationKind.Produce && s.Line is { } line && line.WorkOrder == job.Id && line.Used > job.Used ? line.Used : job.Used;

    /// <summary>The state with the reader's job marked as used now.</summary>
    public static StationState Using(Situation s, Job job)
    {
        var used = job with { Used = s.Time };
        var state = s.State with { Job = s.State.Job?.Id == job.Id ? used : s.State.Job };
        return s.ReaderState.Job is null ? state : state.With(s.Reader, s.ReaderState with { Job = used });
    }
}

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

    /// <summary>A job that is not used for so long has ended.</summary>
    public static readonly TimeSpan JobIdle = TimeSpan.FromMinutes(30);

    public static Decision Decide(Situation s, DateTimeOffset frameStart, DateTimeOffset frameEnd)
    {
        var reader = s.ReaderState;
        var frame = Convert.ToHexString(s.Data.Span);
        if (reader.LastFrame == frame && frameStart - reader.LastEnd < Debounce)
            return new Decision(s.State.With(s.Reader, reader with { LastEnd = frameEnd, Repeats = reader.Repeats + 1 }), null, []);

        var seen = s with { State = Aged(s).With(s.Reader, AgedReader(s) with { LastFrame = frame, LastEnd = frameEnd, Repeats = 1 }) };
        if (Command.Of(seen) is { } command) return Commands.Decide(seen, command);
        return Labels.Decide(seen);
    }

    /// <summary>The red answer that keeps the read: light with the reason, and a refused event with the bytes.</summary>
    public static Decision Refuse(Situation s, string reason, string text, LightPattern pattern = LightPattern.RedFlashing)
    {
        var state = s.State.With(s.Reader, s.ReaderState with { Quantity = null, Question = null, Partial = null });
        return new Decision(state, new Light(pattern, text), [Refused(s, reason)]);
    }

    public static EpcisEvent Refused(Situation s, string reason)
    {
        var e = s.Event(0, EventType.ObjectEvent, BizStep.Refused);
        return e with { EpcList = [s.Station.Location.Uri], Trace = e.Trace! with { Refusal = new TraceRefusal(reason, Raw.Encode(s.Data.Span)) } };
    }

    /// <summary>A quantity as people write it.</summary>
    public static string Text(decimal quantity) => quantity.ToString("0.######", CultureInfo.InvariantCulture);

    // Silence ends jobs: a shipping session after ten minutes, everything else after half an hour.
    private static StationState Aged(Situation s) => Expired(s.State.Job, s) ? s.State with { Job = null } : s.State;

    private static ReaderState AgedReader(Situation s) => Expired(s.ReaderState.Job, s) ? s.ReaderState with { Job = null } : s.ReaderState;

    private static bool Expired(Job? job, Situation s) => job is not null && s.Time - Used(job, s) > (s.Station.Kind == StationKind.Shipping ? Shipping.Silence : JobIdle);

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

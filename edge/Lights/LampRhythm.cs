using Traceability.Plant;

namespace Traceability.Edge.Lights;

/// <summary>Flashing and beeping as a function of time: what is lit so long after a pattern began, and when that changes next.</summary>
public static class LampRhythm
{
    public static readonly TimeSpan SlowHalf = TimeSpan.FromSeconds(1);
    public static readonly TimeSpan FastHalf = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Beep = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LowRound = TimeSpan.FromSeconds(2);

    /// <summary>Next is infinite where nothing changes by itself any more.</summary>
    public static (TowerPicture Lit, TimeSpan Next) At(TowerPicture picture, TimeSpan elapsed, bool flashesItself)
    {
        var (sounds, next) = Sounds(picture.Tone, elapsed);
        var lit = sounds ? picture : picture with { Tone = Tone.Silent };
        if (flashesItself) return (lit, next);
        for (var lamp = Lamp.Red; lamp < Lamp.Buzzer; lamp++)
        {
            if (Half(picture[lamp]) is not { } half) continue;
            var phases = elapsed.Ticks / half.Ticks;
            lit = lit.With(lamp, phases % 2 == 0 ? LampSignal.Steady : LampSignal.Off);
            next = Earlier(next, TimeSpan.FromTicks((phases + 1) * half.Ticks) - elapsed);
        }
        return (lit, next);
    }

    private static (bool Sounds, TimeSpan Next) Sounds(Tone tone, TimeSpan elapsed)
    {
        if (tone == Tone.High && elapsed < Beep) return (true, Beep - elapsed);
        if (tone != Tone.Low) return (false, Timeout.InfiniteTimeSpan);
        var at = TimeSpan.FromTicks(elapsed.Ticks % LowRound.Ticks);
        // Beep, pause, beep, and silence for the rest of the round.
        for (var edge = 1; edge <= 3; edge++)
            if (at < edge * Beep) return (edge != 2, (edge * Beep) - at);
        return (false, LowRound - at);
    }

    private static TimeSpan? Half(LampSignal signal) => signal switch { LampSignal.Slow => SlowHalf, LampSignal.Fast => FastHalf, _ => null };

    /// <summary>The shorter of two waits, either of which may be infinite.</summary>
    public static TimeSpan Earlier(TimeSpan one, TimeSpan other) =>
        one == Timeout.InfiniteTimeSpan ? other : other == Timeout.InfiniteTimeSpan || one < other ? one : other;
}

using Traceability.Edge.Uplink;

namespace Traceability.Edge.Screen;

/// <summary>The queue to the cloud in one sentence. Working without the network is normal, and said in yellow.</summary>
public sealed record QueueWords(string Tone, string Text)
{
    public static QueueWords Of(UplinkStatus uplink, DateTimeOffset? oldest, DateTimeOffset now, Texts texts)
    {
        var waiting = uplink.Last - uplink.Delivered;
        if (uplink.CloudAhead) return new QueueWords("bad", texts["queue.ahead"]);
        if (uplink.Connected && uplink.CloudOnline) return new QueueWords("ok", waiting == 0 ? texts["queue.ok"] : texts.Fill("queue.sending", waiting));
        return new QueueWords("warn", waiting == 0 ? texts["queue.alone"] : texts.Fill("queue.local", waiting, Age(now - (oldest ?? now), texts)));
    }

    private static string Age(TimeSpan age, Texts texts) => age switch
    {
        { TotalMinutes: < 1 } => texts.Fill("age.seconds", (int)Math.Max(0, age.TotalSeconds)),
        { TotalHours: < 1 } => texts.Fill("age.minutes", (int)age.TotalMinutes),
        { TotalDays: < 2 } => texts.Fill("age.hours", (int)age.TotalHours),
        _ => texts.Fill("age.days", (int)age.TotalDays),
    };
}

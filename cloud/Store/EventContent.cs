using System.Text.Json;

namespace Traceability.Cloud.Store;

/// <summary>
/// Whether two spellings are the same event: every member the same as JSON, in whatever order and with whatever blanks. When it was
/// recorded and how its names are bound is said by whoever stores it, not by the event.
/// </summary>
internal static class EventContent
{
    public static bool Same(ReadOnlyMemory<byte> one, ReadOnlyMemory<byte> other)
    {
        if (one.Span.SequenceEqual(other.Span)) return true;
        using var first = JsonDocument.Parse(one);
        using var second = JsonDocument.Parse(other);
        return Covers(first.RootElement, second.RootElement) && Covers(second.RootElement, first.RootElement);
    }

    private static bool Covers(JsonElement one, JsonElement other)
    {
        foreach (var member in one.EnumerateObject())
        {
            if (member.Name is "recordTime" or "@context") continue;
            if (!other.TryGetProperty(member.Name, out var value) || !JsonElement.DeepEquals(member.Value, value)) return false;
        }
        return true;
    }
}

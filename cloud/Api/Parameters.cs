using System.Globalization;
using Traceability.Cloud.Genealogy;

namespace Traceability.Cloud.Api;

/// <summary>Query parameters that several endpoints share, read strictly: what cannot be understood is refused by name.</summary>
public static class Parameters
{
    public const int DefaultPerPage = 1000;
    public const int MaximumPerPage = 10_000;

    public static DateTimeOffset? Time(string? text, string field)
    {
        if (string.IsNullOrEmpty(text)) return null;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time : throw RefusedException.Malformed(field, text, "a time as 2026-03-02T18:00:00.000Z is expected");
    }

    /// <summary>The state of records that a question is about.</summary>
    public static Projection At(Records records, string? asOf, string? knownAt)
    {
        if (string.IsNullOrEmpty(knownAt)) return records.At(Time(asOf, "asOf"));
        return long.TryParse(knownAt, NumberStyles.None, CultureInfo.InvariantCulture, out var commit)
            ? records.At(Time(asOf, "asOf"), knownCommit: commit)
            : records.At(Time(asOf, "asOf"), knownTime: Time(knownAt, "knownAt"));
    }

    /// <summary>One page of a list; the token is the number of entries already given.</summary>
    public static Page<T> Page<T>(IReadOnlyList<T> all, int? perPage, string? nextPageToken)
    {
        if (perPage is < 1 or > MaximumPerPage) throw RefusedException.Malformed("perPage", perPage.Value.ToString(CultureInfo.InvariantCulture), $"1 to {MaximumPerPage} is expected");
        var from = 0;
        if (!string.IsNullOrEmpty(nextPageToken) && !int.TryParse(nextPageToken, NumberStyles.None, CultureInfo.InvariantCulture, out from))
            throw RefusedException.Malformed("nextPageToken", nextPageToken, "only a token that this list gave out is expected");
        var items = all.Skip(from).Take(perPage ?? DefaultPerPage).ToList();
        return new Page<T>(items, from + items.Count < all.Count ? (from + items.Count).ToString(CultureInfo.InvariantCulture) : null);
    }
}

public sealed record Page<T>(IReadOnlyList<T> Items, string? NextPageToken);

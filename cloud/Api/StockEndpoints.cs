using System.Globalization;
using Traceability.Cloud.Genealogy;
using Traceability.Plant;

namespace Traceability.Cloud.Api;

/// <summary>Quantity null is unknown; DaysLeft is negative for what has expired; AgeDays counts from the first receipt or output.</summary>
public sealed record AgingLot(string Id, string Item, string? Lot, string? Location, decimal? Quantity, string Uom, DateOnly? Expiry, bool Expired, int? DaysLeft, DateTimeOffset? Received, int? AgeDays,
    IReadOnlyList<OpenOrder> Orders);

/// <summary>What should be used before it is too late, by the plant's own calendar.</summary>
public static class StockEndpoints
{
    private const int DefaultExpiringDays = 30;
    private const int DefaultAgeingDays = 90;
    private const int LongestDays = 36_500;

    public static void MapStock(this IEndpointRouteBuilder api)
    {
        api.MapGet("/api/v1/expiring", Expiring).WithSummary("Lots on hand that expire within so many days (30), soonest first, what has expired already first of all; with open orders");
        api.MapGet("/api/v1/ageing", Ageing).WithSummary("Lots on hand for at least so many days (90), what has expired first of all, then the oldest first; with open orders");
    }

    private static Page<AgingLot> Expiring(Records records, TimeProvider time, int? days, string? asOf, int? perPage, string? nextPageToken)
    {
        var limit = Days(days, DefaultExpiringDays);
        return Parameters.Page(Lots(records, time, asOf).Where(l => l.DaysLeft <= limit).OrderBy(l => l.Expiry).ThenBy(l => l.Id, StringComparer.Ordinal).ThenBy(l => l.Location, StringComparer.Ordinal).ToList(), perPage, nextPageToken);
    }

    private static Page<AgingLot> Ageing(Records records, TimeProvider time, int? days, string? asOf, int? perPage, string? nextPageToken)
    {
        var limit = Days(days, DefaultAgeingDays);
        return Parameters.Page(Lots(records, time, asOf).Where(l => l.AgeDays >= limit).OrderByDescending(l => l.Expired).ThenBy(l => l.Received).ThenBy(l => l.Id, StringComparer.Ordinal).ThenBy(l => l.Location, StringComparer.Ordinal).ToList(),
            perPage, nextPageToken);
    }

    private static int Days(int? days, int otherwise) => days is null or (>= 0 and <= LongestDays) ? days ?? otherwise
        : throw RefusedException.Malformed("days", days.Value.ToString(CultureInfo.InvariantCulture), $"0 to {LongestDays} is expected");

    // A played day may lie ahead of this clock: then its newest event is today.
    private static IEnumerable<AgingLot> Lots(Records records, TimeProvider time, string? asOf)
    {
        var projection = Parameters.At(records, asOf, null);
        var newest = projection.Newest < 0 ? time.GetUtcNow() : projection.Timeline.TimeOf(projection.Newest);
        var now = Parameters.Time(asOf, "asOf") ?? (newest > time.GetUtcNow() ? newest : time.GetUtcNow());
        var today = Day(projection.Plant, now);
        foreach (var lot in Stock.Of(projection))
        {
            int? left = lot.Expiry is { } expiry ? expiry.DayNumber - today.DayNumber : null;
            int? age = lot.Received is { } received ? today.DayNumber - Day(projection.Plant, received).DayNumber : null;
            yield return new AgingLot(lot.Id, lot.Item, lot.Lot, lot.Location, lot.Quantity, lot.Uom, lot.Expiry, left < 0, left, lot.Received, age, lot.Orders);
        }
    }

    private static DateOnly Day(PlantModel plant, DateTimeOffset time) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time, TimeZoneInfo.TryFindSystemTimeZoneById(plant.TimeZone, out var zone) ? zone : TimeZoneInfo.Utc).DateTime);
}

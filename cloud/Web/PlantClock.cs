using Traceability.Plant;

namespace Traceability.Cloud.Web;

/// <summary>Times as the plant's people read them: in its zone, whose name stands once on the page.</summary>
public sealed class PlantClock
{
    private readonly TimeZoneInfo _zone;

    public PlantClock(PlantModel plant) =>
        _zone = TimeZoneInfo.TryFindSystemTimeZoneById(plant.TimeZone, out var zone) ? zone : TimeZoneInfo.Utc;

    public string Zone => _zone.Id == "Etc/UTC" ? "UTC" : _zone.Id;

    public string Minute(DateTimeOffset? time) => time is { } t ? $"{TimeZoneInfo.ConvertTime(t, _zone):yyyy-MM-dd HH:mm}" : "never";

    public string Second(DateTimeOffset time) => $"{TimeZoneInfo.ConvertTime(time, _zone):yyyy-MM-dd HH:mm:ss}";
}

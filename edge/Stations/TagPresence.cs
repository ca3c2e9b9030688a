using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Traceability.Plant;

namespace Traceability.Edge.Stations;

/// <summary>What a sighting says of a tag's way: nothing new, through the door (where direction is not judged), out of it, or in.</summary>
public enum TagMove { None, Through, Out, In }

/// <summary>
/// A tag at a portal, by its sightings above the threshold. A visit begins with a sighting and ends when the door's departure time has passed
/// without one; with two sightings within the arrival window the tag has arrived. First and Last are of the newest visit.
/// </summary>
public sealed record TagPresence(DateTimeOffset First, DateTimeOffset Last)
{
    public static readonly TimeSpan ArrivalWindow = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// What keeps turning up without moving is resident: a label on the frame of the door, a lift's own tag, a pallet parked beside it. Either it
    /// came four times within an hour, never away for five minutes, and was never shipped; or it stands in the field for five minutes. Goods
    /// that go out pass once, in seconds; loading a truck takes less than an hour.
    /// </summary>
    public const int ResidentVisits = 4;
    public static readonly TimeSpan VisitsWithin = TimeSpan.FromHours(1), Standing = TimeSpan.FromMinutes(5);

    /// <summary>So long unseen, a tag is forgotten, and comes back as any other.</summary>
    public static readonly TimeSpan Away = TimeSpan.FromMinutes(5);

    public bool Arrived { get; init; }

    /// <summary>The visit has had its consequence.</summary>
    public bool Acted { get; init; }

    /// <summary>The visit is over and counted.</summary>
    public bool Gone { get; init; }

    /// <summary>When its newest visits began of which nothing came, the newest last.</summary>
    public ImmutableList<DateTimeOffset> Visits { get; init; } = [];
    public bool IsResident { get; init; }

    /// <summary>Where a door has sides: the side it came from, and when each side saw it last.</summary>
    public DoorSide? From { get; init; }
    public DateTimeOffset? Inside { get; init; }
    public DateTimeOffset? Outside { get; init; }

    /// <summary>It has gone over to the other side.</summary>
    public bool Crossed { get; init; }

    [JsonIgnore] public bool IsForgotten => Gone && Visits.IsEmpty && !IsResident;

    /// <summary>One sighting above the threshold more.</summary>
    /// <param name="before">The tag before it; null where it is not known.</param>
    /// <param name="door">How the portal is set up.</param>
    /// <param name="antenna">Which antenna saw it.</param>
    /// <param name="time">When.</param>
    /// <param name="open">Since when sightings count; null where no session is open.</param>
    public static (TagPresence Tag, TagMove Move) See(TagPresence? before, Door door, int antenna, DateTimeOffset time, DateTimeOffset? open)
    {
        var visit = before is { Gone: false } ? before : new TagPresence(time, time) { Visits = before?.Visits ?? [], IsResident = before?.IsResident ?? false };
        var isSecond = before is { Gone: false } && time - before.Last <= ArrivalWindow;
        var tag = isSecond && !visit.Arrived ? visit.Arriving(time) : visit;
        // At a door with sides it is direction that tells what moves from what stands.
        if (!door.IsDirected && tag.Arrived && time - tag.First > Standing) tag = tag with { IsResident = true };
        if (door.IsDirected) return tag.Cross(door, antenna, time, open);
        var passes = isSecond && tag is { Arrived: true, Acted: false } && before!.Last >= open;
        return (tag with { Last = time, Acted = tag.Acted || passes }, passes ? TagMove.Through : TagMove.None);
    }

    private TagPresence Arriving(DateTimeOffset time)
    {
        var visits = Visits.RemoveAll(v => time - v > VisitsWithin).Add(First);
        if (visits.Count > ResidentVisits) visits = visits.RemoveAt(0);
        return this with { Arrived = true, Visits = visits, IsResident = IsResident || visits.Count == ResidentVisits };
    }

    // In the middle of a door both sides see the tag by turns. Two sightings on the other side make a crossing, once; it is over there, or back,
    // when the side that it left has not seen it for the departure time.
    private (TagPresence, TagMove) Cross(Door door, int antenna, DateTimeOffset time, DateTimeOffset? open)
    {
        if (door.SideOf(antenna) is not { } side) return (this with { Last = time }, TagMove.None);
        var (here, there) = side == DoorSide.Inside ? (Inside, Outside) : (Outside, Inside);
        var isLeft = there is not { } last || time - last > door.Depart;
        var tag = this with { Last = time, From = From ?? side, Inside = side == DoorSide.Inside ? time : Inside, Outside = side == DoorSide.Outside ? time : Outside };
        var move = side == DoorSide.Inside ? TagMove.In : TagMove.Out;
        if (tag.From == side) return tag.Crossed && isLeft ? (tag with { Crossed = false }, move) : (tag, TagMove.None);
        if (tag.Crossed) return (isLeft ? tag with { From = side, Crossed = false } : tag, TagMove.None);
        var passes = here is { } seen && time - seen <= ArrivalWindow && seen >= open;
        return (passes ? tag with { Crossed = true } : tag, passes ? move : TagMove.None);
    }
}

/// <summary>
/// Sightings that led to nothing, by why: too weak; alone in their visit (counted by visits); while no session was open; of a resident; of what is no container.
/// They are counted since the gateway started and are never events.
/// </summary>
public readonly record struct Strays(long Weak, long Alone, long Outside, long Muted, long Foreign)
{
    [JsonIgnore] public long Total => Weak + Alone + Outside + Muted + Foreign;
}

/// <summary>A portal between two sightings.</summary>
public sealed record PortalState
{
    /// <summary>A door sees hundreds; beyond this the one unseen for longest is forgotten.</summary>
    public const int MostTags = 2000;

    public ImmutableDictionary<string, TagPresence> Tags { get; init; } = ImmutableDictionary<string, TagPresence>.Empty;
    public Strays Strays { get; init; }

    /// <summary>Something stands in the photo-eye's beam.</summary>
    public bool IsBroken { get; init; }

    /// <summary>When the beam last changed.</summary>
    public DateTimeOffset BeamAt { get; init; }

    /// <summary>Since when something passes the door; null while nothing does, and where there is no photo-eye.</summary>
    public DateTimeOffset? Opened { get; init; }

    /// <summary>The newest sighting above the threshold within the session.</summary>
    public DateTimeOffset Sighted { get; init; }
}

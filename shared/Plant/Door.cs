namespace Traceability.Plant;

/// <summary>When a tag at a door means anything: while a shipping order is open, or only while the photo-eye has seen something pass as well.</summary>
public enum DoorSession { Order, PhotoEye }

/// <summary>The two sides of a door, as its antennas see them.</summary>
public enum DoorSide { Inside, Outside }

/// <summary>
/// A photo-eye across a door: an input of the RFID reader (Gpi, from 1), or a line of the machine's own GPIO chip (a path or a label).
/// ActiveLow: the line is low while the beam is broken.
/// </summary>
public sealed record PhotoEye(int? Gpi, string? Chip, int? Line, bool ActiveLow);

/// <summary>How an RFID portal is set up at its door; every setting has a default under which a portal does what it always did.</summary>
public sealed record Door
{
    public const int DefaultThresholdDbm = -70, DefaultDepartSeconds = 3;

    /// <summary>Weaker sightings are strays. −100 to 0 dBm.</summary>
    public int RssiThresholdDbm { get; init; } = DefaultThresholdDbm;

    /// <summary>So long unseen, a tag has left. 1 to 60 s.</summary>
    public TimeSpan Depart { get; init; } = TimeSpan.FromSeconds(DefaultDepartSeconds);
    public DoorSession Session { get; init; }
    public PhotoEye? PhotoEye { get; init; }

    /// <summary>Antennas that look into the building, and those that look out of it. Empty: direction is not judged.</summary>
    public IReadOnlyList<int> Inside { get; init; } = [];
    public IReadOnlyList<int> Outside { get; init; } = [];

    public bool IsDirected => Inside.Count > 0;

    /// <summary>Null for an antenna that stands on neither side.</summary>
    public DoorSide? SideOf(int antenna) => Inside.Contains(antenna) ? DoorSide.Inside : Outside.Contains(antenna) ? DoorSide.Outside : null;
}

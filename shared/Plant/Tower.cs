namespace Traceability.Plant;

/// <summary>
/// What can be wired to a tower, lamps in the order in which towers are built from the top. Heartbeat is an output that
/// changes every half second while the lease holds: it keeps a watchdog relay energised.
/// </summary>
public enum Lamp { Red, Yellow, Green, Blue, White, Buzzer, Heartbeat }

/// <summary>How a lamp shows: slow is once in two seconds, fast twice a second (IEC 60073: 0.4 to 0.8 Hz and 1.4 to 2.8 Hz).</summary>
public enum LampSignal { Off, Steady, Slow, Fast }

/// <summary>High: one beep, right. Low: two beeps, again and again, wrong. A buzzer of one pitch tells them apart by their rhythm.</summary>
public enum Tone { Silent, High, Low }

/// <summary>All lamps of a tower at once, and its buzzer. A value: two pictures that show the same are equal.</summary>
public readonly record struct TowerPicture
{
    private const int BitsPerLamp = 4;
    private readonly uint _lamps;

    private TowerPicture(uint lamps, Tone tone) => (_lamps, Tone) = (lamps, tone);

    public Tone Tone { get; init; }

    /// <summary>A lamp's signal; the buzzer's is steady while it sounds.</summary>
    public LampSignal this[Lamp lamp] => lamp == Lamp.Buzzer ? (Tone == Tone.Silent ? LampSignal.Off : LampSignal.Steady)
        : (LampSignal)((_lamps >> (BitsPerLamp * (int)lamp)) & 0xF);

    public bool IsDark => _lamps == 0;

    public TowerPicture With(Lamp lamp, LampSignal signal)
    {
        if (lamp == Lamp.Buzzer) return this with { Tone = signal == LampSignal.Off ? Tone.Silent : Tone.High };
        var shift = BitsPerLamp * (int)lamp;
        return new TowerPicture((_lamps & ~(0xFu << shift)) | ((uint)signal << shift), Tone);
    }
}

/// <summary>
/// A stack light of a station. Device null is the conventional place under the data folder. Lamps says at which line, coil
/// or unit each lamp is wired; those of ActiveLow are lit by an output that is off.
/// </summary>
public sealed record Tower(string Id, string Driver, string? Device)
{
    public IReadOnlyDictionary<Lamp, int> Lamps { get; init; } = new Dictionary<Lamp, int>();
    public IReadOnlySet<Lamp> ActiveLow { get; init; } = new HashSet<Lamp>();

    /// <summary>What each pattern shows, by its name in <see cref="TowerPictures.Patterns"/>: all of them, defaults filled in.</summary>
    public IReadOnlyDictionary<string, TowerPicture> Pictures { get; init; } = TowerPictures.Defaults;

    /// <summary>The plant says that a watchdog, in the device or as a relay, takes the lamps off when nobody renews them.</summary>
    public bool Watchdog { get; init; }

    /// <summary>Modbus: the unit's address behind the TCP port. Expanders: the chip's address on the bus.</summary>
    public int Unit { get; init; } = 1;

    /// <summary>Modbus: where the device's timed coils begin, so that green falls by itself; null where it has none.</summary>
    public int? Pulse { get; init; }

    /// <summary>PATLITE: la6, lr5 or nh.</summary>
    public string Model { get; init; } = "la6";
}

namespace Traceability.Plant;

/// <summary>
/// What each pattern shows unless the plant says otherwise: IEC 60073's colours, and beside the colour always a place on
/// the tower, and a rhythm or a tone where somebody must act (screens.md section 4).
/// </summary>
public static class TowerPictures
{
    /// <summary>The lamps that people see.</summary>
    public static readonly IReadOnlyList<Lamp> Visible = [Lamp.Red, Lamp.Yellow, Lamp.Green, Lamp.Blue, Lamp.White];

    /// <summary>The names of the patterns as plant.json, /state and the lights topic write them.</summary>
    public static readonly IReadOnlyList<string> Patterns = ["ready", "green", "yellow", "redFlashing", "red", "blue"];

    public static readonly IReadOnlyDictionary<string, TowerPicture> Defaults = new Dictionary<string, TowerPicture>(StringComparer.Ordinal)
    {
        ["ready"] = Lit(Lamp.White, LampSignal.Steady),
        ["green"] = Lit(Lamp.Green, LampSignal.Steady, Tone.High),
        ["yellow"] = Lit(Lamp.Yellow, LampSignal.Steady),
        ["redFlashing"] = Lit(Lamp.Red, LampSignal.Fast, Tone.Low),
        ["red"] = Lit(Lamp.Red, LampSignal.Steady),
        ["blue"] = Lit(Lamp.Blue, LampSignal.Slow),
    };

    private static TowerPicture Lit(Lamp lamp, LampSignal signal, Tone tone = Tone.Silent) => new TowerPicture { Tone = tone }.With(lamp, signal);
}

namespace Traceability.Edge.Stations;

/// <summary>What a light says; the words of screens.md section 4. Dark is never set on purpose: dark means broken.</summary>
public enum LightPattern { Ready, Green, Yellow, RedFlashing, Red, Blue }

/// <summary>A pattern with its sentence: what was taken, what is wanted, what to do now.</summary>
public sealed record Light(LightPattern Pattern, string Text)
{
    public static readonly Light Ready = new(LightPattern.Ready, "ready");
    public static Light Green(string text) => new(LightPattern.Green, text);
    public static Light Yellow(string text) => new(LightPattern.Yellow, text);
    public static Light RedFlashing(string text) => new(LightPattern.RedFlashing, text);
    public static Light Blue(string text) => new(LightPattern.Blue, text);

    /// <summary>It says no, and a no needs no proof: it is shown before its event is on disk, and it outlives every lease.</summary>
    public bool IsRefusal => Pattern is LightPattern.RedFlashing or LightPattern.Red or LightPattern.Blue;
}

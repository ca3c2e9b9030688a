using Traceability.Plant;

namespace Traceability.Edge.Lights;

/// <summary>Pictures as the bits of outputs that know only on and off, and back; and the difference of two pictures in words.</summary>
public static class LampBits
{
    /// <summary>Bit i is the i-th lamp: set where it is lit.</summary>
    public static ulong Of(TowerPicture picture, IReadOnlyList<Lamp> lamps)
    {
        var bits = 0UL;
        for (var i = 0; i < lamps.Count; i++)
            if (picture[lamps[i]] != LampSignal.Off) bits |= 1UL << i;
        return bits;
    }

    public static TowerPicture Picture(ulong bits, IReadOnlyList<Lamp> lamps)
    {
        var picture = new TowerPicture();
        for (var i = 0; i < lamps.Count; i++)
            if ((bits >> i & 1) != 0) picture = picture.With(lamps[i], LampSignal.Steady);
        return picture;
    }

    /// <summary>"red is off and should be steady", or null where both show the same on these lamps.</summary>
    public static string? Difference(TowerPicture wanted, TowerPicture seen, IEnumerable<Lamp> lamps)
    {
        var words = lamps.Where(l => wanted[l] != seen[l]).Select(l => $"{Word(l)} is {Word(seen[l])} and should be {Word(wanted[l])}").ToList();
        return words.Count == 0 ? null : string.Join(", ", words);
    }

    private static string Word<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();
}

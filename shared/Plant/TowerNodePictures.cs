namespace Traceability.Plant;

/// <summary>
/// What a tower's patterns show, and that a person can tell them apart: none is dark, no two look the same, and the green
/// lamp is lit for permission and for nothing else.
/// </summary>
internal static class TowerNodePictures
{
    public static IReadOnlyDictionary<string, TowerPicture> Read(PlantNode node, Tower tower)
    {
        var pictures = new Dictionary<string, TowerPicture>(TowerPictures.Defaults, StringComparer.Ordinal);
        var patterns = node.Member("patterns");
        foreach (var name in patterns?.Names ?? [])
            if (!pictures.ContainsKey(name)) patterns!.Fault(name, $"is no pattern, known are: {string.Join(", ", TowerPictures.Patterns)}");
            else if (patterns!.Member(name) is { } picture) pictures[name] = Picture(picture);
        if (tower.Lamps.Count > 0) Check(node, tower, pictures);
        return pictures;
    }

    private static TowerPicture Picture(PlantNode node)
    {
        var picture = new TowerPicture();
        foreach (var name in node.Names)
            if (TowerNode.Named(node, name, name) is not { } lamp) continue;
            else if (lamp == Lamp.Heartbeat) node.Fault(name, "belongs to no pattern: it beats whatever is shown");
            else if (lamp == Lamp.Buzzer) picture = picture with { Tone = node.Choice(name, Tone.Silent) };
            else picture = picture.With(lamp, node.Choice(name, LampSignal.Off));
        return picture;
    }

    private static void Check(PlantNode node, Tower tower, Dictionary<string, TowerPicture> pictures)
    {
        var seen = new Dictionary<TowerPicture, string>();
        foreach (var name in TowerPictures.Patterns)
        {
            var shown = OnLamps(pictures[name], tower);
            if (shown.IsDark)
                node.Fault("lamps", $"leave the pattern '{name}' dark, and dark means broken: fit {Missing(pictures[name])}, or say under patterns "
                    + $"what '{name}' shows here, for example {{\"{name}\": {{\"red\": \"steady\", \"yellow\": \"steady\"}}}}");
            else if (!seen.TryAdd(shown, name))
                node.Fault("patterns", $"show '{seen[shown]}' and '{name}' alike: nobody could tell them apart");
            if (name != "green" && shown[Lamp.Green] != LampSignal.Off)
                node.Fault("patterns", $"light the green lamp for '{name}': green is permission and nothing else");
        }
    }

    // A tone is no help to who cannot hear it: lamps alone must tell the patterns apart.
    private static TowerPicture OnLamps(TowerPicture picture, Tower tower)
    {
        var shown = new TowerPicture();
        foreach (var lamp in TowerPictures.Visible.Where(tower.Lamps.ContainsKey)) shown = shown.With(lamp, picture[lamp]);
        return shown;
    }

    private static string Missing(TowerPicture picture) =>
        string.Join(" and ", TowerPictures.Visible.Where(l => picture[l] != LampSignal.Off).Select(TowerNode.Word)) is { Length: > 0 } lamps ? lamps : "a lamp";
}

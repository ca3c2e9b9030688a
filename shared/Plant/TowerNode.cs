namespace Traceability.Plant;

/// <summary>Reads one entry of a station's lights: what is wired where, and what the patterns show there.</summary>
internal static class TowerNode
{
    private static readonly Lamp[] AllLamps = Enum.GetValues<Lamp>();
    private const int FirstExpander = 0x20, FirstExpanderA = 0x38;
    private static readonly string[] Models = ["la6", "lr5", "nh"];

    public static Tower Read(PlantNode node)
    {
        var driver = node.Required("driver");
        var tower = new Tower(node.Required("id"), driver, node.Text("device"))
        {
            Lamps = Lamps(node, driver),
            ActiveLow = ActiveLow(node),
            Watchdog = node.Flag("watchdog"),
            Unit = Whole(node, "unit", 255) ?? (IsExpander(driver) ? FirstExpander : 1),
            Pulse = Whole(node, "pulse", 0xFFFF),
            Model = node.Text("model") ?? "la6",
        };
        if (driver == "gpio-device" && tower.Device is null) node.Fault("device", "is missing: name the chip by its path, for example /dev/gpiochip0, or say board");
        if (IsExpander(driver)) CheckExpander(node, tower);
        if (driver == "gpio" && tower.Device is null)
            node.Fault("device", "is missing: name the chip by its label, for example pinctrl-rp1, or by its path");
        if (driver == "patlite" && !Models.Contains(tower.Model)) node.Fault("model", $"is '{tower.Model}', known are: {string.Join(", ", Models)}");
        if (driver == "patlite" && tower.ActiveLow.Count > 0)
            node.Fault("activeLow", "means nothing to a PATLITE tower: it is told what to show, not how its lamps are wired");
        if (tower.Pulse is not null && tower.ActiveLow.Contains(Lamp.Green)) node.Fault("pulse", "lights green for a time, so green cannot be active low");
        if (driver != "modbus" && tower.Pulse is not null) node.Fault("pulse", "is for modbus only");
        return tower with { Pictures = TowerNodePictures.Read(node, tower) };
    }

    private static bool IsExpander(string driver) => driver is "mcp23017" or "pcf8574";

    // The addresses that the chips can be set to; a PCF8574A has the second eight.
    private static void CheckExpander(PlantNode node, Tower tower)
    {
        if (tower.Device is null) node.Fault("device", "is missing: name the bus, for example /dev/i2c-1");
        if (tower.Unit is < FirstExpander or >= FirstExpander + 8 && (tower.Driver != "pcf8574" || tower.Unit is < FirstExpanderA or >= FirstExpanderA + 8))
            node.Fault("unit", $"is {tower.Unit}, and no {tower.Driver} has that address: {FirstExpander} to {FirstExpander + 7}{(tower.Driver == "pcf8574" ? $", or {FirstExpanderA} to {FirstExpanderA + 7} with an A" : "")}");
    }

    private static Dictionary<Lamp, int> Lamps(PlantNode node, string driver)
    {
        var lamps = new Dictionary<Lamp, int>();
        if (node.Member("lamps") is not { } list)
        {
            // The screen needs no wires, and a PATLITE tower has its units in the usual order.
            if (driver is "screen" or "patlite") return AllLamps.Where(l => l != Lamp.Heartbeat).ToDictionary(l => l, l => (int)l);
            node.Fault("lamps", "is missing: say where each lamp is wired, for example {\"red\": 0, \"yellow\": 1, \"green\": 2}");
            return lamps;
        }
        foreach (var name in list.Names)
            if (Named(list, name, name) is { } lamp && Whole(list, name, Highest(driver)) is { } number && !lamps.TryAdd(lamp, number))
                list.Fault(name, "stands twice");
        if (driver == "patlite" && lamps.ContainsKey(Lamp.Heartbeat)) list.Fault("heartbeat", "needs an output of its own, and a PATLITE tower has none");
        CheckNumbers(list, lamps, driver);
        return lamps;
    }

    private static void CheckNumbers(PlantNode list, Dictionary<Lamp, int> lamps, string driver)
    {
        foreach (var same in lamps.GroupBy(l => l.Value).Where(g => g.Count() > 1))
            list.Fault("", $"gives {string.Join(" and ", same.Select(l => Word(l.Key)))} the same number {same.Key}");
        if (driver != "modbus" || lamps.Count == 0) return;
        var (first, last) = (lamps.Values.Min(), lamps.Values.Max());
        if (last - first >= lamps.Count)
            list.Fault("", $"leaves out some of the coils {first} to {last}: one write sets all from the first to the last, so no other coil may lie between");
    }

    private static HashSet<Lamp> ActiveLow(PlantNode node)
    {
        var lamps = new HashSet<Lamp>();
        foreach (var name in node.Strings("activeLow"))
            if (Named(node, "activeLow", name) is { } lamp) lamps.Add(lamp);
        return lamps;
    }

    internal static Lamp? Named(PlantNode node, string member, string name)
    {
        foreach (var lamp in AllLamps)
            if (Word(lamp) == name) return lamp;
        node.Fault(member, $"'{name}' is no lamp, known are: {string.Join(", ", AllLamps.Select(Word))}");
        return null;
    }

    internal static string Word(Lamp lamp) => lamp.ToString().ToLowerInvariant();

    private static int Highest(string driver) => driver switch { "gpio" or "gpio-device" => 1023, "patlite" => (int)Lamp.Buzzer, "mcp23017" => 15, "pcf8574" => 7, _ => 0xFFFF };

    private static int? Whole(PlantNode node, string member, int highest)
    {
        if (node.Number(member) is not { } number) return null;
        if (number == decimal.Truncate(number) && number <= highest) return (int)number;
        node.Fault(member, $"must be a whole number up to {highest}");
        return null;
    }
}

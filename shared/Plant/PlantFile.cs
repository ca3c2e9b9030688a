using System.Text;
using System.Text.Json;
using Traceability.Gs1;

namespace Traceability.Plant;

/// <summary>Reads plant.json (api.md section 4): whole or not at all, every fault with its line.</summary>
public sealed class PlantFile
{
    private readonly List<PlantProblem> _problems = [];
    private string? _domain;
    private string _plant = "";

    private PlantFile() { }

    /// <exception cref="PlantFormatException">All faults found, in the order of their lines.</exception>
    public static PlantModel Read(ReadOnlySpan<byte> utf8)
    {
        var file = new PlantFile();
        var root = new PlantNode(JsonLine.Parse(utf8), "", file._problems);
        if (root.Kind != JsonTokenType.StartObject) throw new PlantFormatException([new PlantProblem(root.Line, "", "must be a JSON object")]);
        var model = file.Model(root);
        if (file._problems.Count > 0) throw new PlantFormatException(file._problems.OrderBy(p => p.Line).ToList());
        return model.Indexed();
    }

    private PlantModel Model(PlantNode root)
    {
        _plant = root.Required("plant");
        if (_plant.AsSpan().IndexOfAny("/+#") >= 0) root.Fault("plant", "must not hold / + or #: it is part of the broker's topics");
        _domain = root.Text("identityDomain");
        var items = Table(root, "items", "item", ReadItem);
        var parties = Table(root, "parties", "party", ReadParty);
        var locations = Table(root, "locations", "location", ReadLocation);
        var documents = root.Member("documents");
        var model = new PlantModel
        {
            Code = _plant,
            Revision = root.Between("revision", 1, int.MaxValue, 1),
            Name = root.Text("name") ?? _plant,
            Gln = Gln(root, required: true) ?? "",
            TimeZone = root.Text("timeZone") ?? "Etc/UTC",
            IdentityDomain = _domain,
            CommandPrefix = CommandPrefix(root),
            People = Table(root, "people", "badge", node => new Person(node.Required("badge"), node.Text("name") ?? node.Required("badge"), node.Choice("role", PersonRole.Operator))),
            Items = items,
            Parties = parties,
            Locations = locations,
            Stations = Table(root, "stations", "id", node => ReadStation(node, locations)),
            PurchaseOrders = Table(documents, "purchaseOrders", "id", node => new PurchaseOrder(node.Required("id"), node.Known("supplier", parties), node.Known("item", items))),
            WorkOrders = Table(documents, "workOrders", "id", node =>
                new WorkOrder(node.Required("id"), node.Known("item", items, required: true) ?? "", node.Number("quantity"), node.Known("line", locations))),
            SalesOrders = Table(documents, "salesOrders", "id", node =>
                new SalesOrder(node.Required("id"), node.Known("customer", parties), node.Known("item", items), node.Number("quantity"), node.Strings("containers"))),
        };
        foreach (var node in root.List("items"))
            foreach (var component in node.List("components"))
                component.Known("item", items, required: true);
        return model;
    }

    private static Dictionary<string, T> Table<T>(PlantNode? root, string list, string key, Func<PlantNode, T> read)
    {
        var table = new Dictionary<string, T>(StringComparer.Ordinal);
        foreach (var node in root?.List(list) ?? [])
            if (!table.TryAdd(node.Required(key), read(node))) node.Fault(key, $"'{node.Text(key)}' stands twice in {list}");
        return table;
    }

    private Item ReadItem(PlantNode node)
    {
        var code = node.Required("item");
        var components = node.List("components").Select(c => new Component(c.Required("item"), c.Number("quantityPer"), c.Strings("substitutes"))).ToList();
        return new Item
        {
            Code = code,
            Key = ItemKey(node, code),
            Description = node.Text("description"),
            Uom = node.Text("uom") ?? "EA",
            Tracking = node.Choice("tracking", Tracking.Lot),
            Rotation = node.Choice("rotation", Rotation.Fifo),
            RotationWindow = node.Window("rotationWindow"),
            MinRemainingDays = node.Days("minRemainingDays") ?? 0,
            ShelfLifeDays = node.Days("shelfLifeDays"),
            WarrantyMonths = node.Days("warrantyMonths"),
            Requires = node.Strings("requires"),
            AssignedAt = node.Choice("assignedAt", components.Count > 0 ? AssignedAt.Produce : AssignedAt.Supplier),
            Consumption = node.Choice("consumption", Consumption.Mix),
            OverlapUnits = node.Number("overlapUnits"),
            OverlapSeconds = node.Number("overlapSeconds"),
            EarlyUnits = node.Number("earlyUnits"),
            EarlySeconds = node.Number("earlySeconds"),
            OneAtATime = node.Flag("oneAtATime"),
            ManualEntry = node.Flag("manualEntry", otherwise: true),
            Components = components,
        };
    }

    private string ItemKey(PlantNode node, string code)
    {
        if (node.Text("gtin") is not { } gtin) return DomainUri(node, "item", code);
        if (gtin.Length is not (8 or 12 or 13 or 14) || !CheckDigit.Holds(Encoding.ASCII.GetBytes(gtin)))
            node.Fault("gtin", $"'{gtin}' is no GTIN: 8, 12, 13 or 14 digits with a right check digit");
        return gtin.PadLeft(14, '0');
    }

    private Party ReadParty(PlantNode node) => new(node.Required("party"), node.Text("role") ?? "", Gln(node, required: false), node.Text("name"));

    private Location ReadLocation(PlantNode node)
    {
        var code = node.Required("location");
        var uri = Gln(node, required: false) is { } gln ? MaterialId.Location(gln).Uri : DomainUri(node, "location", code);
        return new Location(code, node.Text("kind") ?? "storage", uri, node.Text("policy"), node.Text("name"), node.Number("band"))
        {
            StaleAfterMinutes = node.Between("staleAfterMinutes", 1, 1440, Location.DefaultStaleAfterMinutes),
            WhenStale = node.Choice("whenStale", WhenStale.Closed),
        };
    }

    private static Station ReadStation(PlantNode node, Dictionary<string, Location> locations)
    {
        var readers = node.List("readers").Select(ReadReader).ToList();
        foreach (var twice in readers.GroupBy(r => r.Id).Where(g => g.Count() > 1)) node.Fault("readers", $"names '{twice.Key}' twice");
        var towers = node.List("lights").Select(TowerNode.Read).ToList();
        // Readers and lights share the folder of conventional places, so an id is given once.
        foreach (var twice in readers.Select(r => r.Id).Distinct().Concat(towers.Select(t => t.Id)).GroupBy(id => id).Where(g => g.Count() > 1))
            node.Fault("lights", $"uses the id '{twice.Key}' twice, or a reader has it already");
        var location = node.Known("location", locations, required: true);
        return new Station(node.Required("id"), node.Required("gateway"), node.Choice("kind", StationKind.Receiving, required: true),
            location is not null && locations.TryGetValue(location, out var known) ? known : new Location("", "", "", null, null),
            readers, node.Flag("light") || towers.Count > 0)
        {
            Towers = towers,
            WhenUnloaded = node.Choice("whenUnloaded", Unloaded.Yellow),
            Idle = TimeSpan.FromMinutes(node.Between("idleMinutes", 1, 1440, 30)),
        };
    }

    private static Reader ReadReader(PlantNode node)
    {
        var driver = node.Required("driver");
        // A setting that would do nothing is a mistake about the driver, and better found here than at the dock.
        Only(node, driver, "framing", "serial", "tcp", "tcp-listen");
        Only(node, driver, "idleGapMilliseconds", "serial", "tcp", "tcp-listen");
        Only(node, driver, "baud", "serial");
        Only(node, driver, "layout", "keyboard");
        if (driver is "mfrc522" or "pn532" && node.Text("device") is null) node.Fault("device", "is missing: name the bus or line of the badge reader, for example /dev/spidev0.0 or /dev/i2c-1");
        foreach (var setting in DoorNode.Settings) Only(node, driver, setting, "llrp");
        return new Reader(node.Required("id"), driver, node.Text("device"), node.Flag("emulated"))
        {
            Framing = node.Choice("framing", Framing.Line),
            IdleGapMilliseconds = node.Between("idleGapMilliseconds", 10, 1000, Reader.DefaultIdleGapMilliseconds),
            Baud = node.Between("baud", 300, 4_000_000, Reader.DefaultBaud),
            Layout = node.Choice("layout", KeyboardLayout.Us),
            Door = DoorNode.Read(node),
        };
    }

    private static void Only(PlantNode node, string driver, string setting, params string[] drivers)
    {
        if (node.Member(setting) is not null && !drivers.Contains(driver)) node.Fault(setting, $"means nothing to the driver '{driver}'");
    }

    private static string? CommandPrefix(PlantNode root)
    {
        if (root.Text("commandPrefix") is not { } prefix) return null;
        if (prefix.Length is < 1 or > 12 || !prefix.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.' or ':'))
            root.Fault("commandPrefix", "must be 1 to 12 letters, digits, - . or :");
        return prefix;
    }

    private static string? Gln(PlantNode node, bool required)
    {
        var gln = required ? node.Required("gln") : node.Text("gln");
        if (!string.IsNullOrEmpty(gln) && (gln.Length != 13 || !CheckDigit.Holds(Encoding.ASCII.GetBytes(gln))))
            node.Fault("gln", $"'{gln}' is no GLN: 13 digits with a right check digit");
        return gln;
    }

    private string DomainUri(PlantNode node, string kind, string code)
    {
        if (_domain is null) node.Fault(kind == "item" ? "gtin" : "gln", "is missing, and the plant names no identityDomain under which it could be identified instead");
        return $"{_domain?.TrimEnd('/')}/{kind}/{Uri.EscapeDataString(code)}";
    }
}

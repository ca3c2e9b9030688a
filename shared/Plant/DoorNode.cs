namespace Traceability.Plant;

/// <summary>Reads what plant.json says of an RFID portal's door. What would mean nothing, or two things, is a fault.</summary>
internal static class DoorNode
{
    public static readonly IReadOnlyList<string> Settings = ["rssiThresholdDbm", "departSeconds", "session", "photoEye", "antennas"];
    private const int MostAntennas = 64, MostInputs = 32, MostLines = 1024;

    public static Door Read(PlantNode node)
    {
        var session = node.Choice("session", DoorSession.Order);
        var eye = node.Member("photoEye") is { } given ? Eye(node, given) : null;
        if (session == DoorSession.PhotoEye && eye is null) node.Fault("session", "is photoEye, and no photoEye is named");
        if (session == DoorSession.Order && eye is not null) node.Fault("photoEye", "means nothing unless the session is photoEye");
        var (inside, outside) = node.Member("antennas") is { } antennas ? Sides(node, antennas) : ([], []);
        return new Door
        {
            RssiThresholdDbm = node.Between("rssiThresholdDbm", -100, 0, Door.DefaultThresholdDbm),
            Depart = TimeSpan.FromSeconds(node.Between("departSeconds", 1, 60, Door.DefaultDepartSeconds)),
            Session = session,
            PhotoEye = eye,
            Inside = inside,
            Outside = outside,
        };
    }

    private static PhotoEye? Eye(PlantNode node, PlantNode eye)
    {
        var (gpi, chip, line) = (eye.Member("gpi"), eye.Text("chip"), eye.Member("line"));
        var isReader = gpi is not null && chip is null && line is null;
        if (!isReader && (gpi is not null || string.IsNullOrEmpty(chip) || line is null))
        {
            node.Fault("photoEye", "must name an input of the reader (gpi), or a chip and a line of this machine");
            return null;
        }
        return new PhotoEye(isReader ? eye.Between("gpi", 1, MostInputs, 1) : null, chip, isReader ? null : eye.Between("line", 0, MostLines, 0), eye.Flag("activeLow"));
    }

    private static (IReadOnlyList<int> Inside, IReadOnlyList<int> Outside) Sides(PlantNode node, PlantNode antennas)
    {
        var (inside, outside) = (antennas.Numbers("inside", 1, MostAntennas), antennas.Numbers("outside", 1, MostAntennas));
        if (inside.Count == 0 || outside.Count == 0) node.Fault("antennas", "must name antennas inside and outside");
        else if (inside.Intersect(outside).Any()) node.Fault("antennas", "names an antenna on both sides");
        else return (inside, outside);
        return ([], []);
    }
}

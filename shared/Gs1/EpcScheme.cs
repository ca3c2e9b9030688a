namespace Traceability.Gs1;

/// <summary>How company prefix and reference make up a key (TDS section 7).</summary>
internal enum KeyShape
{
    /// <summary>Prefix, reference, check digit.</summary>
    Plain,
    /// <summary>The first digit of the reference leads: indicator of a GTIN, extension digit of an SSCC.</summary>
    Leading,
    /// <summary>Prefix and reference as they are: no fixed length, no check digit.</summary>
    Free,
}

/// <summary>
/// One EPC scheme: which GS1 key it is and where its serial goes, a second element or the tail of the key itself
/// (GS1 Tag Data Standard 2.x, sections 6 and 7). Digits count prefix and reference together, 0 for keys of free length.
/// </summary>
internal sealed record EpcScheme(string Name, string Ai, KeyShape Shape, int Digits, string? SerialAi = null, bool SerialInKey = false,
    int SerialLength = 0, bool SerialIsNumeric = false, bool IsClass = false, bool HasPieces = false, string Lead = "")
{
    public static readonly EpcScheme Sgtin = new("sgtin", "01", KeyShape.Leading, 13, SerialAi: "21", SerialLength: 20);
    public static readonly EpcScheme Lgtin = new("lgtin", "01", KeyShape.Leading, 13, SerialAi: "10", SerialLength: 20, IsClass: true);
    public static readonly EpcScheme Upui = new("upui", "01", KeyShape.Leading, 13, SerialAi: "235", SerialLength: 28);
    public static readonly EpcScheme Itip = new("itip", "8006", KeyShape.Leading, 13, SerialAi: "21", SerialLength: 20, HasPieces: true);
    public static readonly EpcScheme Sscc = new("sscc", "00", KeyShape.Leading, 17);
    public static readonly EpcScheme Sgln = new("sgln", "414", KeyShape.Plain, 12, SerialAi: "254", SerialLength: 20);
    public static readonly EpcScheme Pgln = new("pgln", "417", KeyShape.Plain, 12);
    public static readonly EpcScheme Grai = new("grai", "8003", KeyShape.Plain, 12, SerialInKey: true, SerialLength: 16, Lead: "0");
    public static readonly EpcScheme Giai = new("giai", "8004", KeyShape.Free, 0);
    public static readonly EpcScheme Gsrn = new("gsrn", "8018", KeyShape.Plain, 17);
    public static readonly EpcScheme Gsrnp = new("gsrnp", "8017", KeyShape.Plain, 17);
    public static readonly EpcScheme Gdti = new("gdti", "253", KeyShape.Plain, 12, SerialInKey: true, SerialLength: 17);
    public static readonly EpcScheme Sgcn = new("sgcn", "255", KeyShape.Plain, 12, SerialInKey: true, SerialLength: 12, SerialIsNumeric: true);
    public static readonly EpcScheme Cpi = new("cpi", "8010", KeyShape.Free, 0, SerialAi: "8011", SerialLength: 12, SerialIsNumeric: true);
    public static readonly EpcScheme Ginc = new("ginc", "401", KeyShape.Free, 0);
    public static readonly EpcScheme Gsin = new("gsin", "402", KeyShape.Plain, 16);

    public static readonly IReadOnlyList<EpcScheme> All =
        [Sgtin, Lgtin, Upui, Itip, Sscc, Sgln, Pgln, Grai, Giai, Gsrn, Gsrnp, Gdti, Sgcn, Cpi, Ginc, Gsin];

    public bool HasSerial => SerialAi is not null || SerialInKey;

    public static EpcScheme? Find(string name) => All.FirstOrDefault(scheme => scheme.Name == name);
}

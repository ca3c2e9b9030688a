namespace Traceability.Gs1;

/// <summary>What an identity names. The order is the order in which candidates are shown.</summary>
public enum MaterialKind { Item, Lot, Unit, Container, Location, Party, Asset, Document }

/// <summary>
/// One identity of one thing (design: events.md section 1). Two spellings of the same thing give equal values;
/// comparison is ordinal, nothing inside is trimmed or folded.
/// </summary>
/// <param name="Kind">What it names.</param>
/// <param name="Key">GTIN-14, SSCC-18, GLN-13, GRAI (14 digits with its leading 0) or GIAI; for anything else its URI:
/// an item without a GTIN under the plant's identity domain, an ITIP, CPID or GDTI under id.gs1.org.</param>
/// <param name="Extension">The lot, the serial or the location extension, exactly as printed; null where the kind has none.
/// A GRAI always has one, empty where it names the type of asset only; a GIAI never has.</param>
public readonly record struct MaterialId(MaterialKind Kind, string Key, string? Extension = null)
{
    internal const string Host = "https://id.gs1.org";

    public static MaterialId Item(string key) => new(MaterialKind.Item, key);
    public static MaterialId Lot(string key, string lot) => new(MaterialKind.Lot, key, lot);
    public static MaterialId Unit(string key, string serial) => new(MaterialKind.Unit, key, serial);
    public static MaterialId Container(string sscc) => new(MaterialKind.Container, sscc);
    public static MaterialId Location(string gln, string? extension = null) => new(MaterialKind.Location, gln, extension);
    public static MaterialId Party(string gln) => new(MaterialKind.Party, gln);
    public static MaterialId Grai(string key, string serial) => new(MaterialKind.Asset, key, serial);
    public static MaterialId Giai(string key) => new(MaterialKind.Asset, key);
    public static MaterialId Document(string uri) => new(MaterialKind.Document, uri);

    /// <summary>The item a lot or unit is of; the identity itself for an item.</summary>
    public MaterialId OfItem => Item(Key);

    /// <summary>The canonical GS1 Digital Link URI: no query, percent-encoded.</summary>
    public string Uri => KeyIsUri ? UriUnderKey : Kind switch
    {
        MaterialKind.Item => $"{Host}/01/{Key}",
        MaterialKind.Lot => $"{Host}/01/{Key}/10/{Escape(Extension!)}",
        MaterialKind.Unit => $"{Host}/01/{Key}/21/{Escape(Extension!)}",
        MaterialKind.Container => $"{Host}/00/{Key}",
        MaterialKind.Location when Extension is null => $"{Host}/414/{Key}",
        MaterialKind.Location => $"{Host}/414/{Key}/254/{Escape(Extension)}",
        MaterialKind.Party => $"{Host}/417/{Key}",
        MaterialKind.Asset when Extension is not null => $"{Host}/8003/{Escape(Key + Extension)}",
        MaterialKind.Asset => $"{Host}/8004/{Escape(Key)}",
        _ => Key,
    };

    // An asset number may hold a colon of its own.
    private bool KeyIsUri => Kind != MaterialKind.Asset && Key.Contains(':', StringComparison.Ordinal);

    private string UriUnderKey => Kind switch
    {
        MaterialKind.Lot when IsGs1 => $"{Key}/10/{Escape(Extension!)}",
        MaterialKind.Unit when IsGs1 => $"{Key}/{(Key.StartsWith(Host + "/8010/", StringComparison.Ordinal) ? "8011" : "21")}/{Escape(Extension!)}",
        MaterialKind.Lot => $"{Key}/lot/{Escape(Extension!)}",
        MaterialKind.Unit => $"{Key}/serial/{Escape(Extension!)}",
        _ => Key,
    };

    private bool IsGs1 => Key.StartsWith(Host, StringComparison.Ordinal);

    internal static string Escape(string value) => System.Uri.EscapeDataString(value);

    public override string ToString() => Uri;
}

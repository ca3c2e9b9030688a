namespace Traceability.Edge.Stations;

/// <summary>
/// The six reasons on the command sheet, <c>CMD:REASON-…</c>: for overrides, holds, scrap and samples alike. A short fixed list can be
/// counted; free words cannot.
/// </summary>
internal static class Reasons
{
    public static readonly IReadOnlyDictionary<string, string> ByCode = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["DAMAGED"] = "damaged",
        ["NOACCESS"] = "the right one cannot be reached",
        ["QUALITY"] = "quality decided so",
        ["CUSTOMER"] = "the customer wants it so",
        ["TRIAL"] = "trial or inspection",
        ["OTHER"] = "other, told to the lead",
    };
}

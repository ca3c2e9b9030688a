using System.Text;

namespace Traceability.Gs1;

/// <summary>From checked elements to what they name, the same for labels, links, URNs, tags and envelopes.</summary>
internal static class Assembly
{
    /// <summary>Checks and takes elements that did not come as an element string. The first fault refuses them all.</summary>
    public static Identified Of(IReadOnlyList<Element> elements, DateOnly today)
    {
        var found = new Identified { Elements = elements };
        foreach (var element in elements)
        {
            var ai = AiTable.Find(element.Ai);
            var value = Encoding.UTF8.GetBytes(element.Value);
            var fault = ai?.Check(value) ?? default;
            if (fault.Exists)
            {
                found.Unname();
                found.Add(Problems.Content(ai!, value, 0, value.Length, fault, element.Position));
                return found;
            }
            if (ai is not null) Take(found, ai, value, today);
        }
        Name(found);
        foreach (var problem in Combination.Conflicts(elements).Take(Combination.MostWarnings)) found.Add(problem);
        return found;
    }

    public static void Take(Identified found, AiDefinition ai, ReadOnlySpan<byte> value, DateOnly today)
    {
        switch (ai.Role)
        {
            case AiRole.None: break;
            case AiRole.Gtin:
                found.SetGtin(GtinCache.Get(value));
                found.Name(MaterialKind.Item);
                break;
            case AiRole.Content: if (found.Gtin is null) found.SetGtin(GtinCache.Get(value)); break;
            case AiRole.Lot: found.SetLot(Encoding.Latin1.GetString(value)); break;
            case AiRole.Serial: found.SetSerial(Encoding.Latin1.GetString(value)); break;
            case AiRole.Sscc: found.SetSscc(Encoding.Latin1.GetString(value)); break;
            case AiRole.Expiry or AiRole.ExpiryTime: found.SetExpiry(Dates.Parse(value, today)); break;
            case AiRole.BestBefore: found.SetBestBefore(Dates.Parse(value, today)); break;
            case AiRole.Production: found.SetProduction(Dates.Parse(value, today)); break;
            case AiRole.Count: found.SetCount(Number(value)); break;
            case AiRole.Measure: if (!found.HasQuantity) found.SetMeasure(Number(value), ai.Decimals, ai.Unit!); break;
            case AiRole.Extension: found.SetExtension(Encoding.Latin1.GetString(value)); break;
            case AiRole.PartSerial: found.SetPartSerial(Encoding.Latin1.GetString(value)); break;
            case AiRole.OtherKey: if (!found.IsNamed) found.Name(OtherKey(ai.Ai, Encoding.Latin1.GetString(value))); break;
        }
    }

    /// <summary>The most specific thing named: a container before what it holds, a unit before its lot.</summary>
    public static void Name(Identified found)
    {
        if (found.Sscc is not null) found.Name(MaterialKind.Container);
        else if (!found.IsNamed) return;
        else if (found.StoredName is { } other)
        {
            if (other.Kind == MaterialKind.Location) found.Name(other with { Extension = found.Extension });
            if (other.Kind != MaterialKind.Item) return;
            // A component or part has no lots of its own, only serials.
            var isPart = IsPart(other.Key);
            if ((isPart ? found.PartSerial : found.Serial) is { } serial) found.Name(MaterialId.Unit(other.Key, serial));
            else if (found.Lot is not null && !isPart) found.Name(MaterialId.Lot(other.Key, found.Lot));
        }
        else if (found.Serial is not null) found.Name(MaterialKind.Unit);
        else if (found.Lot is not null) found.Name(MaterialKind.Lot);
    }

    private static bool IsPart(string key) => key.StartsWith(MaterialId.Host + "/8010/", StringComparison.Ordinal);

    private static MaterialId OtherKey(string ai, string value) => ai switch
    {
        "414" => MaterialId.Location(value),
        "417" => MaterialId.Party(value),
        "8003" => MaterialId.Grai(value[..14], value[14..]),
        "8004" => MaterialId.Giai(value),
        "253" => MaterialId.Document($"{MaterialId.Host}/253/{MaterialId.Escape(value)}"),
        _ => MaterialId.Item($"{MaterialId.Host}/{ai}/{MaterialId.Escape(value)}"),
    };

    private static int Number(ReadOnlySpan<byte> digits)
    {
        var number = 0;
        foreach (var digit in digits) number = number * 10 + digit - '0';
        return number;
    }
}

using System.Text;

namespace Traceability.Gs1;

/// <summary>GS1 element strings to an identity: separators, dates, measures, and sentences for what is wrong with them.</summary>
internal static class ElementString
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    public static Identified Identify(ReadOnlySpan<byte> text, int offset, DateOnly today)
    {
        var found = new Identified(text, offset);
        if (text.IsEmpty)
        {
            found.Add(Problems.Empty());
            return found;
        }
        var reader = new ElementReader(text);
        while (reader.Read())
        {
            var fault = reader.Ai!.Check(reader.Value);
            if (fault.Exists) return Refused(found, Problems.Content(reader.Ai, text, reader.Start, reader.Length, fault, offset));
            Take(found, reader.Ai, reader.Value, today);
        }
        if (!reader.AtEnd) return Refused(found, Problems.UnknownAi(text, reader.Position, offset));
        Name(found);
        return found;
    }

    /// <summary>Every element as printed, also where its content is wrong; what cannot be read at all ends the list.</summary>
    public static Element[] List(ReadOnlySpan<byte> text, int offset)
    {
        var elements = new List<Element>();
        var reader = new ElementReader(text);
        while (reader.Read()) elements.Add(new(reader.Ai!.Ai, Text(reader.Value), reader.Start + offset));
        return [.. elements];
    }

    /// <summary>Bytes as text: UTF-8 where they are, else one character a byte, so that nothing read is lost.</summary>
    public static string Text(ReadOnlySpan<byte> bytes)
    {
        if (Ascii.IsValid(bytes)) return Encoding.ASCII.GetString(bytes);
        return System.Text.Unicode.Utf8.IsValid(bytes) ? StrictUtf8.GetString(bytes) : Encoding.Latin1.GetString(bytes);
    }

    private static void Take(Identified found, AiDefinition ai, ReadOnlySpan<byte> value, DateOnly today)
    {
        switch (ai.Role)
        {
            case AiRole.None or AiRole.Extension or AiRole.OtherKey: break;
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
        }
    }

    // The most specific thing named: a unit before its lot, a container before what it holds.
    private static void Name(Identified found)
    {
        if (found.Sscc is not null) found.Name(MaterialKind.Container);
        else if (!found.IsNamed) return;
        else if (found.Serial is not null) found.Name(MaterialKind.Unit);
        else if (found.Lot is not null) found.Name(MaterialKind.Lot);
    }

    private static Identified Refused(Identified found, Problem problem)
    {
        found.Unname();
        found.Add(problem);
        return found;
    }

    private static int Number(ReadOnlySpan<byte> digits)
    {
        var number = 0;
        foreach (var digit in digits) number = number * 10 + digit - '0';
        return number;
    }
}

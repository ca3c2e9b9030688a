namespace Traceability.Gs1;

/// <summary>
/// ISO/IEC 15434 messages: "[)>" RS, then formats closed by RS, then EOT. Format 05 holds GS1 elements, 06 data identifiers, 12 text
/// element identifiers. Scanners drop the control characters at the end more often than not, so a missing trailer is only noted.
/// </summary>
internal static class Envelope
{
    private const byte RecordSeparator = 0x1E, GroupSeparator = 0x1D, End = 0x04;

    public static Identified Identify(ReadOnlySpan<byte> text, int offset, in ReadContext context)
    {
        var at = 3;
        var complete = at < text.Length && text[at] == RecordSeparator;
        if (complete) at++;
        var end = text.Length;
        if (text[^1] == End) end--;
        else complete = false;
        Identified? found = null;
        while (at < end)
        {
            var length = text[at..end].IndexOf(RecordSeparator);
            if (length < 0)
            {
                complete = false;
                length = end - at;
            }
            var next = Format(text.Slice(at, length), offset + at, context);
            found = found is null || next.Refusal is not null ? next : DataIdentifiers.Combine(found, next, context);
            if (found.Refusal is not null) return found;
            if (found.Elements.Count > Identifier.MaxElements) return new() { Problems = [Problems.TooMany(offset + at)] };
            at += length + 1;
        }
        if (found is null) return new() { Problems = [Problems.Empty(offset)] };
        if (!complete) found.Add(Problems.EnvelopeIncomplete(offset + text.Length));
        return found;
    }

    private static Identified Format(ReadOnlySpan<byte> format, int offset, in ReadContext context)
    {
        if (format.Length < 3 || format[2] != GroupSeparator)
            return new() { Problems = [Problems.EnvelopeFormat(offset, ElementString.Text(format[..Math.Min(2, format.Length)]))] };
        var body = format[3..];
        if (format.StartsWith("05"u8)) return ElementString.Identify(body, offset + 3, context.Today);
        if (format.StartsWith("06"u8) || format.StartsWith("12"u8)) return Fields(body, offset + 3, format[0] == '1', context);
        return new() { Problems = [Problems.EnvelopeFormat(offset, ElementString.Text(format[..2]))] };
    }

    private static Identified Fields(ReadOnlySpan<byte> body, int offset, bool isTextElement, in ReadContext context)
    {
        var elements = new List<Element>();
        for (var at = 0; at < body.Length;)
        {
            var length = body[at..].IndexOf(GroupSeparator);
            if (length < 0) length = body.Length - at;
            var field = body.Slice(at, length);
            if (elements.Count > Identifier.MaxElements) return new() { Problems = [Problems.TooMany(offset + at)] };
            if (length > 0)
            {
                var prefix = isTextElement ? TextPrefix(field) : DataIdentifiers.PrefixLength(field);
                if (prefix == 0 || prefix == length) return new() { Elements = elements, Problems = [Problems.DataField(offset + at, ElementString.Text(field))] };
                elements.Add(new(ElementString.Text(field[..prefix]), ElementString.Text(field[prefix..]), offset + at + prefix));
            }
            at += length + 1;
        }
        return isTextElement ? new() { Elements = elements } : DataIdentifiers.Of(elements, context);
    }

    // Text element identifiers are two or three capitals and digits, closed by a space: "PO 4711".
    private static int TextPrefix(ReadOnlySpan<byte> field)
    {
        var space = field.IndexOf((byte)' ');
        return space is > 0 and <= 4 ? space + 1 : Math.Min(3, field.Length);
    }
}

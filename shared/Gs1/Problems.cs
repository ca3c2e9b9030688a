namespace Traceability.Gs1;

/// <summary>
/// All that can be wrong with a code. The numbers are stable: screens, logs and documentation refer to them.
/// 1xx the code as a whole, 2xx one element, 3xx combinations, 4xx envelopes and data identifiers, 5xx links and URNs, 6xx tags.
/// </summary>
internal static class Problems
{
    public static Problem Empty(int position = 0) => new(101, position, "The scanner sent an empty code: scan again.", true);

    public static Problem NotKnown(int position) => new(102, position,
        "This code is none that can be traced: no GS1 label, no link, no order, no place. Look for another barcode on the label.", true);

    public static Problem NoStock(string title) => new(103, 0, $"This code names a {title}, nothing that is kept in stock.", false);

    public static Problem TooLong(int length) => new(104, 0,
        $"The scanner sent {length} characters in one read: codes run together or this is no label.", true);

    public static Problem NoAimIdentifier(int position) => new(105, position,
        "This looks like a GS1 label, but the scanner does not say so: switch its AIM identifier on.", true);

    public static Problem GuessedGtin(int position) => new(106, position,
        "Taken for an item number because its check digit fits: switch the scanner's AIM identifier on to be sure.", false);

    public static Problem NotGtin(int position, string symbol) => new(107, position, $"This {symbol} barcode holds no valid item number: scan again.", true);

    public static Problem TooMany(int position) => new(108, position,
        $"More than {Identifier.MaxElements} values in one code: codes run together or this is no label.", true);

    public static Problem UnknownAi(ReadOnlySpan<byte> text, int position, int offset) => text.Contains(ElementReader.Separator) || position == 0
        ? new(201, position + offset, $"At character {position + offset + 1} no known GS1 identifier begins: the label is printed wrong or was read in part.", true)
        : new(203, position + offset,
            $"From character {position + offset + 1} on the code makes no sense, and it holds no group separator: "
            + "perhaps this scanner drops the group separator.", true);

    public static Problem Content(AiDefinition ai, ReadOnlySpan<byte> text, int start, int length, LintFault fault, int offset)
    {
        var position = start + fault.Position + offset;
        var field = $"({ai.Ai}) {ai.Title}";
        if (fault.Error == LintError.TooLong && !text.Contains(ElementReader.Separator))
            return new(203, position, $"{field} is longer than {ai.MaxLength} characters and the code holds no group separator: "
                + "this scanner drops the group separator, so values run together.", true);
        if (ReplacedSeparator(text.Slice(start, length)) is { } seen)
            return new(204, position, $"{field} holds \"{seen}\": this scanner sends it in place of the group separator. Set it up to send GS (hex 1D).", true);
        return new(202, position, fault.Error switch
        {
            LintError.IncorrectCheckDigit or LintError.IncorrectCheckPair => $"{field}: the check digit is wrong. Scan again, or the label is misprinted.",
            LintError.TooShort => $"{field} is cut off after {length} characters: the label was read in part.",
            LintError.TooLong => $"{field} is longer than {ai.MaxLength} characters: the label is printed wrong.",
            LintError.IllegalDay or LintError.IllegalMonth => $"{field} is no date of the calendar: the label is printed wrong.",
            LintError.NonDigitCharacter => $"{field} must be digits only: the label is printed wrong or was read in part.",
            LintError.InvalidCset82Character => $"{field} holds a character that labels must not hold: the label is printed wrong or the scanner garbles it.",
            _ => $"{field} is not valid ({Words(fault.Error)}): the label is printed wrong.",
        }, true);
    }

    public static Problem Repeated(string ai, int position) => new(301, position, $"({ai}) stands twice with different values: which one holds?", false);

    public static Problem Excluded(string ai, string other, int position) => new(302, position, $"({ai}) must not stand on the same thing as ({other}).", false);

    public static Problem Missing(string ai, string needed, int position) => new(303, position, $"({ai}) needs {needed} on the same label.", false);

    public static Problem EnvelopeIncomplete(int position) => new(401, position,
        "The end of the message is missing (RS, EOT): the scanner drops control characters. What was read is complete.", false);

    public static Problem EnvelopeFormat(int position, string format) => new(402, position, $"Format {format} of a shipping label cannot be read here.", true);

    public static Problem DataField(int position, string field) => new(403, position, $"\"{field}\" has no known data identifier.", true);

    public static Problem DataValue(int position, string di) => new(404, position, $"The value after {di} is not valid.", true);

    public static Problem Link(int position, string why) => new(501, position, $"This link names no thing: {why}.", true);

    public static Problem ShortGtin(int position) => new(502, position, "The item number in the link has fewer than 14 digits: zeros were put in front.", false);

    public static Problem Urn(int position, string why) => new(511, position, $"This EPC name is not valid: {why}.", true);

    public static Problem UrnNotEscaped(int position) => new(512, position, "The EPC name holds characters that should be escaped.", false);

    public static Problem NoEpc(string why) => new(601, 0, $"This tag holds no EPC that can be traced: {why}.", true);

    public static Problem NotEpcContent(int afi) => new(602, 0, $"This tag holds other content than an EPC (ISO 15961, AFI {afi:X2}).", true);

    public static Problem TagCutOff(int words, int got) => new(603, 0, $"The tag announces {words} words, the reader sent {got}: hold it still and read again.", true);

    // Printable stand-ins that keyboards and gateways make of the control character.
    private static string? ReplacedSeparator(ReadOnlySpan<byte> value)
    {
        ReadOnlySpan<string> standIns = ["<GS>", "{GS}", "[GS]", "<0x1D>", "\\x1d", "\\u001d", "^]", "|", "~", "^"];
        foreach (var standIn in standIns)
            if (value.IndexOf(System.Text.Encoding.ASCII.GetBytes(standIn)) >= 0) return standIn;
        return null;
    }

    private static string Words(LintError error) =>
        string.Concat(error.ToString().Select((letter, at) => at > 0 && char.IsUpper(letter) ? " " + char.ToLowerInvariant(letter) : letter.ToString()));
}

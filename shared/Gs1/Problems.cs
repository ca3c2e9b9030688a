namespace Traceability.Gs1;

/// <summary>
/// All that can be wrong with a code. The numbers are stable: screens, logs and documentation refer to them.
/// 1xx the code as a whole, 2xx one element, 3xx combinations, 4xx envelopes and data identifiers, 5xx links and URNs, 6xx tags.
/// </summary>
internal static class Problems
{
    public static Problem Empty() => new(101, 0, "The scanner sent an empty code: scan again.", true);

    public static Problem NotKnown(int position) => new(102, position,
        "This code is none that can be traced: no GS1 label, no link, no order, no place. Look for another barcode on the label.", true);

    public static Problem UnknownAi(ReadOnlySpan<byte> text, int position, int offset) => new(201, position + offset,
        $"At character {position + offset + 1} no known GS1 identifier begins: the label is printed wrong or was read in part.", true);

    public static Problem Content(AiDefinition ai, ReadOnlySpan<byte> text, int start, int length, LintFault fault, int offset) =>
        new(202, start + fault.Position + offset, $"({ai.Ai}) {ai.Title} is wrong: {fault.Error}.", true);
}

using Traceability.Gs1;

namespace Traceability.Tests.Gs1;

public class ExplanationTests
{
    private static readonly DateOnly Today = new(2026, 3, 2);

    [Theory]
    [InlineData("]C1010950600013435210L24070<GS>21S1", "https://id.gs1.org/01/09506000134352/21/S1")]
    [InlineData("]C110L24070", "(10) needs (01)")]
    [InlineData("3074257BF7194E4000001A85", "urn:epc:raw")]
    [InlineData("HELLO WORLD", "REFUSED     102")]
    [InlineData("\u202Eevil", "<202E>")]
    public void Anything_is_explained(string input, string part)
    {
        var text = Explanation.Of(input, Today);
        if (part == "urn:epc:raw") Assert.Contains("https://id.gs1.org/01/80614141123458/21/6789", text, StringComparison.Ordinal);
        else if (part == "<202E>") Assert.DoesNotContain('\u202E', text);
        else Assert.Contains(part, text, StringComparison.Ordinal);
    }
}

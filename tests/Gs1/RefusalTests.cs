using System.Text;
using Traceability.Gs1;

namespace Traceability.Tests.Gs1;

/// <summary>What is wrong is said by number, by place, and in a sentence for the person with the scanner.</summary>
public class RefusalTests
{
    private static readonly DateOnly Today = new(2026, 3, 2);

    [Theory]
    [InlineData("]C1010950600013435310A", 202, 18, "check digit")]
    [InlineData("]C1010950600013", 202, 5, "cut off")]
    [InlineData("]C10109506000134352\u001d17260231", 202, 26, "no date")]
    [InlineData("]C1010950600013435210ABCDEFGHIJKLMNOPQRST21X", 203, 41, "drops the group separator")]
    [InlineData("]C10109506000134352X", 203, 19, "drops the group separator")]
    [InlineData("]C1010950600013435210A<GS>21B", 200, 0, "")]
    [InlineData("]C1010950600013435210A|21B", 204, 22, "in place of the group separator")]
    [InlineData("]C1010950600013435210A B", 202, 22, "character that labels must not hold")]
    [InlineData("]C1010950600013435210", 202, 21, "cut off")]
    [InlineData("]C18912345", 201, 3, "no known GS1 identifier")]
    [InlineData("010950600013435210ABC", 105, 0, "AIM identifier")]
    [InlineData("]E09506000134351", 107, 3, "no valid item number")]
    [InlineData("https://example.com/about", 501, 19, "names no thing")]
    [InlineData("urn:epc:id:sgtin:0614141.81234.6789", 511, 17, "13 digits together")]
    [InlineData("[)>\u001e07\u001dX\u001e\u0004", 402, 4, "Format 07")]
    [InlineData("[)>\u001e06\u001d9\u001e\u0004", 403, 7, "no known data identifier")]
    [InlineData("Qtwo", 404, 1, "not valid")]
    [InlineData("(01)0950600013435", 202, 4, "cut off")]
    [InlineData("'; DROP TABLE lot--", 102, 0, "none that can be traced")]
    [InlineData("=HYPERLINK(\"x\")", 102, 0, "none that can be traced")]
    [InlineData("<img onerror=x>", 102, 0, "none that can be traced")]
    [InlineData("]?1", 102, 0, "none that can be traced")]
    public void A_refusal_tells_number_place_and_what_to_do(string code, int number, int position, string sentence)
    {
        var refusal = Identifier.Identify(Encoding.UTF8.GetBytes(code), Today).Refusal;
        // The stand-in made of allowed characters cannot be told from a lot: it is read as printed.
        if (number == 200) Assert.Null(refusal);
        else
        {
            Assert.Equal((number, position), (refusal?.Number, refusal?.Position));
            Assert.Contains(sentence, refusal!.Value.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_code_longer_than_any_frame_is_refused_unread()
    {
        var code = new byte[9_000];
        Array.Fill(code, (byte)'1');
        Assert.Equal(104, Identifier.Identify(code, Today).Refusal?.Number);
    }

    [Theory]
    [InlineData("]C101095060001343520104012345678901", 301)]
    [InlineData("]C1010950600013435237120", 302)]
    [InlineData("]C10109506000134352" + "21A\u001d235B", 302)]
    public void A_wrong_combination_warns_and_keeps_the_identity(string code, int number)
    {
        var found = Identifier.Identify(Encoding.UTF8.GetBytes(code), Today);
        Assert.Null(found.Refusal);
        Assert.Contains(found.Problems, problem => problem.Number == number);
    }

    [Fact]
    public void A_label_is_only_complete_with_what_its_elements_need()
    {
        Assert.Contains(Combination.Check([new("10", "A", 0)]), problem => problem.Number == 303);
        Assert.Empty(Combination.Check([new("10", "A", 0), new("01", "09506000134352", 0)]));
    }
}

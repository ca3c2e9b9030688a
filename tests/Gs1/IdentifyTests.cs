using System.Text;
using Traceability.Gs1;

namespace Traceability.Tests.Gs1;

public class IdentifyTests
{
    private static readonly DateOnly Today = new(2026, 3, 2);

    private static Identified Read(string code) => Identifier.Identify(Encoding.Latin1.GetBytes(code), Today);

    [Theory]
    [InlineData("]C10109506000134352", "https://id.gs1.org/01/09506000134352")]
    [InlineData("]C1010950600013435210L24070", "https://id.gs1.org/01/09506000134352/10/L24070")]
    [InlineData("]d2010950600013435210L24070\u001d21S1", "https://id.gs1.org/01/09506000134352/21/S1")]
    [InlineData("]Q30109506000134352172703311010a+b", "https://id.gs1.org/01/09506000134352/10/10a%2Bb")]
    [InlineData("]e00109506000134352\u001d10A", "https://id.gs1.org/01/09506000134352/10/A")]
    [InlineData("]C100106141412345678908", "https://id.gs1.org/00/106141412345678908")]
    [InlineData("]C100106141412345678908020950600013435237120\u001d10A", "https://id.gs1.org/00/106141412345678908")]
    public void A_label_names_the_most_specific_thing_on_it(string code, string uri)
    {
        var found = Read(code);
        Assert.Null(found.Refusal);
        Assert.Equal(uri, found.Id?.Uri);
    }

    [Fact]
    public void A_lot_on_its_own_completes_another_barcode()
    {
        var found = Read("]C110P260302002W");
        Assert.Null(found.Refusal);
        Assert.Null(found.Id);
        Assert.Equal("P260302002W", found.Lot);
        Assert.Equal(new Element("10", "P260302002W", 5), Assert.Single(found.Elements));
    }

    [Fact]
    public void Attributes_come_with_the_identity()
    {
        var found = Read("]C10109506000134352172802003103001234112601311528040010A");
        Assert.Equal(new DateOnly(2028, 2, 29), found.Expiry);
        Assert.Equal(new DateOnly(2026, 1, 31), found.Production);
        Assert.Equal(new DateOnly(2028, 4, 30), found.BestBefore);
        Assert.Equal((1.234m, "KGM"), (found.Quantity, found.Uom));
        Assert.Equal(6, found.Elements.Count);
    }

    [Theory]
    [InlineData("]C1010950600013435237120", 120)]
    [InlineData("]C101095060001343523005", 5)]
    public void A_count_has_no_unit(string code, int count)
    {
        var found = Read(code);
        Assert.Equal((decimal?)count, found.Quantity);
        Assert.Null(found.Uom);
    }

    [Theory]
    [InlineData("KPO00001", "K", "PO00001")]
    [InlineData("WWO00002", "W", "WO00002")]
    [InlineData("LPF-PCB", "L", "PF-PCB")]
    [InlineData("Q26", "Q", "26")]
    [InlineData("1KSO00001", "1K", "SO00001")]
    [InlineData("]C01KSO00001", "1K", "SO00001")]
    [InlineData("]Q1Q1.5", "Q", "1.5")]
    [InlineData("1HB007", "1H", "B007")]
    [InlineData("TL24070", "T", "L24070")]
    public void A_data_identifier_stands_before_its_value(string code, string di, string value)
    {
        var found = Read(code);
        Assert.Null(found.Refusal);
        Assert.Equal((di, value), (found.DataIdentifier, found.DataValue));
    }

    [Fact]
    public void A_command_is_left_as_it_is()
    {
        var found = Read("CMD:DONE");
        Assert.Null(found.Refusal);
        Assert.Null(found.DataIdentifier);
    }

    [Theory]
    [InlineData("HELLO WORLD", 102)]
    [InlineData("", 101)]
    [InlineData("]C1", 101)]
    [InlineData("]C10109506000134353", 202)]
    [InlineData("]C1010950600013435217260231", 202)]
    [InlineData("]C1890950600013435217260231", 201)]
    public void A_refusal_has_a_number(string code, int number)
    {
        var found = Read(code);
        Assert.Null(found.Id);
        Assert.Equal(number, found.Refusal?.Number);
    }

    [Theory]
    [InlineData("3074257BF7194E4000001A85", "https://id.gs1.org/01/80614141123458/21/6789", 7)]
    [InlineData("3066C4409047E140075BCD15", "https://id.gs1.org/01/09506000134352/21/123456789", 11)]
    [InlineData("3154257BF4499602D2000000", "https://id.gs1.org/00/106141412345678908", 7)]
    [InlineData("3178E61C883950F59A000000", "https://id.gs1.org/00/323563453213454346", 6)]
    public void A_tag_names_a_unit_or_a_container(string hex, string uri, int prefixLength)
    {
        var found = Identifier.IdentifyTag(Convert.FromHexString(hex));
        Assert.Equal(uri, found.Id?.Uri);
        Assert.Equal(prefixLength, found.CompanyPrefixLength);
    }
}

using System.Text;
using Traceability.Gs1;

namespace Traceability.Tests.Gs1;

/// <summary>One thing, one identity, however it is spelled (events.md section 1).</summary>
public class SpellingTests
{
    private static readonly DateOnly Today = new(2026, 3, 2);

    private static Identified Read(string code) => Identifier.Identify(Encoding.UTF8.GetBytes(code), Today);

    [Theory]
    [InlineData("]C1010950600013435210L24070")]
    [InlineData("]d2010950600013435210L24070\u001d")]
    [InlineData("\u001d010950600013435210L24070")]
    [InlineData("(01)09506000134352(10)L24070")]
    [InlineData("https://id.gs1.org/01/09506000134352/10/L24070")]
    [InlineData("HTTPS://shop.example/de/gtin/9506000134352/lot/L24070?17=280200&utm=x#top")]
    [InlineData("urn:epc:class:lgtin:95060001343.05.L24070")]
    [InlineData("[)>\u001e06\u001dP9506000134352\u001dTL24070\u001e\u0004")]
    [InlineData("[)>\u001e05\u001d010950600013435210L24070")]
    public void A_lot_has_one_identity(string code)
    {
        var found = Read(code);
        Assert.Null(found.Refusal);
        Assert.Equal(MaterialId.Lot("09506000134352", "L24070"), found.Id);
    }

    [Theory]
    [InlineData("]E09506000134352", "https://id.gs1.org/01/09506000134352")]
    [InlineData("]E3950600013435212", "https://id.gs1.org/01/09506000134352")]
    [InlineData("]I109506000134352", "https://id.gs1.org/01/09506000134352")]
    [InlineData("9506000134352", "https://id.gs1.org/01/09506000134352")]
    [InlineData("urn:epc:idpat:sgtin:95060001343.05.*", "https://id.gs1.org/01/09506000134352")]
    [InlineData("3066C4409047E140075BCD15", "https://id.gs1.org/01/09506000134352/21/123456789")]
    [InlineData("urn:epc:raw:96.x3066C4409047E140075BCD15", "https://id.gs1.org/01/09506000134352/21/123456789")]
    [InlineData("urn:epc:id:sgln:9521141.11234.0", "https://id.gs1.org/414/9521141112342")]
    [InlineData("urn:epc:id:pgln:9521141.11234", "https://id.gs1.org/417/9521141112342")]
    [InlineData("]C14149521141123454\u001d254A/1", "https://id.gs1.org/414/9521141123454/254/A%2F1")]
    [InlineData("]C1800309521141123454S1", "https://id.gs1.org/8003/09521141123454S1")]
    [InlineData("]C180040614141:7", "https://id.gs1.org/8004/0614141%3A7")]
    [InlineData("]C18006095211411234540102\u001d21X", "https://id.gs1.org/8006/095211411234540102/21/X")]
    [InlineData("]C18010952114198765\u001d801112", "https://id.gs1.org/8010/952114198765/8011/12")]
    [InlineData("]C18010952114198765\u001d4149521141123454254A1", "https://id.gs1.org/8010/952114198765")]
    [InlineData("]C18010952114198765\u001d10A", "https://id.gs1.org/8010/952114198765")]
    [InlineData("https://northfield.example/item/CAP-470/lot/A12", "https://northfield.example/item/CAP-470/lot/A12")]
    [InlineData("urn:epcglobal:cbv:bt:9506000134352:PO%201", "urn:epcglobal:cbv:bt:9506000134352:PO%201")]
    [InlineData("[)>\u001e06\u001dJ106141412345678908\u001e\u0004", "https://id.gs1.org/00/106141412345678908")]
    public void A_thing_has_one_identity(string code, string uri)
    {
        var found = Read(code);
        Assert.Null(found.Refusal);
        Assert.Equal(uri, found.Id?.Uri);
    }

    [Fact]
    public void A_plant_without_GTINs_names_items_under_its_own_domain()
    {
        var found = Identifier.Identify("[)>\u001e06\u001dPCAP-470\u001dTA12\u001e\u0004"u8, new ReadContext(Today, IdentityDomain: "https://northfield.example"));
        Assert.Equal(Read("https://northfield.example/item/CAP-470/lot/A12").Id, found.Id);
    }

    [Fact]
    public void A_supplier_lot_is_an_alias_not_a_lot()
    {
        var found = Read("1TSUP-77");
        Assert.Null(found.Lot);
        Assert.Equal(("1T", "SUP-77"), (found.DataIdentifier, found.DataValue));
    }

    [Theory]
    [InlineData("[)>\u001e06\u001dTA12\u001e\u0004", false)]
    [InlineData("[)>\u001e06\u001dTA12\u001e", true)]
    [InlineData("[)>\u001e06\u001dTA12", true)]
    [InlineData("[)>06\u001dTA12\u0004", true)]
    public void A_missing_trailer_is_noted_and_forgiven(string code, bool noted)
    {
        var found = Read(code);
        Assert.Equal("A12", found.Lot);
        Assert.Equal(noted, found.Problems.Any(problem => problem.Number == 401 && !problem.Refuses));
    }

    [Theory]
    [InlineData("260200", "2026-02-28")]
    [InlineData("280200", "2028-02-29")]
    [InlineData("761231", "2076-12-31")]
    [InlineData("770101", "1977-01-01")]
    [InlineData("990630", "1999-06-30")]
    public void A_year_of_two_digits_lies_within_fifty_years(string digits, string day) =>
        Assert.Equal(DateOnly.Parse(day), Read("]C1010950600013435217" + digits).Expiry);

    [Fact]
    public void A_symbology_that_came_apart_counts()
    {
        var found = Identifier.Identify("010950600013435210A"u8, new ReadContext(Today, Symbology: "]C1"));
        Assert.Equal((MaterialId.Lot("09506000134352", "A"), 18), (found.Id!.Value, found.Elements[1].Position));
    }

    [Fact]
    public void Case_matters_and_nothing_is_trimmed() => Assert.NotEqual(Read("]C1010950600013435210a").Id, Read("]C1010950600013435210A").Id);

    [Theory]
    [InlineData(0x3000, null)]
    [InlineData(0x3100, 602)]
    [InlineData(0x4000, 603)]
    public void The_protocol_control_word_decides_whether_it_is_an_EPC(int word, int? number) =>
        Assert.Equal(number, Identifier.IdentifyTag(Convert.FromHexString("3066C4409047E140075BCD15"), (ushort)word).Refusal?.Number);

    [Theory]
    [InlineData("307C257BF7194E4000001A85")]
    [InlineData("E2806894000040")]
    [InlineData("")]
    public void What_is_no_EPC_keeps_its_raw_name(string hex)
    {
        var found = Identifier.IdentifyTag(Convert.FromHexString(hex));
        Assert.Equal(601, found.Refusal?.Number);
        if (hex.Length > 0) Assert.Equal($"urn:epc:raw:{hex.Length * 4}.x{hex}", found.Urn);
    }
}

using System.Text;
using Traceability.Plant;

namespace Traceability.Tests.Stations;

/// <summary>A gateway's code is its name at the broker: what would give it another's rights or topics is refused.</summary>
public sealed class GatewayCodeTests
{
    [Theory]
    [InlineData("gw-dock-1", null)]
    [InlineData("forwarder", null)]
    [InlineData("cloud", "must not be 'cloud': the cloud's side goes by that name at the broker, with other rights")]
    [InlineData("forward-2", "must not be 'forward-2': the cloud's side goes by that name at the broker, with other rights")]
    [InlineData("gw/1", "must not hold blanks, / + or #: it is part of the broker's topics")]
    [InlineData("gw 1", "must not hold blanks, / + or #: it is part of the broker's topics")]
    public void A_code_that_is_no_gateways_is_refused(string code, string? why)
    {
        var json = Encoding.UTF8.GetBytes($$"""
            { "plant": "p", "gln": "9521300000008", "locations": [{ "location": "L", "kind": "dock", "gln": "9521300002002" }],
              "stations": [{ "id": "st", "gateway": "{{code}}", "kind": "receiving", "location": "L" }] }
            """);
        if (why is null) Assert.Equal(code, PlantFile.Read(json).Stations["st"].Gateway);
        else Assert.Contains(why, Assert.Throws<PlantFormatException>(() => PlantFile.Read(json)).Problems.Select(p => p.Text));
    }
}

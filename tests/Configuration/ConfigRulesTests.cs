using System.Text;
using Traceability.Edge;
using Traceability.Edge.Configuration;
using Traceability.Messaging;
using Traceability.Plant;
using Traceability.Tests.Delivery;
using Traceability.Tests.Stations;

namespace Traceability.Tests.Configuration;

/// <summary>When a gateway goes over to a configuration, and what the power leaves of it.</summary>
public sealed class ConfigRulesTests
{
    private static ActiveConfig Active(int revision) => new(PlantFile.Read(Encoding.UTF8.GetBytes(SmallPlant.Text(revision))), Encoding.UTF8.GetBytes(SmallPlant.Text(revision)));

    private static byte[] Payload(long revision, string plant) => ConfigCodec.Encode(new GatewayConfig(revision, Encoding.UTF8.GetBytes(plant)));

    private static ConfigVerdict Judge(byte[] payload, string gateway = "g1", string? whyNot = null) => ConfigRules.Judge(payload, Active(5), gateway, _ => whyNot);

    public static TheoryData<string, byte[], string> Refused => new()
    {
        { "older", Payload(4, SmallPlant.Text(4)), "older than revision 5" },
        { "same number", Payload(5, SmallPlant.Text(5) + " "), "give a change a higher revision" },
        { "two numbers", Payload(7, SmallPlant.Text(6)), "its plant says that it is revision 6" },
        { "not valid", Payload(6, SmallPlant.Text(6).Replace("\"kind\": \"transfer\"", "\"kind\": \"party\"", StringComparison.Ordinal)), "its plant is not valid: line " },
        { "no JSON", Payload(6, "PK\u0003\u0004"), "its plant is not valid: line 1" },
        { "another plant", Payload(6, SmallPlant.Text(6).Replace("\"small\"", "\"large\"", StringComparison.Ordinal)), "it is of plant large" },
        { "no such gateway", Payload(6, SmallPlant.Text(6).Replace("\"g1\"", "\"g9\"", StringComparison.Ordinal)), "gateway g1 has no station in it" },
        { "revision 0", Encoding.UTF8.GetBytes("""{"revision":0,"plant":"eA=="}"""), "no revision from 1 on" },
        { "nothing", [], "was cleared" },
        { "garbage", [0xFF, 0xFE, 0x00, 0x7B], "cannot be read" },
        { "another member", Encoding.UTF8.GetBytes("""{"revision":6,"plant":"eA==","reset":true}"""), "cannot be read" },
        { "a member twice", Encoding.UTF8.GetBytes("""{"revision":6,"revision":7,"plant":"eA=="}"""), "cannot be read" },
        { "no plant", Encoding.UTF8.GetBytes("""{"revision":6}"""), "cannot be read" },
        { "too large", new byte[ConfigCodec.MaxPayloadBytes + 1], "more than 900000" },
    };

    [Theory, MemberData(nameof(Refused))]
    public void What_is_no_better_configuration_is_refused_with_its_reason(string name, byte[] payload, string why)
    {
        var verdict = Judge(payload);
        Assert.True(verdict.Accepted is null, name);
        Assert.Contains(why, verdict.Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void A_higher_revision_is_accepted_byte_for_byte_and_the_one_that_runs_is_nothing_new()
    {
        Assert.Equal(SmallPlant.Text(6), Encoding.UTF8.GetString(Judge(Payload(6, SmallPlant.Text(6))).Accepted!.Bytes));
        Assert.Equal(new ConfigVerdict(null, null), Judge(Payload(5, SmallPlant.Text(5))));
        Assert.Equal("revision 6 is refused: unknown driver", Judge(Payload(6, SmallPlant.Text(6)), whyNot: "unknown driver").Refusal);
    }

    [Fact]
    public async Task After_a_power_cut_there_is_the_old_one_whole_or_the_new_one()
    {
        using var folder = new TempFolder();
        var file = new ConfigFile(folder.Path, "g1");
        await File.WriteAllTextAsync(folder["plant.json"], SmallPlant.Text(1));
        Assert.Equal(1, await Started());
        // Cut before anything was renamed: half a draft lies there.
        await File.WriteAllTextAsync(folder["g1.plant.json.new"], SmallPlant.Text(2)[..300]);
        Assert.Equal(1, await Started());
        file.Write(Encoding.UTF8.GetBytes(SmallPlant.Text(2)));
        Assert.False(File.Exists(folder["g1.plant.json.new"]));
        Assert.Equal(2, await Started());
        await File.WriteAllTextAsync(folder["g1.plant.json.new"], SmallPlant.Text(3)[..300]);
        Assert.Equal(2, await Started());
        // What no order of writes leaves, but a bad card might.
        await File.WriteAllTextAsync(folder["g1.plant.json"], SmallPlant.Text(3)[..300]);
        Assert.Equal(1, await Started());
        file.Write(Encoding.UTF8.GetBytes(SmallPlant.Text(3)));
        await File.WriteAllTextAsync(folder["plant.json"], SmallPlant.Text(4));
        Assert.Equal(4, await Started());

        async Task<int> Started() => (await CommandLine.FirstConfig(CommandLine.ReadPlant(folder.Path), folder.Path, folder.Path, "g1")).Plant.Revision;
    }
}

using Traceability.Cloud;
using Traceability.Cloud.Ingest;
using Traceability.Edge.Journal;
using Traceability.Messaging;

namespace Traceability.Tests.Delivery;

/// <summary>What of the optional packages is in this build, and what is said to a choice that is not.</summary>
public sealed class ChoiceTests
{
    [Theory]
    [InlineData("mqttnet", "MQTTnet")]
    [InlineData("libmosquitto", "")]
    public void A_link_is_chosen_by_its_name_or_refused_by_a_sentence(string name, string package) => AssertChoice(Links.All, "--mqtt", name, package);

    [Theory]
    [InlineData("litedb", "LiteDB")]
    [InlineData("sqlite", "")]
    public void A_journal_is_chosen_by_its_name_or_refused_by_a_sentence(string name, string package) => AssertChoice(Journals.All, "--journal", name, package);

    [Fact]
    public void The_cloud_refuses_a_link_that_nobody_knows()
    {
        var (command, fault) = ServeCommand.Parse(["--mqtt", "pigeon"]);
        Assert.Null(command);
        Assert.StartsWith("--mqtt pigeon: unknown; it has ", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void The_cloud_names_the_package_of_the_log_that_it_has_not()
    {
        var fault = ServeCommand.Parse(["--events", "eventhubs"]).Fault;
        if (EventLogs.All.Names.Contains("eventhubs")) Assert.Contains("EVENT_HUBS_HOST", fault, StringComparison.Ordinal);
        else Assert.Equal("--events eventhubs: not in this build: package Azure.Messaging.EventHubs; it has broker", fault);
        Assert.NotNull(ServeCommand.Parse(["--events", "broker"]).Command);
    }

    private static void AssertChoice<T>(Adapters<T> all, string option, string name, string package)
    {
        Assert.Contains(all.Choose("auto"), all.Names);
        if (all.Names.Contains(name))
        {
            Assert.Equal(name, all.Choose(name));
            // What the design asks for is what auto takes.
            if (package.Length > 0) Assert.Equal(name, all.Choose("auto"));
            return;
        }
        Assert.Contains(package, all.Missing);
        var e = Assert.Throws<NotSupportedException>(() => all.Choose(name));
        Assert.Equal($"{option} {name}: not in this build: package {package}; it has {string.Join(", ", all.Names)}", e.Message);
    }
}

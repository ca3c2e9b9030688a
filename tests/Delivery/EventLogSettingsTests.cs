using Traceability.Cloud.Doctor;
using Traceability.Cloud.Ingest;

namespace Traceability.Tests.Delivery;

/// <summary>How one gets into the log: one way and only one, and no secret in anything that is shown.</summary>
public sealed class EventLogSettingsTests : IDisposable
{
    private const string Secret = "Endpoint=sb://h/;SharedAccessKeyName=n;SharedAccessKey=c2VjcmV0";
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("", "Give one of EVENT_HUBS_HOST")]
    [InlineData("HOST=h.example;CONNECTION_STRING_FILE=/x", "only one")]
    [InlineData("HOST=sb://h/", "a host name is expected")]
    [InlineData("CONNECTION_STRING_FILE=/nowhere/at/all", "/nowhere/at/all cannot be read")]
    public void What_cannot_be_used_is_said(string given, string said) =>
        Assert.Contains(said, Assert.Throws<LogException>(() => Read(given)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_host_or_a_file_is_enough()
    {
        var host = Read("HOST=h.example;HUB=plant");
        Assert.Equal(("h.example", "plant", "$Default", null), (host.Host, host.Hub, host.ConsumerGroup, host.ConnectionString));
        File.WriteAllText(_folder["secret"], Secret + "\n");
        var file = Read($"CONNECTION_STRING_FILE={_folder["secret"]};CONSUMER_GROUP=g");
        Assert.Equal((null, "events", "g", Secret), (file.Host, file.Hub, file.ConsumerGroup, file.ConnectionString));
        Assert.DoesNotContain("c2VjcmV0", file.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_doctor_counts_what_the_log_keeps_or_says_why_not()
    {
        var log = new TestLog(3);
        log.Add(1, "t", "{}"u8.ToArray());
        log.Add(2, "t", "{}"u8.ToArray());
        var good = await Checkup.LogAsync(_ => log, Read("HOST=h.example"), CancellationToken.None);
        Assert.Contains("3 partitions keep 2 batches", good.ToString(), StringComparison.Ordinal);
        var fault = await Checkup.LogAsync(_ => throw new LogException("No such hub."), Read("HOST=h.example"), CancellationToken.None);
        Assert.StartsWith("fault   log: No such hub.\n        -> the gateways keep everything meanwhile", fault.ToString(), StringComparison.Ordinal);
    }

    private static EventLogSettings Read(string given)
    {
        var all = given.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(s => s.Split('=', 2))
            .ToDictionary(s => "EVENT_HUBS_" + s[0], s => s[1], StringComparer.Ordinal);
        return EventLogSettings.Read(all.GetValueOrDefault);
    }
}

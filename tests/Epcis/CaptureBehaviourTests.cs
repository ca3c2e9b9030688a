using System.Globalization;
using System.Text;
using Traceability.Cloud.Store;
using Traceability.Epcis;
using static Traceability.Tests.Capture.Samples;

namespace Traceability.Tests.Capture;

/// <summary>Whole or in part, once or again, before and after a restart: what a job leaves in the store.</summary>
public sealed class CaptureBehaviourTests
{
    [Theory]
    [InlineData(null, "1 /epcisBody/eventList/1/bizStep; 3 /epcisBody/eventList/3/quantityList/0/quantity", 0)]
    [InlineData("rollback", "1 /epcisBody/eventList/1/bizStep; 3 /epcisBody/eventList/3/quantityList/0/quantity", 0)]
    [InlineData("proceed", "1 /epcisBody/eventList/1/bizStep; 3 /epcisBody/eventList/3/quantityList/0/quantity", 2)]
    public async Task A_document_with_faults_is_stored_as_its_error_behaviour_says(string? behaviour, string outcome, int stored)
    {
        await using var host = await CaptureHost.StartAsync();
        var (_, job) = await host.CaptureAsync(Document(Receive("urn:uuid:1"), Receive("urn:uuid:2").Replace("https://ref.gs1.org/cbv/BizStep-receiving", "shiping", StringComparison.Ordinal),
            Ship("urn:uuid:3"), Receive("urn:uuid:4").Replace("\"quantity\":10", "\"quantity\":1e3", StringComparison.Ordinal)), behaviour);
        Assert.Equal((outcome, stored), (CaptureHost.Outcome(job), host.Store.ReadAfter(0).Count()));
        Assert.Equal(behaviour ?? "rollback", job.GetProperty("captureErrorBehaviour").GetString());
        var error = job.GetProperty("errors")[0];
        Assert.Equal(("epcisException:ValidationException", 400), (error.GetProperty("type").GetString(), error.GetProperty("status").GetInt32()));
        Assert.Contains("Event 1: /epcisBody/eventList/1/bizStep 'shiping' is no business step", error.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_again_in_whatever_spelling_has_no_second_effect()
    {
        await using var host = await CaptureHost.StartAsync();
        var noId = Ship("x").Replace("\"eventID\":\"x\",", "", StringComparison.Ordinal);
        string[] again =
        [
            Document(Receive(), noId),
            Document(Receive(), noId, Receive()),
            Document(Receive().Replace(Lot, CanonicalLot + "?17=270131", StringComparison.Ordinal).Replace("urn:epcglobal:cbv:sdt:", "", StringComparison.Ordinal), noId.Replace("11:00:00+01:00", "10:00:00.000Z", StringComparison.Ordinal)),
            Document(Receive(), noId).Replace("\"t\":", "\"own\":", StringComparison.Ordinal).Replace("\"t:", "\"own:", StringComparison.Ordinal),
        ];
        foreach (var document in again) Assert.Equal("success", CaptureHost.Outcome((await host.CaptureAsync(document)).Answer));
        Assert.Equal(["urn:uuid:1", "ni:///sha-256"], host.Store.ReadAfter(0).Select(s => s.Event.EventId.Split(';')[0]));
        Assert.Equal(4, (await host.GetAsync("/epcis/capture")).GetArrayLength());
        Assert.Empty(host.Store.Conflicts(10));
    }

    [Theory]
    [InlineData("rollback", 1)]
    [InlineData("proceed", 2)]
    public async Task The_same_id_with_other_content_is_refused_and_kept_as_a_conflict(string behaviour, int stored)
    {
        await using var host = await CaptureHost.StartAsync();
        await host.CaptureAsync(Document(Receive()));
        var (_, job) = await host.CaptureAsync(Document(Ship(), Receive().Replace("\"quantity\":10", "\"quantity\":11", StringComparison.Ordinal)), behaviour);
        Assert.Equal(("1 /epcisBody/eventList/1/eventID", stored), (CaptureHost.Outcome(job), host.Store.ReadAfter(0).Count()));
        Assert.Equal(("epcisException:ResourceAlreadyExistsException", "urn:uuid:1"), (job.GetProperty("errors")[0].GetProperty("type").GetString(), job.GetProperty("errors")[0].GetProperty("eventID").GetString()));
        Assert.Equal("urn:uuid:1", Assert.Single(host.Store.Conflicts(10)).EventId);
    }

    [Theory]
    [InlineData("Accepted, of a partner's own event", "", true)]
    [InlineData("Conflict, with other content", "\"disposition\":\"damaged\",", false)]
    public async Task A_partner_declares_an_own_event_void(string outcome, string more, bool accepted)
    {
        await using var host = await CaptureHost.StartAsync();
        await host.CaptureAsync(Document(Receive()));
        var (_, job) = await host.CaptureAsync(Document(Receive().Replace("\"action\"", $"{more}\"errorDeclaration\":{{\"declarationTime\":\"2026-03-03T08:00:00Z\",\"reason\":\"did_not_occur\"}},\"action\"", StringComparison.Ordinal)));
        Assert.Equal((outcome, accepted), (outcome, CaptureHost.Outcome(job) == "success"));
        Assert.Equal(accepted, (await host.GetAsync("/epcis/events/urn%3Auuid%3A1")).TryGetProperty("errorDeclaration", out _));
    }

    [Fact]
    public async Task Nobody_declares_a_gateways_event_void_over_this_interface()
    {
        await using var host = await CaptureHost.StartAsync();
        var seen = new EpcisEvent
        {
            Type = EventType.ObjectEvent,
            Action = EventAction.OBSERVE,
            EventId = "urn:uuid:1",
            EventTime = new DateTimeOffset(2026, 3, 2, 8, 0, 0, TimeSpan.Zero),
            BizStep = Vocabulary.BizStep.Receiving,
            QuantityList = [new QuantityElement(CanonicalLot, 10)],
        };
        host.Store.Append("g", new Messaging.Batch("e", 1, Messaging.Chain.Start(), [EventWriter.Write(seen)]));
        var voided = Encoding.UTF8.GetString(EventWriter.Write(seen with { ErrorDeclaration = new ErrorDeclaration(seen.EventTime, "did_not_occur", []) }));
        Assert.Equal("0 /epcisBody/eventList/0/eventID", CaptureHost.Outcome((await host.CaptureAsync(Document(voided))).Answer));
        Assert.Equal("success", CaptureHost.Outcome((await host.CaptureAsync(Document(Encoding.UTF8.GetString(EventWriter.Write(seen))))).Answer));
        Assert.Single(host.Store.ReadAfter(0));
    }

    [Fact]
    public async Task A_job_that_was_accepted_is_done_after_a_restart_and_is_still_known()
    {
        await using var host = await CaptureHost.StartAsync();
        CaptureJob? waiting = null;
        await host.RestartAsync(store => waiting = store.AddCapture(proceed: false, Encoding.UTF8.GetBytes(Document(Receive(), Ship()))));
        var job = await host.EndedAsync($"/epcis/capture/{waiting!.Id}");
        Assert.Equal(("success", 2), (CaptureHost.Outcome(job), host.Store.ReadAfter(0).Count()));
        await host.RestartAsync();
        Assert.Equal(job.GetRawText(), (await host.GetAsync($"/epcis/capture/{waiting.Id}")).GetRawText());
        Assert.Equal(2, host.Store.ReadAfter(0).Count());
    }

    [Fact]
    public async Task Jobs_are_listed_by_pages_the_newest_first()
    {
        await using var host = await CaptureHost.StartAsync();
        var ids = new List<string>();
        for (var i = 0; i < 5; i++) ids.Add((await host.CaptureAsync(Document())).Answer.GetProperty("captureID").GetString()!);
        var found = new List<string>();
        for (var path = "/epcis/capture?perPage=2"; path.Length > 0;)
        {
            using var page = await host.SendAsync(HttpMethod.Get, path);
            found.AddRange(CaptureHost.Json(await page.Content.ReadAsStringAsync()).EnumerateArray().Select(j => j.GetProperty("captureID").GetString()!));
            path = page.Headers.TryGetValues("Link", out var link) ? link.Single().Split('<', '>')[1] : "";
        }
        Assert.Equal(Enumerable.Reverse(ids), found);
        Assert.Equal("epcisException:NoSuchResourceException", (await host.GetAsync("/epcis/capture/none", 404)).GetProperty("type").GetString());
        await host.GetAsync("/epcis/capture?perPage=0", 400);
    }

    [Fact]
    public async Task One_event_is_taken_at_once()
    {
        await using var host = await CaptureHost.StartAsync();
        async Task<(int, string?)> Post(string body)
        {
            using var response = await host.SendAsync(HttpMethod.Post, "/epcis/events", Encoding.UTF8.GetBytes(body), "application/ld+json");
            return ((int)response.StatusCode, response.Headers.Location?.OriginalString);
        }
        const string context = "{\"@context\":[\"https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld\"],";
        var ship = context + Ship()[1..];
        Assert.Equal((201, "/epcis/events/urn%3Auuid%3A3"), await Post(ship));
        Assert.Equal((201, "/epcis/events/urn%3Auuid%3A3"), await Post(ship));
        Assert.Equal((409, null), await Post(ship.Replace("in_transit", "damaged", StringComparison.Ordinal)));
        Assert.Equal((400, null), await Post(Ship("urn:uuid:9")));
        var (status, location) = await Post(ship.Replace("\"eventID\":\"urn:uuid:3\",", "", StringComparison.Ordinal));
        Assert.Equal(201, status);
        Assert.Equal("shipping", (await host.GetAsync(location!)).GetProperty("bizStep").GetString()?.Split('-')[1]);
        Assert.Equal(2, host.Store.ReadAfter(0).Count());
    }

    [Fact]
    public async Task Options_say_what_is_spoken_and_how_much_is_taken()
    {
        await using var host = await CaptureHost.StartAsync();
        foreach (var path in (string[])["/epcis", "/epcis/capture", "/epcis/capture/x", "/epcis/events", "/epcis/events/x"])
        {
            using var options = await host.SendAsync(HttpMethod.Options, path);
            string Header(string name) => options.Headers.TryGetValues(name, out var values) ? values.Single() : "";
            Assert.Equal((path, 204, "2.0.0", "2.0.0", "10000", "10000000"), (path, (int)options.StatusCode, Header("GS1-EPCIS-Version"), Header("GS1-CBV-Version"), Header("GS1-EPCIS-Capture-Limit"), Header("GS1-EPCIS-Capture-File-Size-Limit")));
        }
        using var old = await host.SendAsync(HttpMethod.Get, "/epcis/capture", version: "1.2");
        Assert.Equal(406, (int)old.StatusCode);
    }

    [Fact]
    public async Task A_large_document_is_captured_whole_beside_the_gateways()
    {
        await using var host = await CaptureHost.StartAsync();
        var document = Document(Enumerable.Range(0, 10_000).Select(i => Receive(string.Create(CultureInfo.InvariantCulture, $"urn:uuid:{i}"), ",\"ext:pad\":\"" + new string('x', 150) + "\"")).ToArray());
        Assert.InRange(document.Length, 7_000_000, 10_000_000);
        using var posted = await host.SendAsync(HttpMethod.Post, "/epcis/capture", Encoding.UTF8.GetBytes(document));
        host.Store.Append("g", new Messaging.Batch("e", 1, Messaging.Chain.Start(), [EventWriter.Write(new EpcisEvent
        {
            Type = EventType.ObjectEvent, Action = EventAction.OBSERVE, EventId = "urn:uuid:gateway", EventTime = new DateTimeOffset(2026, 3, 2, 8, 0, 0, TimeSpan.Zero), EpcList = [CanonicalUnit],
        })]));
        Assert.Equal("success", CaptureHost.Outcome(await host.EndedAsync(posted.Headers.Location!.OriginalString)));
        Assert.Equal(10_001, host.Store.LastCommit);
    }
}

using System.Text;
using static Traceability.Tests.Capture.Samples;

namespace Traceability.Tests.Capture;

/// <summary>What cannot be captured, one row one outcome: where it is said, and in what words. Nothing of it is stored, and the service goes on.</summary>
public sealed class BadDocumentTests(BadDocumentTests.Running running) : IClassFixture<BadDocumentTests.Running>
{
    private const string List = "/epcisBody/eventList/0";

    /// <summary>Changes to a good document; a job that fails answers 202, the rest is refused at once.</summary>
    public static TheoryData<string, string, int, string, string> Documents() => new()
    {
        // The document as a whole.
        { "\"EPCISDocument\"", "\"EPCISQueryDocument\"", 400, "/type", "the answer to a query" },
        { "\"EPCISDocument\"", "\"ObjectEvent\"", 400, "/type", "POST it to /epcis/events" },
        { "\"EPCISDocument\"", "\"Invoice\"", 400, "/type", "EPCISDocument is expected" },
        { "\"schemaVersion\":\"2.0\"", "\"schemaVersion\":\"1.2\"", 400, "/schemaVersion", "2.0 is expected" },
        { "\"schemaVersion\":\"2.0\",", "", 400, "/schemaVersion", "missing" },
        { "\"creationDate\":\"2026-03-02T12:00:00Z\",", "", 400, "/creationDate", "missing" },
        { "\"schemaVersion\":\"2.0\"", "\"schemaVersion\":\"2.0\",\"schemaVersion\":\"2.0\"", 400, "/schemaVersion", "stands twice" },
        { "\"schemaVersion\":\"2.0\"", "\"schemaVersion\":\"2.0\",\"colour\":1", 400, "/colour", "carries a prefix" },
        { "\"eventList\"", "\"events\"", 400, "/epcisBody/events", "eventList is expected" },
        { "\"eventList\":[", "\"eventList\":[],\"eventList\":[", 400, "/epcisBody/eventList", "two lists" },
        { "{\"ext\":", "17,{\"ext\":", 400, "/@context/1", "must be a URI" },
        { "\"epcisBody\"", "\"epcisBody", 400, "", "no JSON from line" },
        { "{\"type\":\"ObjectEvent\"", "{} {\"type\":\"ObjectEvent\"", 400, "", "no JSON from line" },
        // An event of it.
        { "{\"type\":\"ObjectEvent\"", "17,{\"type\":\"ObjectEvent\"", 202, List, "must be an object" },
        { "\"type\":\"ObjectEvent\",", "", 202, List + "/type", "is missing" },
        { "\"type\":\"ObjectEvent\"", "\"type\":\"ext:Event\"", 202, List + "/type", "of your own" },
        { "\"type\":\"ObjectEvent\"", "\"type\":\"ObjectEvent\",\"colour\":1", 202, List + "/colour", "carries a prefix" },
        { "\"action\":\"OBSERVE\"", "\"action\":\"SEE\"", 202, List + "/action", "ADD, OBSERVE or DELETE" },
        { "\"action\":\"OBSERVE\"", "\"action\":\"OBSERVE\",\"action\":\"ADD\"", 202, List, "Duplicate" },
        { "\"action\":\"OBSERVE\"", "\"action\":\"OBSERVE\",\"\\u0061ction\":\"ADD\"", 202, List, "Duplicate" },
        { "\"action\":\"OBSERVE\"", "\"action\":null", 202, List + "/action", "is missing" },
        { "\"action\":\"OBSERVE\"", "\"action\":\"OBSERVE\",\"ilmd\":{\"ext:a\":1}", 202, List + "/ilmd", "only ADD gives birth" },
        { "09:00:00.000+01:00", "09:00:00.000", 202, List + "/eventTime", "an offset" },
        { "2026-03-02T09:00", "2026-02-30T09:00", 202, List + "/eventTime", "an offset" },
        { "09:00:00.000+01:00", "23:59:60+01:00", 202, List + "/eventTime", "an offset" },
        { "2026-03-02T09:00:00.000+01:00", "9999-12-31T23:59:59.9999Z", 202, List + "/eventTime", "an offset" },
        { "\"eventTimeZoneOffset\":\"+01:00\"", "\"eventTimeZoneOffset\":\"CET\"", 202, List + "/eventTimeZoneOffset", "no offset" },
        { "\"eventTimeZoneOffset\":\"+01:00\",", "", 202, List + "/eventTimeZoneOffset", "is missing" },
        { "\"quantity\":10", "\"quantity\":1234567890123456789", 202, List + "/quantityList/0/quantity", "more than 18 digits" },
        { "\"quantity\":10", "\"quantity\":0.1234567", 202, List + "/quantityList/0/quantity", "more than 18 digits, more than 6 decimals" },
        { "\"quantity\":10", "\"quantity\":1e400", 202, List + "/quantityList/0/quantity", "an exponent" },
        { "\"quantity\":10", "\"quantity\":\"10\"", 202, List + "/quantityList/0/quantity", "must be a number" },
        { "\"quantity\":10", "\"quantity\":10,\"uom\":\"kilo\"", 202, List + "/quantityList/0/uom", "no unit code" },
        { "\"quantity\":10", "\"quantity\":10,\"weight\":5", 202, List + "/quantityList/0/weight", "no member of a quantity element" },
        { "\"quantity\":10", "\"quantity\":NaN", 400, "", "no JSON from line" },
        { Lot, "L1", 202, List + "/quantityList/0/epcClass", "is no URI" },
        { Lot, "urn:epc:class:lgtin:4012345.1.L1", 202, List + "/quantityList/0/epcClass", "must be 13 digits together" },
        { Lot, "urn:epc:class:lgtin:4012345.011111.L1\\u0000", 202, List + "/quantityList/0/epcClass", "NUL" },
        { "\"Ann\"", "\"x\\ud800\"", 202, List + "/ext:note/ext:by", "surrogate" },
        { "\"ext:by\":", "\"ext:by\\udfff\":", 202, List, "surrogate" },
        { "\"ext:note\"", "\"ext:note\\u0000\"", 202, List, "NUL" },
        { "urn:epcglobal:cbv:sdt:possessing_party", "owner", 202, List + "/sourceList/0/type", "is no source or destination type" },
        { "{\"type\":\"urn:epcglobal:cbv:sdt:possessing_party\",", "{", 202, List + "/sourceList/0/type", "is missing" },
        { "\"t:expiry\":\"2027-01-31\"", "\"t:expiry\":\"soon\"", 202, List + "/trace:expiry", "no date" },
        { "{\"id\":\"urn:epc:id:sgln:4012345.00005.0\"}", "\"urn:epc:id:sgln:4012345.00005.0\"", 202, List + "/readPoint", "must be an object" },
    };

    [Theory]
    [MemberData(nameof(Documents))]
    public async Task A_bad_document_is_refused_with_its_reason(string good, string bad, int status, string pointer, string words)
    {
        var document = Document(Receive());
        Assert.Contains(good, document, StringComparison.Ordinal);
        var (answered, answer) = await running.Host.CaptureAsync(document.Replace(good, bad, StringComparison.Ordinal));
        Assert.True(status == answered, answer.GetRawText());
        var problem = status == 202 ? answer.GetProperty("errors")[0] : answer;
        Assert.Equal("epcisException:ValidationException", problem.GetProperty("type").GetString());
        Assert.Equal(pointer, problem.TryGetProperty("pointer", out var at) ? at.GetString() : "");
        Assert.Contains(words, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, running.Host.Store.LastCommit);
    }

    /// <summary>Bodies that are no JSON at all, and forms that are not taken.</summary>
    public static TheoryData<string, string, int, string> Bodies() => new()
    {
        { "", "application/json", 400, "is empty" },
        { "[]", "application/json", 400, "no JSON object" },
        { "null", "application/json", 400, "no JSON object" },
        { "{", "application/json", 400, "no JSON from line" },
        { "{} {}", "application/json", 400, "no JSON from line" },
        { "{/* */}", "application/json", 400, "no JSON from line" },
        { "{\"a\\ud800\":1}", "application/json", 400, "surrogate" },
        { "\uFEFF{}", "application/json", 400, "byte order mark" },
        { "{}", "application/json; charset=utf-16", 400, "UTF-8" },
        { "<epcis:EPCISDocument/>", "application/xml", 415, "XML is not taken" },
        { "{}", "", 415, "application/ld+json" },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task A_body_of_another_form_is_refused(string body, string type, int status, string words)
    {
        var (answered, answer) = await running.Host.CaptureAsync(Encoding.UTF8.GetBytes(body), type: type);
        Assert.Equal(status, answered);
        Assert.Contains(words, answer.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    // Made when its row runs: whoever lists the tests would otherwise copy ten megabytes about.
    private static byte[] Body(string what)
    {
        static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
        var deep = new string('[', 100_000);
        return what switch
        {
            "65 levels" => Bytes(Document(Receive(more: $",\"ext:deep\":{deep[..62]}{new string(']', 62)}"))),
            "100,000 levels" => Bytes(Document(Receive(more: $",\"ext:deep\":{deep}"))),
            "10,001 events" => Bytes(Document([.. Enumerable.Repeat("{}", 10_001)])),
            "over 10 MB" => Bytes(Document(Receive(more: $",\"ext:pad\":\"{new string('x', 10_000_000)}\""))),
            "overlong UTF-8" => [.. Bytes("{\"a\":\""), 0xC0, 0x80, .. Bytes("\"}")],
            _ => Bytes(Document(Receive()).Replace("https://ext.example/", "https://ext.example/" + new string('x', 70_000), StringComparison.Ordinal)),
        };
    }

    [Theory]
    [InlineData("65 levels", 400, "deeper than 64")]
    [InlineData("100,000 levels", 400, "deeper than 64")]
    [InlineData("10,001 events", 413, "more than 10000 events")]
    [InlineData("over 10 MB", 413, "larger than 10000000 bytes")]
    [InlineData("overlong UTF-8", 400, "not UTF-8")]
    [InlineData("a large context", 400, "larger than 65536")]
    public async Task Too_much_is_refused(string what, int status, string words)
    {
        var (answered, answer) = await running.Host.CaptureAsync(Body(what));
        Assert.Equal((what, status), (what, answered));
        Assert.Contains(words, answer.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_error_behaviour_is_refused()
    {
        using var response = await running.Host.SendAsync(HttpMethod.Post, "/epcis/capture", Encoding.UTF8.GetBytes(Document()), behaviour: "ignore");
        Assert.Equal(400, (int)response.StatusCode);
    }

    public sealed class Running : IAsyncLifetime
    {
        internal CaptureHost Host { get; private set; } = null!;

        public async Task InitializeAsync() => Host = await CaptureHost.StartAsync();

        public async Task DisposeAsync() => await Host.DisposeAsync();
    }
}

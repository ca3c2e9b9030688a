using System.Text;
using System.Text.Json;
using Traceability.Cloud.Store;
using Traceability.Epcis;

namespace Traceability.Tests.Capture;

/// <summary>Documents in over HTTP, jobs and events out: what a partner's system meets.</summary>
public sealed class CaptureTests
{
    private const string Lot = "urn:epc:class:lgtin:4012345.011111.L1", Unit = "urn:epc:id:sgtin:4012345.022222.S1";
    private const string CanonicalLot = "https://id.gs1.org/01/04012345111118/10/L1", CanonicalUnit = "https://id.gs1.org/01/04012345222227/21/S1";

    private static string Document(params string[] events) => $$"""
        {"@context":["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",{"ext":"https://ext.example/","t":"https://traceability.example/voc#"}],
         "type":"EPCISDocument","schemaVersion":"2.0","creationDate":"2026-03-02T12:00:00Z","epcisBody":{"eventList":[{{string.Join(",\n", events)}}] } }
        """;

    private static string Receive(string id = "urn:uuid:1", string more = "") => $$"""
        {"type":"ObjectEvent","eventID":"{{id}}","eventTime":"2026-03-02T09:00:00.000+01:00","eventTimeZoneOffset":"+01:00","action":"OBSERVE",
         "bizStep":"https://ref.gs1.org/cbv/BizStep-receiving","quantityList":[{"epcClass":"{{Lot}}","quantity":10}],
         "readPoint":{"id":"urn:epc:id:sgln:4012345.00005.0"},"bizLocation":{"id":"urn:epc:id:sgln:4012345.00005.0"},
         "sourceList":[{"type":"urn:epcglobal:cbv:sdt:possessing_party","source":"urn:epc:id:pgln:4000001.00000"}],
         "t:lot":{"t:expiry":"2027-01-31","t:supplierLot":"SL9"},"ext:note":{"ext:by":"Ann"}{{more}} }
        """;

    private static string Make(string id = "urn:uuid:2") => $$"""
        {"type":"TransformationEvent","eventID":"{{id}}","eventTime":"2026-03-02T10:00:00+01:00","eventTimeZoneOffset":"+01:00","bizStep":"urn:epcglobal:cbv:bizstep:commissioning",
         "inputQuantityList":[{"epcClass":"https://example.com/01/04012345111118/10/L1?17=270131","quantity":1}],"outputEPCList":["{{Unit}}"],
         "readPoint":{"id":"urn:epc:id:sgln:4012345.00007.0"},"bizLocation":{"id":"urn:epc:id:sgln:4012345.00007.0"} }
        """;

    private static string Ship(string id = "urn:uuid:3") => $$"""
        {"type":"ObjectEvent","eventID":"{{id}}","eventTime":"2026-03-02T11:00:00+01:00","eventTimeZoneOffset":"+01:00","action":"OBSERVE","bizStep":"cbv:BizStep-shipping","disposition":"in_transit",
         "epcList":["{{CanonicalUnit}}"],"bizTransactionList":[{"type":"po","bizTransaction":"urn:epcglobal:cbv:bt:4000002000007:PO7"}],
         "destinationList":[{"type":"owning_party","destination":"urn:epc:id:pgln:4000002.00000"}]}
        """;

    [Fact]
    public async Task A_captured_receive_production_and_shipment_show_in_the_trace()
    {
        await using var host = await CaptureHost.StartAsync();
        var (status, job) = await host.CaptureAsync(Document(Receive(), Make(), Ship()));
        Assert.Equal((202, "success"), (status, CaptureHost.Outcome(job)));
        var trace = await host.GetAsync($"/api/v1/trace?id={Uri.EscapeDataString(CanonicalLot)}&direction=forward");
        var made = Assert.Single(trace.GetProperty("things").EnumerateArray());
        Assert.Equal((CanonicalUnit, "confirmed", "shipped"), (made.GetProperty("id").GetString(), made.GetProperty("class").GetString(), made.GetProperty("where").GetProperty("state").GetString()));
        var shipment = Assert.Single(trace.GetProperty("shipments").EnumerateArray());
        Assert.Equal(("https://id.gs1.org/417/4000002000004", CanonicalUnit), (shipment.GetProperty("customer").GetString(), Assert.Single(shipment.GetProperty("confirmed").EnumerateArray()).GetString()));
        var lot = await host.GetAsync($"/api/v1/lots?id={Uri.EscapeDataString(Lot)}");
        Assert.Equal("2027-01-31", lot.GetProperty("expiry").GetString());
    }

    [Fact]
    public async Task The_event_is_read_normalised_and_given_back_as_it_came()
    {
        await using var host = await CaptureHost.StartAsync();
        await host.CaptureAsync(Document(Receive()));
        var stored = Assert.Single(host.Store.ReadAfter(0));
        Assert.Null(stored.Gateway);
        Assert.Equal((Vocabulary.BizStep.Receiving, "https://id.gs1.org/414/4012345000054", new Traceability.Epcis.TypedReference("possessing_party", "https://id.gs1.org/417/4000001000005"), new QuantityElement(CanonicalLot, 10)),
            (stored.Event.BizStep, stored.Event.BizLocation, stored.Event.SourceList[0], stored.Event.QuantityList[0]));
        Assert.Equal(("SL9", new DateOnly(2027, 1, 31), "+01:00", 8), (stored.Event.Trace!.Lot!.SupplierLot, stored.Event.Trace.Lot.Expiry, stored.Event.EventTimeZoneOffset, stored.Event.EventTime.Hour));
        Assert.Equal(Encoding.UTF8.GetBytes(Receive()), host.Store.ReadBytes("urn:uuid:1"));
        var back = await host.GetAsync("/epcis/events/urn%3Auuid%3A1");
        Assert.Equal(("Ann", Lot, "https://ext.example/"), (back.GetProperty("ext:note").GetProperty("ext:by").GetString(), back.GetProperty("quantityList")[0].GetProperty("epcClass").GetString(), back.GetProperty("@context")[1].GetProperty("ext").GetString()));
        Assert.Equal(stored.RecordTime, back.GetProperty("recordTime").GetDateTimeOffset());
        Assert.Equal("epcisException:NoSuchResourceException", (await host.GetAsync("/epcis/events/urn%3Auuid%3A9", 404)).GetProperty("type").GetString());
        await host.RestartAsync();
        Assert.Equal(JsonSerializer.Serialize(stored), JsonSerializer.Serialize(Assert.Single(host.Store.ReadAfter(0))));
    }
}

using System.Text;
using System.Text.Json;
using Traceability.Epcis;
using static Traceability.Tests.Capture.Samples;

namespace Traceability.Tests.Capture;

/// <summary>Documents in over HTTP, jobs and events out: what a partner's system meets.</summary>
public sealed class CaptureTests
{
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

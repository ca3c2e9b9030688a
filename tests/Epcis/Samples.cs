namespace Traceability.Tests.Capture;

/// <summary>A partner's goods in and out, in the spellings that partners use.</summary>
internal static class Samples
{
    public const string Lot = "urn:epc:class:lgtin:4012345.011111.L1", Unit = "urn:epc:id:sgtin:4012345.022222.S1";
    public const string CanonicalLot = "https://id.gs1.org/01/04012345111118/10/L1", CanonicalUnit = "https://id.gs1.org/01/04012345222227/21/S1";

    public static string Document(params string[] events) => $$"""
        {"@context":["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",{"ext":"https://ext.example/","t":"https://traceability.example/voc#"}],
         "type":"EPCISDocument","schemaVersion":"2.0","creationDate":"2026-03-02T12:00:00Z","epcisBody":{"eventList":[{{string.Join(",\n", events)}}] } }
        """;

    public static string Receive(string id = "urn:uuid:1", string more = "") => $$"""
        {"type":"ObjectEvent","eventID":"{{id}}","eventTime":"2026-03-02T09:00:00.000+01:00","eventTimeZoneOffset":"+01:00","action":"OBSERVE",
         "bizStep":"https://ref.gs1.org/cbv/BizStep-receiving","quantityList":[{"epcClass":"{{Lot}}","quantity":10}],
         "readPoint":{"id":"urn:epc:id:sgln:4012345.00005.0"},"bizLocation":{"id":"urn:epc:id:sgln:4012345.00005.0"},
         "sourceList":[{"type":"urn:epcglobal:cbv:sdt:possessing_party","source":"urn:epc:id:pgln:4000001.00000"}],
         "t:lot":{"t:expiry":"2027-01-31","t:supplierLot":"SL9"},"ext:note":{"ext:by":"Ann"}{{more}} }
        """;

    public static string Make(string id = "urn:uuid:2") => $$"""
        {"type":"TransformationEvent","eventID":"{{id}}","eventTime":"2026-03-02T10:00:00+01:00","eventTimeZoneOffset":"+01:00","bizStep":"urn:epcglobal:cbv:bizstep:commissioning",
         "inputQuantityList":[{"epcClass":"https://example.com/01/04012345111118/10/L1?17=270131","quantity":1}],"outputEPCList":["{{Unit}}"],
         "readPoint":{"id":"urn:epc:id:sgln:4012345.00007.0"},"bizLocation":{"id":"urn:epc:id:sgln:4012345.00007.0"} }
        """;

    public static string Ship(string id = "urn:uuid:3") => $$"""
        {"type":"ObjectEvent","eventID":"{{id}}","eventTime":"2026-03-02T11:00:00+01:00","eventTimeZoneOffset":"+01:00","action":"OBSERVE","bizStep":"cbv:BizStep-shipping","disposition":"in_transit",
         "epcList":["{{CanonicalUnit}}"],"bizTransactionList":[{"type":"po","bizTransaction":"urn:epcglobal:cbv:bt:4000002000007:PO7"}],
         "destinationList":[{"type":"owning_party","destination":"urn:epc:id:pgln:4000002.00000"}]}
        """;
}

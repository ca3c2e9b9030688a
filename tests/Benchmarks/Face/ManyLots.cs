using System.Text;
using Traceability.Edge.Journal;
using Traceability.Gs1;
using Traceability.Plant;

namespace Traceability.Tests.Benchmarks.Face;

/// <summary>A plant of two hundred faces with five hundred lots each, all known to the gateway of the first.</summary>
internal static class ManyLots
{
    public const int Faces = 200, LotsAFace = 500;
    public const string Gateway = "g1", Station = "face", Reader = "scanner";
    private const string Gtin = "09521300000015";
    private static readonly DateTimeOffset s_first = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static string PlantJson()
    {
        var faces = string.Join(", ", Enumerable.Range(0, Faces).Select(f => $$"""{ "location": "{{FaceCode(f)}}", "kind": "pickFace" }"""));
        return $$"""
            { "plant": "bench", "gln": "9521300000008", "identityDomain": "https://bench.example",
              "items": [ { "item": "GLASS", "gtin": "{{Gtin}}", "tracking": "lot", "rotation": "fifo" },
                { "item": "LAMP", "gtin": "09521300000022", "tracking": "serial", "components": [{ "item": "GLASS", "quantityPer": 1 }] } ],
              "locations": [ { "location": "LINE", "kind": "line" }, {{faces}} ],
              "stations": [ { "id": "{{Station}}", "gateway": "{{Gateway}}", "kind": "pick", "location": "{{FaceCode(0)}}", "light": true, "readers": [{ "id": "{{Reader}}", "driver": "serial" }] } ],
              "documents": { "workOrders": [{ "id": "WO1", "item": "LAMP", "line": "LINE" }] } }
            """;
    }

    /// <summary>The gateway's state rows; the first lot of a face is its oldest, and none is ever used up.</summary>
    public static List<StateRow> State(PlantModel plant)
    {
        var directory = new Inventory.Inventory();
        for (var face = 0; face < Faces; face++)
            for (var lot = 0; lot < LotsAFace; lot++)
            {
                var uri = MaterialId.Lot(Gtin, Lot(face, lot)).Uri;
                directory.Learn(uri, s_first.AddMinutes(lot), expiry: null, supplier: null);
                directory.Put(plant.Locations[FaceCode(face)].Uri, uri, 1_000_000);
            }
        return [.. directory.TakeChanges().Select(row => new StateRow(row.Key, row.Json))];
    }

    /// <summary>The label of a lot of the first face, for one piece.</summary>
    public static byte[] Label(int lot) => Encoding.Latin1.GetBytes($"]C101{Gtin}301\u001d10{Lot(0, lot)}");

    private static string FaceCode(int face) => $"F{face:000}";
    private static string Lot(int face, int lot) => $"L{face:000}{lot:000}";
}

using Traceability.Cloud.Store;
using Traceability.Epcis;
using Traceability.Gs1;

namespace Traceability.Tests.Browser;

/// <summary>Records beside the plant's day: names that want to be markup, one text under two items, and a lot in ten thousand units.</summary>
internal static class Samples
{
    private const string Board = "09521321000100";
    private const string Battery = "09521321000209";
    private const string Pump = "09521321000902";
    private const string Dock = "https://id.gs1.org/414/9521321903005";

    public const string CanaryName = "<img src=x onerror=\"window.__x=1\">\u202E{{7*7}}";
    public const string TwinName = "TWIN-7";
    public const int Many = 10_000;
    private const int PerEvent = 100;

    public static string Canary { get; } = MaterialId.Lot(Board, CanaryName).Uri;
    public static string Large { get; } = MaterialId.Lot(Board, "LARGE-1").Uri;

    public static void AddTo(SqliteStore store)
    {
        var events = new List<EpcisEvent>
        {
            Receive("canary", Canary),
            Receive("twin-board", MaterialId.Lot(Board, TwinName).Uri),
            Receive("twin-battery", MaterialId.Lot(Battery, TwinName).Uri),
            Receive("large", Large),
            Make("canary-out", Canary, [MaterialId.Unit(Pump, CanaryName).Uri], 0),
        };
        for (var i = 0; i < Many / PerEvent; i++)
            events.Add(Make($"large-{i}", Large, Enumerable.Range(i * PerEvent, PerEvent).Select(n => MaterialId.Unit(Pump, $"L{n:D5}").Uri).ToList(), i));
        store.AppendForeign(events.ConvertAll(EventWriter.Write));
    }

    private static EpcisEvent Receive(string id, string lot) => new()
    {
        Type = EventType.ObjectEvent,
        EventId = $"urn:test:{id}",
        EventTime = new DateTimeOffset(2026, 3, 2, 5, 0, 0, TimeSpan.Zero),
        Action = EventAction.OBSERVE,
        BizStep = Vocabulary.BizStep.Receiving,
        BizLocation = Dock,
        QuantityList = [new QuantityElement(lot, 20_000)],
    };

    private static EpcisEvent Make(string id, string lot, IReadOnlyList<string> units, int minute) => new()
    {
        Type = EventType.TransformationEvent,
        EventId = $"urn:test:{id}",
        EventTime = new DateTimeOffset(2026, 3, 2, 5, 1, 0, TimeSpan.Zero).AddSeconds(minute),
        TransformationId = $"urn:test:run:{id}",
        BizStep = Vocabulary.BizStep.Commissioning,
        BizLocation = Dock,
        InputQuantityList = [new QuantityElement(lot, units.Count)],
        OutputEpcList = units,
    };
}

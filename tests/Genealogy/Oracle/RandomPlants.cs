using System.Globalization;
using System.Text;
using Traceability.Cloud.Store;
using Traceability.Epcis;
using Traceability.Plant;

namespace Traceability.Tests.Genealogy.Oracle;

/// <summary>A small plant and what is known of it: events in order of arrival, Commit 1 to n. Tanks holds the policies of its locations with their bands.</summary>
public sealed record RandomPlant(int Seed, IReadOnlyList<StoredEvent> Events, PlantModel Plant, IReadOnlyDictionary<string, TankPolicy> Tanks);

/// <summary>
/// Random plants that mix all rules densely in little time and space: few lots, few places, seconds apart, so that most rules meet
/// one another. The same seed is always the same plant. What happens is made by PlantScript, how it arrives by Arrivals.
/// </summary>
public static class RandomPlants
{
    public const string Domain = "https://plant.example";
    public const string Gln = "9521321900011";
    private const int SmallEvents = 60, LargeEvents = 150;

    public static RandomPlant Make(int seed)
    {
        var random = new Random(seed);
        var band = Pick(random, 0m, 0m, 1m, 2.5m);
        var tanks = new Dictionary<string, TankPolicy>(StringComparer.Ordinal) { [Place("TANK")] = new("mixed", 0), [Place("SILO")] = new("plugFlow", band) };
        var count = random.Next(10) == 0 ? random.Next(SmallEvents, LargeEvents) : random.Next(10, SmallEvents);
        var script = new PlantScript(random);
        while (script.Happened.Count < count) script.Act();
        return new RandomPlant(seed, Arrivals.Of(script.Happened, random), Model(band), tanks);
    }

    public static string Place(string code) => $"{Domain}/location/{code}";
    public static string Item(string code) => $"{Domain}/item/{code}";
    public static string Lot(string item, string lot) => $"{Domain}/item/{item}/lot/{lot}";
    public static string Unit(string item, int serial) => string.Create(CultureInfo.InvariantCulture, $"{Domain}/item/{item}/serial/{serial}");
    public static string Container(int number) => string.Create(CultureInfo.InvariantCulture, $"https://id.gs1.org/00/{number:D18}");
    public static string Run(string line, int order) => Vocabulary.Run(Gln, string.Create(CultureInfo.InvariantCulture, $"{order}"), line);

    internal static T Pick<T>(Random random, params T[] from) => from[random.Next(from.Length)];

    internal static PlantModel Model(decimal band) => PlantFile.Read(Encoding.UTF8.GetBytes(
        $$"""
        {"plant":"random","gln":"{{Gln}}","identityDomain":"{{Domain}}","locations":[
        {"location":"DOCK"},{"location":"STORE"},{"location":"L1","kind":"line"},{"location":"L2","kind":"line"},{"location":"L3","kind":"line"},
        {"location":"L1a"},{"location":"L1b"},{"location":"L2a"},{"location":"L2b"},{"location":"L3a"},{"location":"L3b"},
        {"location":"TANK","kind":"tank","policy":"mixed"},{"location":"SILO","kind":"tank","policy":"plugFlow","band":{{band.ToString(CultureInfo.InvariantCulture)}}}]}
        """));
}

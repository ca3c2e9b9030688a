using System.Text.Json;
using Traceability.Plant;

namespace Traceability.Tests.Simulation;

/// <summary>The public plants beside the repository; tests that need one skip, saying so, where the folder is absent.</summary>
internal static class SharedPlants
{
    public static string? Folder { get; } = Find();

    public static PlantModel Plant(string folder) => PlantFile.Read(File.ReadAllBytes(Path.Combine(folder, "plant.json")));

    public static JsonDocument Truth(string folder) => JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "truth.json")));

    private static string? Find()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, "Traceability.sln")))
            {
                var plants = Path.Combine(at.Parent!.FullName, "shared", "plants");
                return Directory.Exists(plants) ? plants : null;
            }
        return null;
    }
}

/// <summary>A test over every public plant: one case a folder.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PlantFactAttribute : FactAttribute
{
    public PlantFactAttribute()
    {
        if (SharedPlants.Folder is null) Skip = "the folder ../shared/plants is not beside the repository";
    }
}

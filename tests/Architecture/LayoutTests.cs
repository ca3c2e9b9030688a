namespace Traceability.Tests.Architecture;

/// <summary>The house as architecture.md draws it: what stands at the top, who may see whom, how large a file may be.</summary>
public sealed class LayoutTests
{
    [Fact]
    public void The_top_level_is_as_drawn()
    {
        string[] drawn = ["BannedSymbols.txt", "Directory.Build.props", "Directory.Packages.props", "README.md", "Traceability.sln", "cloud", "deploy", "edge", "global.json", "shared", "tests"];
        // What a build or a measurement leaves is git-ignored and no part of the house.
        var there = Directory.EnumerateFileSystemEntries(Repository.Top).Select(Path.GetFileName).Where(n => n![0] != '.' && n is not ("artifacts" or "TestResults" or "Packages.local.props"));
        Assert.Equal(drawn, there.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("shared/Shared.csproj")]
    [InlineData("edge/Edge.csproj", "../shared/Shared.csproj")]
    [InlineData("cloud/Cloud.csproj", "../shared/Shared.csproj")]
    public void A_project_sees_only_what_its_arrows_allow(string project, params string[] allowed)
    {
        var text = File.ReadAllText(Path.Combine(Repository.Top, project));
        var seen = System.Text.RegularExpressions.Regex.Matches(text, "ProjectReference Include=\"([^\"]+)\"").Select(m => m.Groups[1].Value);
        Assert.Equal(allowed, seen);
    }

    // Within a project the arrows are namespaces: pure folders know neither clock nor disk nor each other's owners.
    [Theory]
    [InlineData("shared/Gs1", "Traceability.Epcis", "Traceability.Plant", "Traceability.Inventory", "Traceability.Messaging", "System.IO", "System.Net")]
    [InlineData("shared/Epcis", "Traceability.Plant", "Traceability.Inventory", "Traceability.Messaging", "System.IO", "System.Net")]
    [InlineData("shared/Plant", "Traceability.Inventory", "Traceability.Messaging", "System.IO", "System.Net")]
    [InlineData("shared/Inventory", "Traceability.Messaging", "System.IO", "System.Net", "Microsoft.Data")]
    [InlineData("edge/Devices", "Traceability.Edge.Stations", "Traceability.Edge.Journal", "Traceability.Edge.Uplink", "Traceability.Epcis", "Traceability.Edge.Replay")]
    [InlineData("edge/Journal", "Traceability.Edge.Stations", "Traceability.Edge.Devices", "Traceability.Edge.Uplink", "Traceability.Edge.Replay")]
    [InlineData("edge/Uplink", "Traceability.Edge.Stations", "Traceability.Edge.Devices", "Traceability.Edge.Replay", "Traceability.Edge.Screen")]
    [InlineData("edge/Lights", "Traceability.Edge.Journal", "Traceability.Edge.Uplink", "Traceability.Edge.Replay", "Traceability.Edge.Screen", "Traceability.Epcis", "Microsoft.Data")]
    [InlineData("edge/Stations", "Traceability.Edge.Lights", "Traceability.Edge.Replay", "Traceability.Edge.Screen", "System.Net", "Microsoft.Data")]
    [InlineData("cloud/Store", "Traceability.Cloud.Genealogy", "Traceability.Cloud.Api", "Traceability.Cloud.Ingest", "Microsoft.AspNetCore")]
    [InlineData("cloud/Genealogy", "Traceability.Cloud.Api", "Traceability.Cloud.Ingest", "Microsoft.AspNetCore", "Microsoft.Data", "System.Net")]
    public void A_folder_names_nothing_its_arrows_forbid(string folder, params string[] forbidden)
    {
        Assert.NotEmpty(Repository.Files(folder, "*.cs"));
        foreach (var file in Repository.Files(folder, "*.cs"))
            foreach (var line in File.ReadLines(file).Where(l => l.StartsWith("using ", StringComparison.Ordinal)))
                Assert.False(forbidden.Any(f => line.Contains(f + ";", StringComparison.Ordinal) || line.Contains(f + ".", StringComparison.Ordinal)), $"{Repository.Name(file)}: {line}");
    }

    [Theory]
    [InlineData("shared", 300)]
    [InlineData("edge", 300)]
    [InlineData("cloud", 300)]
    [InlineData("tests", 400)]
    public void No_file_is_longer_than_a_reader_bears(string folder, int lines)
    {
        // Tables of facts are exempt: they are looked up, not read.
        var tooLong = Repository.Files(folder, "*.cs").Where(f => !Path.GetFileName(f).EndsWith("Table.cs", StringComparison.Ordinal))
            .Select(f => (Name: Repository.Name(f), Lines: File.ReadLines(f).Count())).Where(f => f.Lines > lines).Select(f => $"{f.Name} has {f.Lines}");
        Assert.Empty(tooLong);
    }
}

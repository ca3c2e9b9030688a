namespace Traceability.Tests.Architecture;

/// <summary>The checkout that the tests were built from, and its files.</summary>
internal static class Repository
{
    public static string Top { get; } = Find();

    /// <summary>Source files of a folder, without what a build puts there.</summary>
    public static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.EnumerateFiles(Path.Combine(Top, folder), pattern, SearchOption.AllDirectories)
            .Where(f => !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("/bin/", StringComparison.Ordinal));

    public static string Name(string file) => Path.GetRelativePath(Top, file);

    private static string Find()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (at is not null && !File.Exists(Path.Combine(at.FullName, "Traceability.sln"))) at = at.Parent;
        return at?.FullName ?? throw new InvalidOperationException("these tests run from a build inside the checkout");
    }
}

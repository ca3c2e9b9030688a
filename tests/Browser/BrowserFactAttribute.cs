namespace Traceability.Tests.Browser;

/// <summary>A test in the system's own Chromium over a public plant; skips with the reason where one of them is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute() => Skip = Site.Absent;
}

/// <summary>Where the repository is, for the pictures that tests leave in artifacts/ (git-ignored).</summary>
internal static class Artifacts
{
    public static string Path(string file)
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (at is not null && !File.Exists(System.IO.Path.Combine(at.FullName, "Traceability.sln"))) at = at.Parent;
        return System.IO.Path.Combine(at?.FullName ?? AppContext.BaseDirectory, "artifacts", file);
    }
}

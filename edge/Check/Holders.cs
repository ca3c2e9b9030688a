namespace Traceability.Edge.Check;

/// <summary>Which processes have a file open, as /proc tells this user: other users' processes only root sees.</summary>
internal static class Holders
{
    public static IReadOnlyList<(int Id, string Name)> Of(string path)
    {
        var real = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? Path.GetFullPath(path);
        var found = new List<(int, string)>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
            if (int.TryParse(Path.GetFileName(folder), out var id) && id != Environment.ProcessId && Holds(folder, real)) found.Add((id, Name(folder)));
        return found;
    }

    private static bool Holds(string process, string path)
    {
        try
        {
            return Directory.EnumerateFiles(Path.Combine(process, "fd")).Any(fd => new FileInfo(fd).LinkTarget == path);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            // Another user's, or ended meanwhile: nothing can be said of it.
            return false;
        }
    }

    private static string Name(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "comm")).Trim();
        }
        catch (IOException)
        {
            return "a process that has ended";
        }
    }
}

namespace Traceability.Checks;

/// <summary>A file that a running program has open for itself alone: the kernel lets go of it when the process ends, in whatever way.</summary>
public static class FileClaim
{
    /// <summary>Whether another process has it. Who may not open it cannot tell, and takes it for free.</summary>
    public static bool IsHeld(string path)
    {
        if (!File.Exists(path)) return false;
        try
        {
            using var free = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (IOException)
        {
            return true;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }
}

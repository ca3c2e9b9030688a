namespace Traceability.Checks;

/// <summary>The folder that everything is kept in: whether it takes writes, and how much room is left.</summary>
public static class DiskChecks
{
    private const long LeastFreeBytes = 64L << 20;
    private const double LeastFreeShare = 0.05;

    /// <summary>Owner is whose folder it is; otherwise says what happens without room.</summary>
    public static Finding Of(string folder, Func<string, (long Free, long Total)> space, string owner, string otherwise)
    {
        if (Unwritable(folder) is { } reason)
            return Finding.Fault("disk", $"{folder} cannot be written: {reason}", $"make the folder and give it to the user of {owner}: sudo install -d -o {Environment.UserName} {folder}; a card that has become read-only is worn out, replace it");
        var (free, total) = space(folder);
        var text = $"{folder} takes writes, {free >> 20} MiB of {total >> 20} MiB free";
        return free < LeastFreeBytes || free < total * LeastFreeShare
            ? Finding.Fault("disk", text, $"make room, or {otherwise}: delete old logs (journalctl --vacuum-size=50M), or use a larger disk")
            : Finding.Ok("disk", text);
    }

    public static (long Free, long Total) SpaceOf(string folder)
    {
        var disk = new DriveInfo(Path.GetFullPath(folder));
        return (disk.AvailableFreeSpace, disk.TotalSize);
    }

    private static string? Unwritable(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            var probe = Path.Combine(folder, $".check-{Environment.ProcessId}");
            using (var file = new FileStream(probe, FileMode.Create, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose))
            {
                file.Write("probe"u8);
                file.Flush(flushToDisk: true);
            }
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
    }
}

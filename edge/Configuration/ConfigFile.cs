using System.Runtime.InteropServices;
using Traceability.Edge.Devices.Linux;
using Traceability.Plant;

namespace Traceability.Edge.Configuration;

/// <summary>
/// The last configuration that was taken from the cloud, in the gateway's data folder. It is written aside, brought to the disk and then renamed, and the
/// folder after it: whenever the power goes, the old one is there whole or the new one is.
/// </summary>
public sealed class ConfigFile(string folder, string gateway)
{
    private string Place => Path.Combine(folder, $"{gateway}.plant.json");

    /// <summary>Null where none was taken, or where it cannot be used any more; why, if so.</summary>
    public ActiveConfig? Read(out string? fault)
    {
        fault = null;
        if (!File.Exists(Place)) return null;
        try
        {
            var bytes = File.ReadAllBytes(Place);
            return new ActiveConfig(PlantFile.Read(bytes), bytes);
        }
        catch (Exception e) when (e is PlantFormatException or IOException or UnauthorizedAccessException)
        {
            fault = $"{Place} cannot be used: {(e is PlantFormatException format ? string.Join("; ", format.Problems.Take(3)) : e.Message)}";
            return null;
        }
    }

    /// <summary>What was taken wins over the file that the gateway began with, unless that is newer: somebody came with a file.</summary>
    public ActiveConfig? ReadNewer(PlantModel than, out string? fault) =>
        Read(out fault) is { } taken && taken.Plant.Revision > than.Revision && taken.Plant.Code == than.Code && taken.Plant.Gateways.Contains(gateway) ? taken : null;

    /// <summary>Durable when it returns.</summary>
    /// <exception cref="IOException">The disk does not take it; the one before is still there.</exception>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        var draft = $"{Place}.new";
        using (var file = new FileStream(draft, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            file.Write(bytes);
            file.Flush(flushToDisk: true);
        }
        File.Move(draft, Place, overwrite: true);
        var opened = Libc.Open(folder, Libc.ReadOnly | Libc.CloseOnExec);
        try
        {
            if (opened < 0 || Libc.Synchronise(opened) < 0) throw new IOException($"{folder} cannot be brought to the disk: error {Marshal.GetLastPInvokeError()}");
        }
        finally
        {
            if (opened >= 0) _ = Libc.Close(opened);
        }
    }
}

using System.Security.Cryptography;
using System.Text.Json;
using Traceability.Plant;

namespace Traceability.Cloud.Genealogy;

/// <summary>
/// The genealogy on disk, so that a restart answers in seconds. It is no record of anything: where it is missing, damaged, or was made by another
/// build, for other master data or of other events, everything is made again from the store.
/// </summary>
internal static class Snapshot
{
    private const long Magic = 0x6567_6163_6172_7401;

    /// <summary>Writes beside the file and moves it there once all of it is on disk: a cut leaves the one before.</summary>
    public static void Write(string path, FactLog log, Projection view, PlantModel plant)
    {
        var draft = path + ".new";
        using (var file = new FileStream(draft, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 1 << 20))
        {
            Write(file, log, view, plant);
            file.Flush(flushToDisk: true);
        }
        File.Move(draft, path, overwrite: true);
    }

    internal static void Write(Stream file, FactLog log, Projection view, PlantModel plant)
    {
        using var to = new SnapshotWriter(file);
        to.Number(Magic);
        to.Numbers<byte>(Print(plant));
        log.Write(to);
        view.Write(to);
        to.End();
    }

    /// <summary>Throws a <see cref="SnapshotException"/> that says why it is of no use. Whether the store knows its events is for the caller to ask.</summary>
    public static (FactLog Log, Projection View) Read(string path, PlantModel plant)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 20);
        return Read(file, plant);
    }

    internal static (FactLog Log, Projection View) Read(Stream file, PlantModel plant)
    {
        using var from = new SnapshotReader(file);
        if (from.Number() != Magic) throw new SnapshotException("it is none");
        if (!from.Numbers<byte>().AsSpan().SequenceEqual(Print(plant))) throw new SnapshotException("it was made by another build or for other master data");
        try
        {
            var log = new FactLog();
            log.Read(from);
            var view = new Projection(log, plant);
            view.Read(from);
            from.End();
            return (log, view);
        }
        catch (Exception e) when (e is not (SnapshotException or IOException))
        {
            // Only at its end the file is known to be whole; until then any number in it may be anything.
            throw new SnapshotException("it is damaged");
        }
    }

    // What the facts mean depends on the rules, so on the build, and on the plant's items and places.
    private static byte[] Print(PlantModel plant)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(typeof(Snapshot).Module.ModuleVersionId.ToByteArray());
        hash.AppendData(typeof(PlantModel).Module.ModuleVersionId.ToByteArray());
        hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(new { plant.Code, plant.TimeZone, plant.IdentityDomain, plant.Items, plant.Locations }));
        return hash.GetHashAndReset();
    }
}

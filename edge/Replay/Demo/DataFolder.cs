using System.Security.Cryptography;

namespace Traceability.Edge.Replay;

/// <summary>
/// The folder a demo lives in: a new one a run, removed at its end, or a named one that goes on at its cursors.
/// A named folder belongs to one plant.json; another plant in it would mix two plants' records.
/// </summary>
internal sealed class DataFolder : IDisposable
{
    private const string Owner = "plant.sha256";
    private readonly bool _temporary;

    private DataFolder(string path, bool temporary) => (Path, _temporary) = (path, temporary);

    public string Path { get; }

    public static DataFolder Open(DemoOptions options)
    {
        if (options.DataFolder is null) return new DataFolder(Directory.CreateTempSubdirectory("traceability-demo-").FullName, temporary: true);
        var path = System.IO.Path.GetFullPath(options.DataFolder);
        var file = Directory.Exists(options.PlantPath) ? System.IO.Path.Combine(options.PlantPath, "plant.json") : options.PlantPath;
        var plant = Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)));
        var owner = System.IO.Path.Combine(path, Owner);
        if (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any())
        {
            // Only a folder that a demo made is ever wiped.
            if (!File.Exists(owner)) throw new BadInputException($"--data {path} is not empty and no demo's folder: name a new one");
            if (options.Fresh) Directory.Delete(path, recursive: true);
            else if (File.ReadAllText(owner) != plant) throw new BadInputException($"--data {path} holds another plant's records: name another folder, or wipe it with --fresh");
        }
        Directory.CreateDirectory(path);
        File.WriteAllText(owner, plant);
        return new DataFolder(path, temporary: false);
    }

    public void Dispose()
    {
        if (_temporary) Directory.Delete(Path, recursive: true);
    }
}

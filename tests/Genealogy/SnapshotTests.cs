using Traceability.Cloud.Genealogy;
using Traceability.Plant;
using Traceability.Tests.Genealogy.Oracle;
using Traceability.Tests.Genealogy.Table;

namespace Traceability.Tests.Genealogy;

/// <summary>
/// What a snapshot must not do: change an answer, or be believed where it is damaged or of something else. That answers are the same after a
/// restart is for random plants to show (<see cref="EngineAgainstOracleTests"/>).
/// </summary>
public sealed class SnapshotTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("snapshot-").FullName;

    private static readonly RandomPlant Random = RandomPlants.Make(7);

    [Fact]
    public void What_was_written_is_read_again()
    {
        var (log, view) = Read(Written(), Random.Plant);
        Assert.Equal(Random.Events.Select(e => e.Event.EventId).Distinct().Count(), Enumerable.Range(0, log.Count).Select(i => log[i].EventId).Distinct().Count());
        Assert.True(view.Graph.LinkCount > 0);
    }

    [Fact]
    public void Every_damaged_byte_is_found()
    {
        var whole = Written();
        var random = new Random(1);
        for (var i = 0; i < 300; i++)
        {
            var damaged = whole.ToArray();
            damaged[i < 40 ? i : random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            Assert.Throws<SnapshotException>(() => Read(damaged, Random.Plant));
        }
    }

    [Fact]
    public void A_cut_file_is_found()
    {
        var whole = Written();
        for (var length = 0; length < whole.Length; length += 97) Assert.Throws<SnapshotException>(() => Read(whole[..length], Random.Plant));
    }

    [Fact]
    public void Other_master_data_need_another_genealogy()
    {
        var other = PlantFile.Read("""{"plant":"other","gln":"9521321900011","identityDomain":"https://plant.example"}"""u8);
        Assert.Contains("other master data", Assert.Throws<SnapshotException>(() => Read(Written(), other)).Message);
    }

    [Fact]
    public void A_snapshot_of_another_store_is_left_aside_and_said()
    {
        var path = Path.Combine(_folder, "genealogy.snapshot");
        var (log, view) = Told(Random);
        Snapshot.Write(path, log, view, Random.Plant);
        var own = new Arrived([.. Random.Events.OrderBy(e => e.Commit)]);
        using var same = new Records(own, Random.Plant, path);
        Assert.Equal(view.Graph.LinkCount, same.Now().Graph.LinkCount);
        Assert.Null(same.SnapshotFault);
        Assert.Equal(log.Commit, same.SnapshotCommit);

        using var other = new Records(new Arrived([.. RandomPlants.Make(8).Events.OrderBy(e => e.Commit)]), Random.Plant, path);
        other.Now();
        Assert.Equal("it is of other events than the store's", other.SnapshotFault);
        Assert.Equal(0, other.SnapshotCommit);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static (FactLog, Projection) Told(RandomPlant plant)
    {
        var log = new FactLog();
        foreach (var stored in plant.Events.OrderBy(e => e.Commit)) log.Append(stored);
        var view = new Projection(log, plant.Plant);
        view.CatchUp();
        return (log, view);
    }

    private static byte[] Written()
    {
        using var file = new MemoryStream();
        var (log, view) = Told(Random);
        Snapshot.Write(file, log, view, Random.Plant);
        return file.ToArray();
    }

    private static (FactLog Log, Projection View) Read(byte[] bytes, PlantModel plant)
    {
        using var file = new MemoryStream(bytes);
        return Snapshot.Read(file, plant);
    }
}

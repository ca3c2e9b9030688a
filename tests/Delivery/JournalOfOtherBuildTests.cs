using Traceability.Edge.Journal;

namespace Traceability.Tests.Delivery;

/// <summary>A journal that a build with more packages has left: only in a build that cannot read it.</summary>
public sealed class JournalOfOtherBuildTests
{
    [Fact]
    public void It_stops_the_gateway_with_the_way_out()
    {
        using var folder = new TempFolder();
        File.WriteAllText(Journals.PathOf(folder.Path, "g1", "litedb"), "written by another build");
        foreach (var choice in (string[])["auto", "sqlite"])
        {
            var e = Assert.Throws<JournalException>(() => Journals.Open(choice, folder.Path, "g1", TimeProvider.System, _ => { }));
            Assert.Contains("not in this build: package LiteDB", e.Message, StringComparison.Ordinal);
            Assert.Contains("start the build that wrote it until its queue is empty", e.Message, StringComparison.Ordinal);
        }
        Assert.False(File.Exists(Journals.PathOf(folder.Path, "g1", "db")));
    }
}

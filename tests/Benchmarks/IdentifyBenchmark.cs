using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Traceability.Gs1;

namespace Traceability.Tests.Benchmarks;

/// <summary>
/// How many labels and tags one core identifies. Each code is identified and its identity, lot and expiry are taken out, as a station does.
/// The labels are a plant's: 200 items, no lot twice, most with a best-before date, some with a count or a weight.
/// The yardstick is a bare copy of the same bytes to the heap. Seconds are those of one core: time in which the thread ran,
/// collections included, so that a busy machine does not change the figure.
/// </summary>
public static partial class IdentifyBenchmark
{
    private const int Seed = 20260302, Codes = 100_000, Items = 200, Rounds = 5;
    private static readonly DateOnly Today = new(2026, 3, 2);
    private static long _sink;

    public static IReadOnlyList<Figure> Run()
    {
        var random = new Random(Seed);
        byte[][] labels = [.. Enumerable.Range(0, Codes).Select(_ => Label(random))];
        byte[][] tags = [.. Enumerable.Range(0, Codes).Select(_ => SgtinTag(random))];
        var label = Best(labels, code => Use(Identifier.Identify(code, Today)));
        var tag = Best(tags, code => Use(Identifier.IdentifyTag(code)));
        var copyOfLabel = Best(labels, code => _sink += code.AsSpan().ToArray().Length);
        var copyOfTag = Best(tags, code => _sink += code.AsSpan().ToArray().Length);
        return
        [
            Rate("GS1-128 labels identified", label.PerSecond, copyOfLabel.PerSecond, 1_500_000),
            Bytes("allocated per GS1-128 label", label.Allocated, copyOfLabel.Allocated, 200),
            Rate("SGTIN-96 tags identified", tag.PerSecond, copyOfTag.PerSecond, 3_000_000),
            Bytes("allocated per SGTIN-96 tag", tag.Allocated, copyOfTag.Allocated, 200),
            .. NearMisses(random),
        ];
    }

    private static IEnumerable<Figure> NearMisses(Random random)
    {
        string[] lots = [.. Enumerable.Range(0, 100_000).Select(_ => Lot(random)).Distinct()];
        var before = GC.GetTotalMemory(true);
        var index = new NearMissIndex(lots);
        var kept = (GC.GetTotalMemory(true) - before) / (double)lots.Length;
        string[] asked = [.. lots.Take(2_000).Select(lot => lot[..3] + (char)(lot[3] == '9' ? '8' : lot[3] + 1) + lot[4..])];
        foreach (var lot in asked) _sink += index.Find(lot).Count;
        double[] times = [.. asked.Select(lot =>
        {
            var start = Stopwatch.GetTimestamp();
            _sink += index.Find(lot).Count;
            return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }).Order()];
        var late = times[times.Length * 99 / 100];
        var all = Stopwatch.StartNew();
        foreach (var lot in asked) _sink += index.Find(lot).Count;
        var mean = all.Elapsed.TotalMilliseconds / asked.Length;
        all.Restart();
        foreach (var lot in lots) _sink += lot == asked[0] ? 1 : 0;
        yield return new($"near misses of a lot among {lots.Length}, mean", mean, "ms", all.Elapsed.TotalMilliseconds, "one comparison with each known lot", 1, mean <= 1);
        yield return new("near misses, 99th percentile", late, "ms", null, null, 1, late <= 1);
        yield return new("near-miss index per known lot", kept, "B", null, null, null, null);
    }

    private static Figure Rate(string name, double value, double yardstick, double aim) =>
        new(name, value, "1/s", yardstick, "copy of the same bytes", aim, value >= aim);

    private static Figure Bytes(string name, double value, double yardstick, double aim) =>
        new(name, value, "B", yardstick, "copy of the same bytes", aim, value <= aim);

    private static void Use(Identified found)
    {
        if (found.Id is { } id) _sink += id.Key.Length + id.Extension!.Length;
        _sink += found.Expiry?.DayNumber ?? 0;
    }

    private static (double PerSecond, double Allocated) Best(byte[][] codes, Action<byte[]> each)
    {
        // The first rounds let the compiler settle; the best of the others is what the code costs without its neighbours.
        var best = double.MaxValue;
        var allocated = 0L;
        for (var round = 0; round < Rounds + 3; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var start = CoreSeconds();
            foreach (var code in codes) each(code);
            var seconds = CoreSeconds() - start;
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            if (round >= 3) best = Math.Min(best, seconds);
        }
        return (codes.Length / best, allocated / (double)codes.Length);
    }

    // The clock that runs only while this thread does; where there is none, the one on the wall.
    private static double CoreSeconds()
    {
        const int threadCpuTime = 3;
        return OperatingSystem.IsLinux() && ReadClock(threadCpuTime, out var time) == 0
            ? time.Seconds + time.Nanoseconds / 1e9 : Stopwatch.GetTimestamp() / (double)Stopwatch.Frequency;
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int ReadClock(int clock, out Time time);

    private readonly record struct Time(nint Seconds, nint Nanoseconds);

    private static byte[] Label(Random random)
    {
        var text = new StringBuilder("]C101").Append(Gtin(random.Next(Items)));
        if (random.Next(4) > 0) text.Append("17").Append(random.Next(26, 30)).Append(random.Next(1, 13).ToString("D2")).Append("00");
        if (random.Next(8) == 0) text.Append("3103").Append(random.Next(1_000_000).ToString("D6"));
        text.Append("10").Append(Lot(random));
        if (random.Next(4) == 0) text.Append('\u001D').Append("30").Append(random.Next(1, 1000));
        return Encoding.ASCII.GetBytes(text.ToString());
    }

    private static string Lot(Random random) => $"{(char)('A' + random.Next(26))}{random.Next(24, 27)}{random.Next(10_000_000):D7}"[..random.Next(6, 11)];

    private static string Gtin(int item)
    {
        var digits = Encoding.ASCII.GetBytes($"0950600{item:D6}");
        return Encoding.ASCII.GetString(digits) + (char)CheckDigit.Of(digits);
    }

    private static byte[] SgtinTag(Random random) =>
        Tag.Encode($"urn:epc:tag:sgtin-96:1.9506000.{random.Next(Items):D6}.{random.NextInt64(1L << 38)}") ?? throw new InvalidOperationException("no tag");
}

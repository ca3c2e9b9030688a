using System.Diagnostics;
using System.Text;
using Xunit.Abstractions;

namespace Traceability.Tests.Devices;

/// <summary>What every reader must do, asked of each driver against its emulator: bytes on a real descriptor or socket, no stand-ins.</summary>
public sealed class ReaderConformanceTests(ITestOutputHelper output)
{
    public static TheoryData<string> Drivers => [.. DriverRig.All.Keys];

    private static byte[] Label(string text) => Encoding.Latin1.GetBytes(text);
    private static byte[] Wire(string driver, string text) => DriverRig.All[driver].Wire(Label(text));

    [Theory, MemberData(nameof(Drivers))]
    public async Task A_read_arrives_byte_for_byte(string driver)
    {
        await using var bench = await Bench.ReadyAsync(driver);
        foreach (var text in (string[])["]C10199521321000011\u001d17", "a", "~`!@#$%^&*()_+-=[]{}|\\;':\"<>,.?/ Zz", "x\u001ey\u0004", "é\u0080ÿ", "<b>;drop&$(x)"])
        {
            await bench.SendAsync(Wire(driver, text));
            var frame = await bench.NextAsync();
            Assert.Equal(Label(text), frame.Data.ToArray());
            Assert.Equal(("st", "r", DriverRig.All[driver].Sighting), (frame.Station, frame.Reader, frame.Tag));
        }
    }

    [Theory, MemberData(nameof(Drivers))]
    public async Task A_read_split_at_each_byte_arrives_once(string driver)
    {
        await using var bench = await Bench.ReadyAsync(driver);
        foreach (var b in Wire(driver, "AB\u001d12")) await bench.SendAsync([b]);
        await bench.SendAsync(Wire(driver, "next"));
        Assert.Equal(Label("AB\u001d12"), (await bench.NextAsync()).Data.ToArray());
        Assert.Equal(Label("next"), (await bench.NextAsync()).Data.ToArray());
    }

    [Theory, MemberData(nameof(Drivers))]
    public async Task Reads_that_arrive_together_come_apart_in_order(string driver)
    {
        await using var bench = await Bench.ReadyAsync(driver);
        await bench.SendAsync([.. Enumerable.Range(0, 50).SelectMany(n => Wire(driver, $"L{n}"))]);
        for (var n = 0; n < 50; n++) Assert.Equal(Label($"L{n}"), (await bench.NextAsync()).Data.ToArray());
    }

    [Theory, MemberData(nameof(Drivers))]
    public async Task A_thousand_reads_each_after_the_last_was_taken_pass_quickly(string driver)
    {
        await using var bench = await Bench.ReadyAsync(driver);
        var times = new List<double>();
        for (var n = 0; n < 1000; n++)
        {
            var sent = Stopwatch.GetTimestamp();
            await bench.Emulator!.SendAsync(Label($"]C10199521321000011172701203102006000{n}"), DriverRig.All[driver].Sighting, default);
            var frame = await bench.NextAsync();
            times.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
            Assert.EndsWith($"{n}", Encoding.Latin1.GetString(frame.Data.Span));
        }
        times.Sort();
        output.WriteLine($"{driver}: byte to frame p50 {times[500]:0.000} ms, p99 {times[990]:0.000} ms, 1000 in {times.Sum():0} ms");
        Assert.True(times[500] < 5, $"p50 {times[500]} ms");
    }
}

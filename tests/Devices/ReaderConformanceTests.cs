using System.Diagnostics;
using System.Text;
using Traceability.Edge.Devices;
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
    public async Task Noise_between_reads_makes_no_frame_and_spoils_none(string driver)
    {
        await using var bench = await Bench.ReadyAsync(driver);
        var noise = DriverRig.All[driver].Noise;
        await bench.SendAsync([.. noise, .. Wire(driver, "one"), .. noise, .. noise, .. Wire(driver, "two"), .. noise]);
        Assert.Equal(Label("one"), (await bench.NextAsync()).Data.ToArray());
        Assert.Equal(Label("two"), (await bench.NextAsync()).Data.ToArray());
        await bench.SendAsync(Wire(driver, "last"));
        Assert.Equal(Label("last"), (await bench.NextAsync()).Data.ToArray());
    }

    [Theory, MemberData(nameof(Drivers))]
    public async Task A_read_that_is_too_long_is_refused_whole_and_the_next_one_arrives(string driver)
    {
        await using var bench = await Bench.ReadyAsync(driver);
        await bench.SendAsync(DriverRig.All[driver].TooLong);
        await bench.UntilAsync(text: DriverRig.All[driver].TooLongSays);
        await bench.UntilAsync(DeviceState.Ready);
        await bench.SendAsync(Wire(driver, "next"));
        Assert.Equal(Label("next"), (await bench.NextAsync()).Data.ToArray());
    }

    [Theory, MemberData(nameof(Drivers))]
    public async Task Unplugged_in_mid_frame_it_says_so_and_reads_whole_frames_when_plugged_in_again(string driver)
    {
        await using var bench = await Bench.ReadyAsync(driver);
        var half = Wire(driver, "first");
        await bench.SendAsync(half[..(half.Length / 2)]);
        bench.Unplug();
        var seen = Stopwatch.StartNew();
        await bench.UntilAsync(DeviceState.Missing);
        Assert.True(seen.Elapsed < TimeSpan.FromSeconds(1), $"unplugging was seen after {seen.Elapsed}");
        bench.Plug();
        await bench.UntilAsync(DeviceState.Ready);
        await bench.SendAsync(Wire(driver, "second"));
        Assert.Equal(Label("second"), (await bench.NextAsync()).Data.ToArray());
    }

    [Theory, MemberData(nameof(Drivers))]
    public async Task Pulled_and_plugged_in_again_and_again_it_reads_each_time(string driver)
    {
        await using var bench = await Bench.ReadyAsync(driver);
        for (var time = 0; time < 5; time++)
        {
            await bench.SendAsync(Wire(driver, $"before {time}"));
            Assert.Equal(Label($"before {time}"), (await bench.NextAsync()).Data.ToArray());
            bench.Unplug();
            await bench.UntilAsync(DeviceState.Missing);
            bench.Plug();
            await bench.UntilAsync(DeviceState.Ready);
        }
    }

    [Theory, MemberData(nameof(Drivers))]
    public async Task After_any_garbage_and_a_silence_the_next_read_arrives(string driver)
    {
        const int shortSilence = 60;
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        await using var bench = await Bench.ReadyAsync(driver, unfinishedMilliseconds: shortSilence);
        for (var time = 0; time < 8; time++)
        {
            await bench.SendAsync(DriverRig.All[driver].Garbage(random));
            // A portal that talks nonsense is dropped and called again; a scanner is heard out.
            await Task.Delay(5 * shortSilence);
            await bench.UntilAsync(DeviceState.Ready);
            await bench.SendAsync(Wire(driver, $"good {time}"));
            byte[] read;
            do read = (await bench.NextAsync()).Data.ToArray();
            while (!read.SequenceEqual(Label($"good {time}")));
        }
    }

    [Theory, MemberData(nameof(Drivers))]
    public async Task The_longest_read_arrives_whole(string driver)
    {
        await using var bench = await Bench.ReadyAsync(driver);
        var longest = Label(new string('7', IFrames.Limit));
        await bench.SendAsync(DriverRig.All[driver].Wire(longest));
        Assert.Equal(longest, (await bench.NextAsync()).Data.ToArray());
    }

    [Theory, MemberData(nameof(Drivers))]
    public async Task A_silent_device_stays_ready_and_wakes_nobody(string driver)
    {
        await using var bench = await Bench.ReadyAsync(driver, unfinishedMilliseconds: 20);
        await Task.Delay(300);
        Assert.Equal((DeviceState.Ready, 0), (bench.Reader.Status.State, bench.Clock.Asked));
        Assert.False(bench.Frames.Reader.TryPeek(out _));
    }

    [Theory, MemberData(nameof(Drivers))]
    public async Task A_scanner_that_sends_no_identifier_is_told_apart_in_its_status(string driver)
    {
        var says = DriverRig.All[driver].WithoutAimSays;
        await using var bench = await Bench.ReadyAsync(driver);
        for (var n = 0; n < 5; n++) await bench.SendAsync(Wire(driver, $"0109521321000011{n}"));
        for (var n = 0; n < 5; n++) await bench.NextAsync();
        if (says.StartsWith('(')) output.WriteLine($"{driver}: not asked {says}");
        await bench.UntilAsync(DeviceState.Ready, says.StartsWith('(') ? "reads from" : says);
        if (says.StartsWith('(')) return;
        await bench.SendAsync(Wire(driver, "]C10109521321000011"));
        await bench.NextAsync();
        Assert.DoesNotContain(says, bench.Reader.Status.Text, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Drivers))]
    public async Task A_second_driver_on_the_same_device_is_told_so_and_the_first_reads_on(string driver)
    {
        var told = DriverRig.All[driver].SecondIsTold;
        await using var bench = await Bench.ReadyAsync(driver);
        if (told.StartsWith('('))
        {
            output.WriteLine($"{driver}: not asked {told}");
            return;
        }
        using var stop = new CancellationTokenSource();
        var second = DriverRig.All[driver].Open(bench.Path, bench.Clock, DriverRig.UnfinishedMilliseconds);
        var running = second.RunAsync(bench.Frames.Writer, stop.Token);
        for (var waited = 0; waited < 5000 && !second.Status.Text.Contains(told, StringComparison.Ordinal); waited++) await Task.Delay(1);
        Assert.Contains(told, second.Status.Text, StringComparison.Ordinal);
        Assert.Equal(DeviceState.Faulted, second.Status.State);
        await bench.SendAsync(Wire(driver, "first's"));
        Assert.Equal(Label("first's"), (await bench.NextAsync()).Data.ToArray());
        await stop.CancelAsync();
        await running;
    }

    [Theory, MemberData(nameof(Drivers))]
    public async Task A_device_that_is_not_there_yet_is_missing_with_its_place_named_and_found_later(string driver)
    {
        await using var bench = new Bench(driver, plugged: false);
        await bench.UntilAsync(DeviceState.Missing, bench.Path);
        bench.Plug();
        await bench.UntilAsync(DeviceState.Ready);
        await bench.SendAsync(Wire(driver, "first"));
        Assert.Equal(Label("first"), (await bench.NextAsync()).Data.ToArray());
    }

    [Theory, MemberData(nameof(Drivers))]
    public async Task Silence_never_makes_a_frame_of_what_is_unfinished(string driver)
    {
        const int shortSilence = 150;
        await using var bench = await Bench.ReadyAsync(driver, unfinishedMilliseconds: shortSilence);
        var wire = Wire(driver, "first");
        await bench.SendAsync(wire[..(wire.Length / 2)]);
        if (DriverRig.All[driver].IsScanner) await bench.UntilAsync(DeviceState.Ready, "it ended without");
        else await Task.Delay(shortSilence);
        Assert.False(bench.Frames.Reader.TryPeek(out _));
        // A scan that stopped is gone and the next one is whole; a message with a length may take its time.
        await bench.SendAsync(DriverRig.All[driver].IsScanner ? Wire(driver, "next") : wire[(wire.Length / 2)..]);
        Assert.Equal(Label(DriverRig.All[driver].IsScanner ? "next" : "first"), (await bench.NextAsync()).Data.ToArray());
    }

    [Theory, MemberData(nameof(Drivers))]
    public async Task A_full_channel_holds_the_device_back_and_loses_nothing(string driver)
    {
        await using var bench = await Bench.ReadyAsync(driver, channelLimit: 1);
        var sending = bench.SendAsync([.. Enumerable.Range(0, 300).SelectMany(n => Wire(driver, $"L{n}"))]);
        await Task.Delay(50);
        for (var n = 0; n < 300; n++) Assert.Equal(Label($"L{n}"), (await bench.NextAsync()).Data.ToArray());
        await sending;
    }

    [Theory, MemberData(nameof(Drivers))]
    public async Task It_stops_within_half_a_second_whatever_it_is_doing(string driver)
    {
        await StopsAsync(() => Bench.ReadyAsync(driver));
        await StopsAsync(async () =>
        {
            var missing = new Bench(driver, plugged: false);
            await Task.Delay(200);
            return missing;
        });
        await StopsAsync(async () =>
        {
            var full = await Bench.ReadyAsync(driver, channelLimit: 1);
            await full.SendAsync([.. Wire(driver, "1"), .. Wire(driver, "2"), .. Wire(driver, "3")]);
            await Task.Delay(50);
            return full;
        });
    }

    // Once in three times is enough: a machine may be busy with something else, a device that waits for a time-out is late each time.
    private static async Task StopsAsync(Func<Task<Bench>> open)
    {
        var quickest = TimeSpan.MaxValue;
        for (var tries = 0; tries < 3 && quickest >= TimeSpan.FromSeconds(0.5); tries++)
        {
            await using var bench = await open();
            var taken = await bench.StopAsync();
            if (taken < quickest) quickest = taken;
        }
        Assert.True(quickest < TimeSpan.FromSeconds(0.5), $"stopped after {quickest.TotalMilliseconds:0} ms");
    }

    [Theory, MemberData(nameof(Drivers))]
    public async Task A_frame_carries_the_stations_time_of_its_first_and_last_byte(string driver)
    {
        await using var bench = await Bench.ReadyAsync(driver);
        var wire = Wire(driver, "AB");
        var begin = bench.Clock.Now;
        await bench.SendAsync(wire[..(wire.Length / 2)]);
        while (DriverRig.All[driver].IsScanner && bench.Clock.Asked == 0) await Task.Delay(1);
        bench.Clock.Now = begin.AddSeconds(3);
        await bench.SendAsync(wire[(wire.Length / 2)..]);
        var frame = await bench.NextAsync();
        Assert.Equal(DriverRig.All[driver].IsScanner ? begin : bench.Clock.Now, frame.Start);
        Assert.Equal(bench.Clock.Now, frame.End);
    }

    [Theory, MemberData(nameof(Drivers))]
    public async Task The_next_gateway_reads_on_the_same_device_and_sees_nothing_that_was_discarded(string driver)
    {
        await using var bench = await Bench.ReadyAsync(driver);
        await bench.SendAsync(Wire(driver, "before"));
        await bench.NextAsync();
        await bench.StopAsync();
        if (bench.IsHeldByKernel) await bench.SendAsync([.. Wire(driver, "unread"), .. Wire(driver, "half")[..5]]);
        await bench.Emulator!.DiscardAsync();
        bench.StartAgain();
        await bench.UntilAsync(DeviceState.Ready);
        await bench.Emulator.SendAsync(Label("after"), null, default);
        Assert.Equal(Label("after"), (await bench.NextAsync()).Data.ToArray());
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

using System.Diagnostics;
using Traceability.Edge.Devices;
using Traceability.Edge.Lights;
using Traceability.Edge.Stations;
using Traceability.Plant;
using Xunit.Abstractions;

namespace Traceability.Tests.Lights;

/// <summary>What every stack light must do, asked of each driver against its device: bytes on a socket, or structures in a raw call of the kernel's.</summary>
public sealed class TowerConformanceTests(ITestOutputHelper output)
{
    private static readonly Light s_red = new(LightPattern.Red, "acknowledged");

    public static TheoryData<string> Drivers => [.. TowerRig.All];

    [Theory, MemberData(nameof(Drivers))]
    public async Task Every_pattern_lights_its_lamp_and_no_other(string driver)
    {
        await using var bench = await TowerBench.TestedAsync(driver);
        (Light, Lamp)[] day =
        [
            (Light.Ready, Lamp.White), (Light.Green("g"), Lamp.Green), (Light.Yellow("y"), Lamp.Yellow), (Light.RedFlashing("r"), Lamp.Red),
            (Light.Blue("b"), Lamp.Blue), (s_red, Lamp.Red), (Light.Green("g"), Lamp.Green),
        ];
        foreach (var (light, lamp) in day)
        {
            bench.Say(light);
            await bench.UntilLitAsync(lamp);
        }
    }

    [Theory, MemberData(nameof(Drivers))]
    public async Task Wrong_flashes_and_sounds_again_and_again_and_right_sounds_once(string driver)
    {
        await using var bench = await TowerBench.TestedAsync(driver);
        bench.Say(Light.RedFlashing("r"));
        for (var round = 0; round < 3; round++)
        {
            await bench.UntilAsync(() => bench.Rig.Lit.Contains(Lamp.Buzzer), "a beep");
            await bench.UntilAsync(() => !bench.Rig.Lit.Contains(Lamp.Buzzer), "silence");
        }
        if (!bench.Loop.Driver.FlashesItself)
        {
            await bench.UntilLitAsync();
            await bench.UntilLitAsync(Lamp.Red);
        }
        bench.Say(Light.Green("g"));
        await bench.UntilAsync(() => bench.Rig.Lit.SetEquals([Lamp.Green, Lamp.Buzzer]), "green with a beep");
        await bench.UntilAsync(() => bench.Rig.Lit.SetEquals([Lamp.Green]), "green alone");
    }

    [Theory, MemberData(nameof(Drivers))]
    public async Task A_change_is_one_command_for_all_lamps(string driver)
    {
        await using var bench = await TowerBench.TestedAsync(driver);
        bench.Say(Light.Yellow("y"));
        await bench.UntilLitAsync(Lamp.Yellow);
        var before = bench.Rig.Writes;
        bench.Say(s_red);
        await bench.UntilLitAsync(Lamp.Red);
        bench.Say(Light.Yellow("y"));
        await bench.UntilLitAsync(Lamp.Yellow);
        Assert.Equal(2, bench.Rig.Writes - before);
    }

    [Theory, MemberData(nameof(Drivers))]
    public async Task Without_proof_of_progress_green_becomes_blue_after_the_lease(string driver)
    {
        await using var bench = await TowerBench.TestedAsync(driver);
        bench.Say(Light.Green("g"));
        await bench.UntilLitAsync(Lamp.Green);
        bench.Time.Advance(Lease.Term);
        var waited = Stopwatch.StartNew();
        await bench.UntilLitAsync(Lamp.Blue);
        Assert.True(waited.Elapsed < 2 * Lease.Renewal + TimeSpan.FromSeconds(1), $"after {waited.Elapsed}");
        bench.Lease.Prove();
        await bench.UntilLitAsync(Lamp.White);
    }

    [Theory, MemberData(nameof(Drivers))]
    public async Task When_the_process_is_gone_the_lamps_do_what_the_driver_says(string driver)
    {
        var time = new TestTime(runs: true);
        using var rig = TowerRig.Open(driver, time);
        rig.Plug();
        // A killed process closes its descriptors and says nothing else.
        using (await rig.Driver.OpenAsync(new TowerPicture().With(Lamp.Green, LampSignal.Steady), default))
            Assert.Contains(Lamp.Green, rig.Lit);
        time.Advance(Lease.Term);
        Assert.Equal(rig.Driver.WithoutHost == WithoutHost.Keeps, rig.Lit.Contains(Lamp.Green));
        if (driver == "gpio") Assert.Equal([Lamp.Red], rig.Lit);
    }

    [Fact]
    public async Task A_green_that_the_device_times_is_wound_up_and_falls_without_it()
    {
        var time = new TestTime(runs: true);
        using var rig = TowerRig.Open("modbus-timed", time);
        rig.Plug();
        using var tower = await rig.Driver.OpenAsync(new TowerPicture().With(Lamp.Green, LampSignal.Steady), default);
        for (var n = 0; n < 5; n++)
        {
            time.Advance(Lease.Term - Lease.Renewal);
            Assert.Contains(Lamp.Green, rig.Lit);
            await tower.RenewAsync(default);
        }
        time.Advance(Lease.Term);
        Assert.Empty(rig.Lit);
    }

    [Theory, MemberData(nameof(Drivers))]
    public async Task Cut_off_it_says_so_and_shows_the_newest_light_when_it_is_back(string driver)
    {
        await using var bench = await TowerBench.TestedAsync(driver);
        bench.Say(Light.Yellow("y"));
        await bench.UntilLitAsync(Lamp.Yellow);
        bench.Rig.Unplug();
        await bench.UntilAsync(DeviceState.Missing);
        for (var n = 0; n < 100; n++) bench.Say(Light.RedFlashing($"r{n}"));
        bench.Say(s_red);
        bench.Rig.Plug();
        await bench.UntilAsync(DeviceState.Ready);
        await bench.UntilLitAsync(Lamp.Red);
        Assert.True(bench.Rig.Writes < 10, $"{bench.Rig.Writes} writes: old lights were caught up on");
    }

    [Theory, MemberData(nameof(Drivers))]
    public async Task A_device_that_is_not_there_yet_is_missing_and_found_later(string driver)
    {
        await using var bench = new TowerBench(driver, plugged: false);
        await bench.UntilAsync(DeviceState.Missing, bench.Rig.Tower.Device ?? "st.t");
        bench.Say(Light.Yellow("y"));
        bench.Rig.Plug();
        await bench.UntilAsync(DeviceState.Ready);
        await bench.UntilLitAsync(Lamp.Yellow);
    }

    [Theory, MemberData(nameof(Drivers))]
    public async Task Lamps_that_show_something_else_are_a_fault_in_words_until_they_are_mended(string driver)
    {
        await using var bench = await TowerBench.TestedAsync(driver);
        bench.Rig.Stick(Lamp.Red);
        bench.Say(s_red);
        await bench.UntilAsync(DeviceState.Faulted, "red is off and should be steady");
        bench.Rig.Stick(null);
        await bench.UntilAsync(DeviceState.Ready);
        await bench.UntilLitAsync(Lamp.Red);
    }

    [Theory, MemberData(nameof(Drivers))]
    public async Task The_lamp_test_lights_all_together_and_a_refusal_ends_it(string driver)
    {
        await using var bench = new TowerBench(driver, testSeconds: 30);
        bench.Say(Light.Ready);
        await bench.UntilAsync(() => bench.Rig.Lit.Count == 6, "all lamps");
        Assert.Null(bench.Loop.LampTest);
        bench.Say(s_red);
        await bench.UntilLitAsync(Lamp.Red);
        await using var again = await TowerBench.TestedAsync(driver);
        var before = again.Rig.Writes;
        again.Loop.RequestLampTest();
        await again.UntilAsync(() => again.Rig.Writes >= before + 2, "another test");
        await again.UntilLitAsync(Lamp.White);
        Assert.Equal("all 6 outputs answered on and off", again.Loop.LampTest);
    }

    [Theory, MemberData(nameof(Drivers))]
    public async Task A_device_that_hangs_delays_nobody_and_is_told_the_newest_when_it_answers(string driver)
    {
        await using var bench = await TowerBench.TestedAsync(driver, patienceSeconds: 0.5);
        if (!bench.Rig.Mute(true)) return;
        bench.Say(Light.Yellow("y"));
        var begun = Stopwatch.StartNew();
        for (var n = 0; n < 10_000; n++) bench.Say(Light.RedFlashing($"r{n}"));
        output.WriteLine($"{driver}: 10,000 verdicts past a hanging tower in {begun.Elapsed.TotalMilliseconds:0} ms");
        Assert.True(begun.Elapsed < TimeSpan.FromSeconds(1), $"{begun.Elapsed}");
        await bench.UntilAsync(DeviceState.Missing, "did not answer within 0.5 s");
        bench.Say(s_red);
        bench.Rig.Mute(false);
        await bench.UntilAsync(DeviceState.Ready);
        await bench.UntilLitAsync(Lamp.Red);
    }

    [Fact]
    public async Task The_heartbeat_changes_while_the_lease_holds_and_stops_with_it()
    {
        await using var bench = await TowerBench.TestedAsync("modbus-beat");
        for (var n = 0; n < 3; n++)
        {
            await bench.UntilAsync(() => Beats(true), "a beat");
            await bench.UntilAsync(() => Beats(false), "the next beat");
        }
        bench.Time.Advance(Lease.Term);
        await bench.UntilLitAsync(Lamp.Blue);
        var still = bench.Rig.Lit.Contains(Lamp.Heartbeat);
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < 3 * Lease.Renewal; await Task.Delay(20)) Assert.Equal(still, bench.Rig.Lit.Contains(Lamp.Heartbeat));

        // The gateway's loop proves itself all the while, however long a busy machine takes for a beat.
        bool Beats(bool high)
        {
            bench.Lease.Prove();
            return bench.Rig.Lit.Contains(Lamp.Heartbeat) == high;
        }
    }

    [Theory, MemberData(nameof(Drivers))]
    public async Task Stopped_in_order_it_goes_dark_at_once(string driver)
    {
        await using var bench = await TowerBench.TestedAsync(driver);
        bench.Say(Light.Green("g"));
        await bench.UntilLitAsync(Lamp.Green);
        Assert.True(await bench.StopAsync() < TimeSpan.FromSeconds(0.5));
        Assert.DoesNotContain(Lamp.Green, bench.Rig.Lit);
    }

    [Theory, MemberData(nameof(Drivers))]
    public async Task From_verdict_to_lamp_is_a_matter_of_milliseconds(string driver)
    {
        await using var bench = await TowerBench.TestedAsync(driver);
        var times = new List<double>();
        for (var n = 0; n < 100; n++)
        {
            var (light, lamp) = n % 2 == 0 ? (s_red, Lamp.Red) : (Light.Yellow("y"), Lamp.Yellow);
            var said = Stopwatch.GetTimestamp();
            bench.Say(light);
            while (!bench.Rig.Lit.Contains(lamp)) await Task.Yield();
            times.Add(Stopwatch.GetElapsedTime(said).TotalMilliseconds);
        }
        times.Sort();
        output.WriteLine($"{driver}: verdict to lamp p50 {times[50]:0.00} ms, p99 {times[98]:0.00} ms");
        Assert.True(times[50] < 20, $"p50 {times[50]} ms");
    }
}

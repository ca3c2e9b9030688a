using System.Text;
using Traceability.Edge.Devices;
using Traceability.Edge.Lights;
using Traceability.Edge.Replay;
using Traceability.Plant;

namespace Traceability.Tests.Lights;

/// <summary>Lights in plant.json: what is taken, what is refused with which sentence, and what a driver says of a device that is not what the plant says.</summary>
public sealed class TowerPlanTests
{
    private const string Lamps = "\"lamps\": {\"red\": 3, \"yellow\": 4, \"green\": 5, \"blue\": 6, \"white\": 7}";

    [Fact]
    public void A_tower_is_read_with_its_wires_and_its_own_pictures()
    {
        var tower = Assert.Single(Read("""
            {"id": "t", "driver": "modbus", "device": "10.0.0.9", LAMPS, "activeLow": ["red"], "unit": 7, "pulse": 512, "watchdog": true,
             "patterns": {"blue": {"blue": "steady", "buzzer": "low"}}}
            """));
        Assert.Equal(("modbus", "10.0.0.9", 7, 512, true), (tower.Driver, tower.Device, tower.Unit, tower.Pulse, tower.Watchdog));
        Assert.Equal((5, Lamp.Red), (tower.Lamps[Lamp.Green], Assert.Single(tower.ActiveLow)));
        Assert.Equal((LampSignal.Steady, Tone.Low), (tower.Pictures["blue"][Lamp.Blue], tower.Pictures["blue"].Tone));
        Assert.Equal(TowerPictures.Defaults["redFlashing"], tower.Pictures["redFlashing"]);
    }

    [Fact]
    public void A_tower_of_three_lamps_says_itself_how_it_shows_ready_and_blue() =>
        Assert.Single(Read("""
            {"id": "t", "driver": "gpio", "device": "pinctrl-rp1", "lamps": {"red": 17, "yellow": 27, "green": 22},
             "patterns": {"ready": {"yellow": "slow"}, "blue": {"red": "steady", "yellow": "steady"}}}
            """));

    [Fact]
    public void A_patlite_tower_needs_no_lamps_and_the_screen_no_device() =>
        Assert.Equal(2, Read("""{"id": "a", "driver": "patlite", "device": "10.0.0.9", "model": "lr5"}, {"id": "b", "driver": "screen"}""").Count);

    [Theory]
    [InlineData("""{"id": "t", "driver": "modbus"}""", "lamps is missing")]
    [InlineData("""{"id": "t", "driver": "gpio", LAMPS}""", "device is missing: name the chip by its label")]
    [InlineData("""{"id": "t", "driver": "gpio", "device": "x", "lamps": {"red": 1, "yellow": 2, "green": 3}}""",
        "lamps leave the pattern 'ready' dark, and dark means broken: fit white, or say under patterns")]
    [InlineData("""{"id": "t", "driver": "gpio", "device": "x", "lamps": {"gren": 1}}""",
        "gren 'gren' is no lamp, known are: red, yellow, green, blue, white, buzzer")]
    [InlineData("""{"id": "t", "driver": "gpio", "device": "x", "lamps": {"red": 4000}}""", "red must be a whole number up to 1023")]
    [InlineData("""{"id": "t", "driver": "gpio", "device": "x", "lamps": {"red": 1, "yellow": 1, "green": 3, "blue": 4, "white": 5}}""",
        "lamps gives red and yellow the same number 1")]
    [InlineData("""{"id": "t", "driver": "modbus", "lamps": {"red": 1, "yellow": 2, "green": 9, "blue": 4, "white": 5}}""",
        "lamps leaves out some of the coils 1 to 9")]
    [InlineData("""{"id": "t", "driver": "modbus", LAMPS, "activeLow": ["rot"]}""", "activeLow 'rot' is no lamp")]
    [InlineData("""{"id": "t", "driver": "modbus", LAMPS, "pulse": 512, "activeLow": ["green"]}""", "pulse lights green for a time, so green cannot be active low")]
    [InlineData("""{"id": "t", "driver": "patlite", "model": "la7"}""", "model is 'la7', known are: la6, lr5, nh")]
    [InlineData("""{"id": "t", "driver": "patlite", "activeLow": ["red"]}""", "activeLow means nothing to a PATLITE tower")]
    [InlineData("""{"id": "t", "driver": "modbus", LAMPS, "patterns": {"geen": {}}}""",
        "geen is no pattern, known are: ready, green, yellow, redFlashing, red, blue")]
    [InlineData("""{"id": "t", "driver": "modbus", LAMPS, "patterns": {"blue": {"blue": "blinking"}}}""", "blue is 'blinking', known are: off, steady, slow, fast")]
    [InlineData("""{"id": "t", "driver": "modbus", LAMPS, "patterns": {"blue": {"red": "steady"}}}""",
        "patterns show 'red' and 'blue' alike: nobody could tell them apart")]
    [InlineData("""{"id": "t", "driver": "modbus", LAMPS, "patterns": {"yellow": {"yellow": "steady", "green": "steady"}}}""",
        "patterns light the green lamp for 'yellow': green is permission and nothing else")]
    [InlineData("""{"id": "scanner", "driver": "modbus", LAMPS}""", "lights uses the id 'scanner' twice, or a reader has it already")]
    public void What_cannot_be_wired_so_is_refused_in_words(string light, string says)
    {
        var problems = Assert.Throws<PlantFormatException>(() => Read(light)).Problems;
        Assert.Contains(problems, p => p.ToString().Contains(says, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("mcp23017", "Iot.Device.Bindings")]
    [InlineData("pcf8574", "Iot.Device.Bindings")]
    [InlineData("gpio-device", "System.Device.Gpio")]
    public void A_driver_of_a_package_is_opened_or_the_package_named(string driver, string package)
    {
        ILampDriver? Open() => TowerDrivers.Open("st", new Tower("t", driver, "x"), "/tmp");
        if (!TowerDrivers.Missing.Contains(package)) Assert.NotNull(Open());
        else Assert.Equal($"station st, light t: not in this build: package {package}", Assert.Throws<NotSupportedException>(Open).Message);
    }

    [Fact]
    public void A_driver_that_nobody_knows_is_said() => Assert.Contains("unknown driver 'lamp'; known are gpio, gpio-device, modbus, mcp23017, pcf8574, patlite and screen",
        Assert.Throws<NotSupportedException>(() => TowerDrivers.Open("st", new Tower("t", "lamp", "x"), "/tmp")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"id": "t", "driver": "mcp23017", LAMPS}""", "name the bus, for example /dev/i2c-1")]
    [InlineData("""{"id": "t", "driver": "mcp23017", "device": "/dev/i2c-1", "unit": 56, LAMPS}""", "is 56, and no mcp23017 has that address: 32 to 39")]
    [InlineData("""{"id": "t", "driver": "pcf8574", "device": "/dev/i2c-1", "unit": 48, LAMPS}""", "32 to 39, or 56 to 63 with an A")]
    [InlineData("""{"id": "t", "driver": "pcf8574", "device": "/dev/i2c-1", "lamps": {"red": 8}}""", "must be a whole number up to 7")]
    [InlineData("""{"id": "t", "driver": "gpio-device", LAMPS}""", "name the chip by its path")]
    public void What_no_expander_has_is_refused_in_words(string light, string says) => What_cannot_be_wired_so_is_refused_in_words(light, says);

    // The real kernel answers here: what is no GPIO chip says so.
    [Theory]
    [InlineData("/dev/null", DeviceState.Faulted, "is no GPIO chip")]
    [InlineData("/dev/gpiochip-that-is-not", DeviceState.Missing, "is not there")]
    [InlineData("pinctrl-nowhere", DeviceState.Missing, "no GPIO chip is labelled 'pinctrl-nowhere'")]
    public async Task The_kernel_refuses_what_is_no_chip(string device, DeviceState state, string says)
    {
        var tower = new Tower("t", "gpio", device) { Lamps = new Dictionary<Lamp, int> { [Lamp.Red] = 1 } };
        var e = await Assert.ThrowsAsync<DeviceException>(() => TowerDrivers.Open("st", tower, "/tmp")!.OpenAsync(default, default));
        Assert.Equal((state, true), (e.State, e.Message.Contains(says, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("modbus", "refuses function 15: it has failed")]
    [InlineData("patlite-la6", "refuses the command (NAK); is it a la6, with PNS switched on?")]
    public async Task A_device_that_refuses_is_a_fault_with_its_reason(string driver, string says)
    {
        var folder = Directory.CreateTempSubdirectory("traceability-lights-").FullName;
        var path = Path.Combine(folder, "st.t");
        using (EmulatedTower device = driver == "modbus" ? new ModbusModule(path, TimeProvider.System) : new PatliteUnit(path, "la6"))
        {
            device.Refuses = true;
            var lamps = Enum.GetValues<Lamp>().Where(l => l != Lamp.Heartbeat).ToDictionary(l => l, l => (int)l);
            var tower = new Tower("t", driver.Split('-')[0], path) { Lamps = lamps };
            var e = await Assert.ThrowsAsync<DeviceException>(() => TowerDrivers.Open("st", tower, folder)!.OpenAsync(default, default));
            Assert.Equal((DeviceState.Faulted, true), (e.State, e.Message.Contains(says, StringComparison.Ordinal)));
        }
        Directory.Delete(folder, recursive: true);
    }

    private static IReadOnlyList<Tower> Read(string lights) => PlantFile.Read(Encoding.UTF8.GetBytes($$"""
        {"plant": "p", "gln": "9521300000008", "locations": [{"location": "D", "gln": "9521300002002"}],
         "stations": [{"id": "st", "gateway": "g", "kind": "receiving", "location": "D", "readers": [{"id": "scanner", "driver": "serial"}],
           "lights": [{{lights.Replace("LAMPS", Lamps, StringComparison.Ordinal)}}]}]}
        """)).Stations["st"].Towers;
}

using System.Threading.Channels;
using Traceability.Edge.Devices;
using Traceability.Edge.Devices.Keyboard;
using Traceability.Edge.Replay;
using Traceability.Messaging;
using Traceability.Plant;

namespace Traceability.Tests.Devices;

/// <summary>From the plant's words to a driver, and from a driver's state to a sentence.</summary>
public sealed class ReadersTests : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("traceability-readers-").FullName;
    private readonly ManualClock _clock = new();

    public void Dispose() => Directory.Delete(_data, recursive: true);

    private static Station StationOf(Reader reader) => new("pick/1", "gw", StationKind.Pick, new Location("L", "pickFace", "urn:l", null, null), [reader], Light: false);

    [Theory]
    [InlineData("serial"), InlineData("keyboard"), InlineData("hidpos"), InlineData("tcp"), InlineData("tcp-listen"), InlineData("llrp")]
    public async Task What_the_replay_starts_is_what_the_gateway_opens(string driver)
    {
        var reader = new Reader("scanner", driver, Device: null, Emulated: false);
        using var emulator = Emulators.Start(StationOf(reader), reader, _data);
        using var stop = new CancellationTokenSource();
        var frames = Channel.CreateUnbounded<Frame>();
        var opened = Readers.Open(StationOf(reader), reader, _data, _clock);
        var running = opened.RunAsync(frames.Writer, stop.Token);
        while (opened.Status.State != DeviceState.Ready) await Task.Delay(1);
        await emulator.SendAsync("AB"u8.ToArray(), null, default);
        var frame = await frames.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(5));
        Assert.Equal(("pick/1", "scanner", _clock.Now), (frame.Station, frame.Reader, frame.End));
        Assert.Equal("AB"u8.ToArray(), frame.Data.ToArray());
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task A_gateway_goes_on_reading_the_keys_of_a_replay_that_was_killed_and_started_again()
    {
        var reader = new Reader("scanner", "keyboard", Device: null, Emulated: false);
        using var killed = Emulators.Start(StationOf(reader), reader, _data);
        using var stop = new CancellationTokenSource();
        var frames = Channel.CreateUnbounded<Frame>();
        var opened = Readers.Open(StationOf(reader), reader, _data, _clock);
        var running = opened.RunAsync(frames.Writer, stop.Token);
        while (opened.Status.State != DeviceState.Ready) await Task.Delay(1);
        // The killed one cleans nothing up; its FIFO still lies there.
        using var again = Emulators.Start(StationOf(reader), reader, _data);
        await again.SendAsync("AB"u8.ToArray(), null, default);
        Assert.Equal("AB"u8.ToArray(), (await frames.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(5))).Data.ToArray());
        await stop.CancelAsync();
        await running;
    }

    [Theory]
    [InlineData("scale", "station pick/1, reader r1: unknown driver 'scale'; known are serial, keyboard, hidpos, tcp, tcp-listen, llrp, mfrc522 and pn532")]
    [InlineData("Serial", "station pick/1, reader r1: unknown driver 'Serial'; known are serial, keyboard, hidpos, tcp, tcp-listen, llrp, mfrc522 and pn532")]
    public void A_driver_that_is_not_there_is_refused_with_a_sentence(string driver, string sentence)
    {
        var reader = new Reader("r1", driver, Device: null, Emulated: false);
        Assert.Equal(sentence, Assert.Throws<NotSupportedException>(() => Readers.Open(StationOf(reader), reader, _data, _clock)).Message);
        Assert.Throws<NotSupportedException>(() => Emulators.Start(StationOf(reader), reader, _data));
    }

    [Theory]
    [InlineData("mfrc522")]
    [InlineData("pn532")]
    public void A_badge_reader_is_opened_or_its_package_named(string driver)
    {
        var reader = new Reader("r1", driver, "/dev/i2c-9", Emulated: false);
        if (!Readers.HasBadges) Assert.Equal("station pick/1, reader r1: not in this build: package Iot.Device.Bindings", Assert.Throws<NotSupportedException>(() => Readers.Open(StationOf(reader), reader, _data, _clock)).Message);
        else Assert.Equal("r1", Readers.Open(StationOf(reader), reader, _data, _clock).Id);
    }

    [Fact]
    public async Task A_keyboard_scanner_of_another_country_is_told_apart_in_its_status()
    {
        var reader = new Reader("scanner", "keyboard", Device: null, Emulated: true);
        using var keys = (KeyboardFifo)Emulators.Start(StationOf(reader), reader, _data);
        using var stop = new CancellationTokenSource();
        var opened = Readers.Open(StationOf(reader), reader, _data, _clock);
        var running = opened.RunAsync(Channel.CreateUnbounded<Frame>().Writer, stop.Token);
        // What a scanner set to German types for "]": AltGr and the 9, twice, each label ended with Enter.
        var label = KeyStrokes.ToBytes([new(KeyRecord.Key, KeyLayout.RightAlt, 1), new(KeyRecord.Key, 10, 1), new(KeyRecord.Key, KeyLayout.RightAlt, 0), new(KeyRecord.Key, KeyLayout.Enter, 1)]);
        await keys.SendRecordsAsync((byte[])[.. label, .. label], default);
        const string advice = "the scanner's keyboard layout is not US: set it to US, or the reader's layout in plant.json to the scanner's";
        for (var waited = 0; waited < 5000 && !opened.Status.Text.EndsWith(advice, StringComparison.Ordinal); waited++) await Task.Delay(1);
        Assert.EndsWith(advice, opened.Status.Text, StringComparison.Ordinal);
        Assert.Contains("scans refused: 2, the last one because it presses AltGr (with key code 10)", opened.Status.Text, StringComparison.Ordinal);
        await stop.CancelAsync();
        await running;
    }

    // {fifo} is a FIFO of records, {file} a plain file, {line} a pseudo-terminal, {none} nothing.
    [Theory]
    [InlineData("keyboard", "{fifo}", false, DeviceState.Faulted, "is a FIFO and no input device; the plant must say \"emulated\": true")]
    [InlineData("keyboard", "{fifo}", true, DeviceState.Ready, "reads from")]
    [InlineData("keyboard", "{file}", true, DeviceState.Faulted, "is no FIFO, but the plant says that the reader is emulated")]
    [InlineData("keyboard", "{file}", false, DeviceState.Faulted, "is no input device of the kernel (evdev)")]
    [InlineData("keyboard", "{none}", true, DeviceState.Missing, "is not there; is the device plugged in?")]
    [InlineData("hidpos", "{fifo}", false, DeviceState.Faulted, "is a FIFO and no HID device; the plant must say \"emulated\": true")]
    [InlineData("hidpos", "{fifo}", true, DeviceState.Ready, "reads from")]
    [InlineData("hidpos", "{file}", true, DeviceState.Faulted, "is no FIFO, but the plant says that the reader is emulated")]
    [InlineData("hidpos", "{file}", false, DeviceState.Faulted, "is no HID device of the kernel (hidraw)")]
    [InlineData("hidpos", "{none}", true, DeviceState.Missing, "is not there; is the device plugged in?")]
    [InlineData("tcp-listen", "scanner-3:9004", false, DeviceState.Faulted, "must name an address of this machine to listen on, such as 0.0.0.0:9004")]
    [InlineData("tcp-listen", "192.0.2.1:9004", false, DeviceState.Faulted, "cannot listen on 192.0.2.1:9004 (AddressNotAvailable)")]
    [InlineData("tcp-listen", "{file}", false, DeviceState.Faulted, "holds no host:port")]
    [InlineData("tcp-listen", "{none}", false, DeviceState.Missing, "it should hold the device's host:port")]
    [InlineData("serial", "{file}", false, DeviceState.Faulted, "is no serial device")]
    [InlineData("serial", "{fifo}", false, DeviceState.Faulted, "is no serial device")]
    [InlineData("serial", "{line}", false, DeviceState.Ready, "reads from")]
    [InlineData("serial", "{none}", false, DeviceState.Missing, "is not there; is the device plugged in?")]
    [InlineData("tcp", "127.0.0.1", false, DeviceState.Faulted, "'127.0.0.1' is no host:port")]
    [InlineData("tcp", "127.0.0.1:1", false, DeviceState.Missing, "127.0.0.1:1 does not answer (ConnectionRefused)")]
    [InlineData("tcp", "{file}", false, DeviceState.Faulted, "holds no host:port")]
    [InlineData("tcp", "{fifo}", false, DeviceState.Faulted, "holds no host:port")]
    [InlineData("tcp", "{none}", false, DeviceState.Missing, "it should hold the device's host:port")]
    [InlineData("llrp", "localhost:1", false, DeviceState.Missing, "localhost:1 does not answer (ConnectionRefused)")]
    public async Task A_device_that_is_not_what_the_plant_says_is_shown_with_what_to_do(string driver, string device, bool emulated, DeviceState state, string text)
    {
        using var fifo = new KeyboardFifo(Path.Combine(_data, "fifo"));
        using var line = new PseudoTerminal(Path.Combine(_data, "line"));
        await File.WriteAllTextAsync(Path.Combine(_data, "file"), "what?");
        var path = device.StartsWith('{') ? Path.Combine(_data, device.Trim('{', '}')) : device;
        var reader = new Reader("r1", driver, path, emulated);
        using var stop = new CancellationTokenSource();
        var opened = Readers.Open(StationOf(reader), reader, _data, _clock);
        var running = opened.RunAsync(Channel.CreateUnbounded<Frame>().Writer, stop.Token);
        for (var waited = 0; waited < 2000 && (opened.Status.State != state || opened.Status.Text == "not opened yet"); waited++) await Task.Delay(1);
        Assert.Equal(state, opened.Status.State);
        Assert.Contains(text, opened.Status.Text, StringComparison.Ordinal);
        await stop.CancelAsync();
        await running;
    }

    [Theory]
    [InlineData("10.0.0.7:9004", "10.0.0.7:9004")]
    [InlineData("scanner-3.plant:1", "scanner-3.plant:1")]
    [InlineData("[::1]:5084", "[::1]:5084")]
    [InlineData("[::1]", "[::1]:77")]
    [InlineData("scanner", "scanner:77")]
    [InlineData("scanner:", null)]
    [InlineData(":80", null)]
    [InlineData("", null)]
    [InlineData("a b:80", null)]
    [InlineData("a:0", null)]
    [InlineData("a:65536", null)]
    [InlineData("a:+80", null)]
    [InlineData("a:80\n", null)]
    [InlineData("::1:80", null)]
    [InlineData("http://a:80", null)]
    public void Places_on_the_network(string text, string? place) => Assert.Equal(place, HostPort.Parse(text, defaultPort: 77)?.ToString());

    [Theory]
    [InlineData("dock-2-out", "portal", "dock-2-out.portal")]
    [InlineData("../../etc", "x/y", "..%2F..%2Fetc.x%2Fy")]
    public void The_conventional_place_stays_in_its_folder(string station, string reader, string file) =>
        Assert.Equal($"/data/devices/{file}", DevicePlace.Of(station, reader, "/data"));
}

using System.Text;
using System.Threading.Channels;
using Traceability.Edge.Devices;
using Traceability.Plant;
using Traceability.Tests.Delivery;

namespace Traceability.Tests.Devices;

/// <summary>Badge readers of Iot.Device.Bindings: what a tag in the field becomes, and a chip that is not there.</summary>
public sealed class BadgeReaderTests
{
    private readonly Channel<Frame> _frames = Channel.CreateUnbounded<Frame>();
    private volatile byte[]? _tag;
    private volatile bool _isGone;

    [Fact]
    public async Task A_badge_is_one_read_each_time_that_it_is_laid_on()
    {
        using var stop = new CancellationTokenSource();
        var reader = new BadgeReader("st", "r", "/dev/spidev0.0", TimeProvider.System, _ => (new MemoryStream(), () => _isGone ? throw new IOException("gone") : _tag));
        var running = reader.RunAsync(_frames.Writer, stop.Token);
        _tag = [0x04, 0xA1, 0xB2, 0xC3];
        Assert.Equal("1H04A1B2C3", await NextAsync());
        // It lies there, and is no second read; another one is.
        await Task.Delay(TimeSpan.FromSeconds(1.5));
        Assert.False(_frames.Reader.TryPeek(out _));
        _tag = [0x04, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66];
        Assert.Equal("1H04112233445566", await NextAsync());
        _tag = null;
        await Task.Delay(TimeSpan.FromSeconds(1.5));
        _tag = [0x04, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66];
        Assert.Equal("1H04112233445566", await NextAsync());
        Assert.Equal(DeviceState.Ready, reader.Status.State);
        _isGone = true;
        await Eventually.TrueAsync(() => reader.Status.State == DeviceState.Missing, "it is missing");
        Assert.Contains("/dev/spidev0.0 does not answer: gone", reader.Status.Text, StringComparison.Ordinal);
        _isGone = false;
        await Eventually.TrueAsync(() => reader.Status.State == DeviceState.Ready, "it is back");
        await stop.CancelAsync();
        await running;
    }

    [Theory]
    [InlineData("mfrc522", "/dev/spidev7.3")]
    [InlineData("mfrc522", "/dev/i2c-77")]
    [InlineData("pn532", "/dev/i2c-77")]
    [InlineData("pn532", "/dev/ttyUSB77")]
    public async Task A_chip_that_is_not_there_is_said_with_its_place(string driver, string device)
    {
        using var stop = new CancellationTokenSource();
        var reader = Readers.Open(new Station("st", "g1", StationKind.Receiving, new Location("L", "dock", "urn:l", null, null), [], Light: false), new Reader("r", driver, device, Emulated: false), "/tmp", TimeProvider.System);
        var running = reader.RunAsync(_frames.Writer, stop.Token);
        await Eventually.TrueAsync(() => reader.Status.State is DeviceState.Missing or DeviceState.Faulted, "it says so");
        Assert.Contains(device, reader.Status.Text, StringComparison.Ordinal);
        await stop.CancelAsync();
        await running;
    }

    private async Task<string> NextAsync() => Encoding.ASCII.GetString((await _frames.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10))).Data.Span);
}

using System.Device.I2c;
using System.Device.Spi;
using System.Text;
using System.Threading.Channels;
using Iot.Device.Mfrc522;
using Iot.Device.Pn532;
using Iot.Device.Pn532.ListPassive;

namespace Traceability.Edge.Devices;

/// <summary>
/// A badge reader for ISO 14443 A tags, by Iot.Device.Bindings: an MFRC522 or a PN532 on SPI, I²C or a serial line. The field is looked at five
/// times a second; a badge that is laid on is one read, 1H and its number in hex, until it has been away for a second.
/// </summary>
public sealed class BadgeReader : IReader
{
    private const int Mfrc522Address = 0x28, ChipSelect = 0;
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200), Away = TimeSpan.FromSeconds(1);

    private readonly string _device;
    private readonly Func<string, (IDisposable Chip, Func<byte[]?> Look)> _open;
    private readonly TimeProvider _clock;
    private readonly DeviceLoop _loop = new(TimeProvider.System, LongestPause);
    private byte[]? _present;
    private long _seenAt;

    /// <param name="station">Where it stands.</param>
    /// <param name="id">Its name there.</param>
    /// <param name="device">The bus or line that it is on.</param>
    /// <param name="clock">The station's.</param>
    /// <param name="open">Opens the chip; looking gives the number of the tag in the field, or null.</param>
    public BadgeReader(string station, string id, string device, TimeProvider clock, Func<string, (IDisposable Chip, Func<byte[]?> Look)> open) =>
        (Station, Id, _device, _clock, _open) = (station, id, device, clock, open);

    public string Station { get; }
    public string Id { get; }
    public DeviceStatus Status => _loop.Status;

    public Task RunAsync(ChannelWriter<Frame> frames, CancellationToken stop) => _loop.RunAsync(ended => SessionAsync(frames, ended), stop);

    /// <summary>The chip of an MFRC522: /dev/spidev0.0, /dev/i2c-1, or a serial line.</summary>
    internal static (IDisposable Chip, Func<byte[]?> Look) Mfrc522(string device)
    {
        var chip = Bus(device) is { } spi ? new MfRc522(SpiDevice.Create(new SpiConnectionSettings(spi.Bus, spi.Line) { ClockFrequency = MfRc522.MaximumSpiClockFrequency / 2, Mode = MfRc522.DefaultSpiMode }))
            : I2cBus(device) is { } bus ? new MfRc522(I2cDevice.Create(new I2cConnectionSettings(bus, Mfrc522Address))) : new MfRc522(device);
        return (chip, () => chip.ListenToCardIso14443TypeA(out var card, Interval) ? card.NfcId : null);
    }

    /// <summary>The chip of a PN532: /dev/i2c-1, or a serial line.</summary>
    internal static (IDisposable Chip, Func<byte[]?> Look) Pn532(string device) =>
        Pn532(I2cBus(device) is { } bus ? new Pn532(I2cDevice.Create(new I2cConnectionSettings(bus, Iot.Device.Pn532.Pn532.I2cDefaultAddress))) : new Pn532(device));

    internal static (IDisposable Chip, Func<byte[]?> Look) Pn532(Pn532 chip) => (chip, () =>
    {
        // The first byte counts the tags, the rest is the first of them.
        if (chip.ListPassiveTarget(MaxTarget.One, TargetBaudRate.B106kbpsTypeA) is not [> 0, .. var found])
            // The binding takes a chip that is gone for an empty field; only one that is there answers this.
            return chip.ReadGpio(out _, out _, out _) ? null : throw new IOException("the PN532 is silent");
        var card = chip.TryDecode106kbpsTypeA(found);
        if (card is not null) chip.ReleaseTarget(card.TargetNumber);
        return card?.NfcId;
    });

    private static (int Bus, int Line)? Bus(string device) =>
        device.StartsWith("/dev/spidev", StringComparison.Ordinal) && device["/dev/spidev".Length..].Split('.') is [var bus, var line] && int.TryParse(bus, out var b) && int.TryParse(line, out var l) ? (b, l) : null;

    private static int? I2cBus(string device) => device.StartsWith("/dev/i2c-", StringComparison.Ordinal) && int.TryParse(device.AsSpan("/dev/i2c-".Length), out var bus) ? bus : null;

    private async Task SessionAsync(ChannelWriter<Frame> frames, CancellationToken stop)
    {
        _loop.Show(DeviceState.Opening, $"opening {_device}");
        // The calls wait for the chip, some of them long: they have a thread to do that on.
        var (chip, look) = await Asked(() => _open(_device), stop).ConfigureAwait(false);
        using (chip)
        {
            _loop.Show(DeviceState.Ready, $"reads from {_device}");
            while (true)
            {
                var tag = await Asked(look, stop).ConfigureAwait(false);
                if (tag is { Length: > 0 } && IsNew(tag))
                {
                    var now = _clock.GetUtcNow();
                    await frames.WriteAsync(new Frame(Station, Id, Encoding.ASCII.GetBytes($"1H{Convert.ToHexString(tag)}"), now, now), stop).ConfigureAwait(false);
                }
                await Task.Delay(Interval, stop).ConfigureAwait(false);
            }
        }
    }

    private bool IsNew(byte[] tag)
    {
        var now = TimeProvider.System.GetTimestamp();
        var isSame = _present is not null && tag.AsSpan().SequenceEqual(_present) && TimeProvider.System.GetElapsedTime(_seenAt, now) < Away;
        (_present, _seenAt) = (tag, now);
        return !isSame;
    }

    private async Task<T> Asked<T>(Func<T> call, CancellationToken stop)
    {
        try
        {
            return await Task.Run(call, stop).WaitAsync(stop).ConfigureAwait(false);
        }
        // Where the binding finds no chip, it throws the base class itself.
        catch (Exception e) when (e is IOException or TimeoutException || e.GetType() == typeof(Exception))
        {
            throw DeviceException.Missing($"{_device} does not answer: {e.Message}; look at the badge reader's supply, its wiring, and on I2C its address (i2cdetect)");
        }
        catch (Exception e) when (e is UnauthorizedAccessException or ArgumentException or InvalidOperationException or PlatformNotSupportedException)
        {
            throw DeviceException.Faulted($"{_device}: {e.Message}");
        }
    }
}

public static partial class Readers
{
    static partial void AddBadges(List<Func<Plant.Station, Plant.Reader, string, TimeProvider, IReader>> badges) =>
        badges.Add((station, reader, device, clock) => new BadgeReader(station.Id, reader.Id, device, clock, reader.Driver == "mfrc522" ? BadgeReader.Mfrc522 : BadgeReader.Pn532));
}

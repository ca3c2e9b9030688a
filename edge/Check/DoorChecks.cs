using System.Threading.Channels;
using Traceability.Checks;
using Traceability.Edge.Devices;
using Traceability.Plant;

namespace Traceability.Edge.Check;

/// <summary>
/// RFID portals and the photo-eyes of their doors. Whether a reader can be had, knows the antennas and has the input, and how the beam
/// stands, only the device's own driver finds out: it runs for a moment, unless the gateway does.
/// </summary>
internal static class DoorChecks
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3), BeamFor = TimeSpan.FromMilliseconds(200), Interval = TimeSpan.FromMilliseconds(20);

    /// <summary>After the reader's own finding, so that what is said of an input stands below the reader that has it.</summary>
    public static async IAsyncEnumerable<Finding> OfAsync(Station station, Reader reader, CheckOptions options, bool runs)
    {
        if (reader.Driver != "llrp") yield break;
        var (portal, eye) = ($"reader {station.Id}.{reader.Id}", $"photo-eye {station.Id}.{reader.Id}");
        var photoEye = reader.Door.PhotoEye;
        if (runs)
        {
            if (photoEye is not null) yield return Finding.Ok(eye, "is the running gateway's; ask its page how it stands");
            yield break;
        }
        var (status, beam) = await TryAsync(Readers.Open(station, reader, options.DataFolder, TimeProvider.System), photoEye?.Gpi is not null);
        if (status.State != DeviceState.Ready)
            yield return Finding.Fault(portal, status.Text, "end the program that holds it, most often the reader's own page or another gateway; where it refused a message, compare antennas and inputs with plant.json (deploy/doors.md)");
        else if (photoEye?.Gpi is { } gpi) yield return Beam(eye, $"input {gpi} of the reader", photoEye, beam);
        if (Readers.OpenEye(station, reader, TimeProvider.System) is not { } line) yield break;
        (status, beam) = await TryAsync(line, awaitsBeam: true);
        yield return status.State == DeviceState.Ready ? Beam(eye, $"line {photoEye!.Line} of {photoEye.Chip}", photoEye, beam)
            : Finding.Fault(eye, status.Text, "gpiodetect names the chips and gpioinfo who has a line: name chip and line so at \"photoEye\" in plant.json, give this user the chip's group (ls -l /dev/gpiochip*), and end who else has the line");
    }

    private static Finding Beam(string subject, string place, PhotoEye eye, bool? isBroken) => isBroken switch
    {
        true => Finding.Warning(subject, $"{place}: the beam is broken", $"where nothing stands in the door, align the sensor, or say \"activeLow\": {(eye.ActiveLow ? "false" : "true")} at \"photoEye\" in plant.json"),
        false => Finding.Ok(subject, $"{place}: the beam is free; step into it and look again"),
        null => Finding.Warning(subject, $"{place} does not say how the beam stands", "break the beam while the gateway runs and look whether its page shows it; else look at the wiring"),
    };

    private static async Task<(DeviceStatus Status, bool? IsBroken)> TryAsync(IReader device, bool awaitsBeam)
    {
        using var stop = new CancellationTokenSource();
        var frames = Channel.CreateBounded<Frame>(256);
        var running = device.RunAsync(frames.Writer, stop.Token);
        bool? isBroken = null;
        var began = TimeProvider.System.GetTimestamp();
        TimeSpan Elapsed() => TimeProvider.System.GetElapsedTime(began);
        async Task LookAsync()
        {
            await Task.Delay(Interval, CancellationToken.None);
            while (frames.Reader.TryRead(out var frame)) isBroken = frame.Beam ?? isBroken;
        }
        // A reader that was just asked whether it is there takes that for a client of its own, until it notices: the driver tries again.
        while (device.Status.State != DeviceState.Ready && Elapsed() < Patience && !running.IsCompleted) await LookAsync();
        var status = device.Status;
        var until = Elapsed() + BeamFor;
        while (status.State == DeviceState.Ready && awaitsBeam && isBroken is null && Elapsed() < until) await LookAsync();
        await stop.CancelAsync();
        await running;
        return (status, isBroken);
    }
}

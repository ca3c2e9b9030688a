using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Traceability.Edge.Journal;
using Traceability.Edge.Replay;
using Traceability.Messaging;

namespace Traceability.Tests.Hardware;

/// <summary>
/// The checks that run inside the virtual machine of tests/hardware.sh, as its systemd's first and only task: devices are made,
/// the gateway runs as the service that ships, and what it must do on real device files, under a real supervisor, is looked at.
/// The machine is started twice; between the two its plug is pulled while the gateway writes.
/// </summary>
internal static class Guest
{
    // Report 2: length, AIM identifier, 56 bytes of data, two bytes of the vendor, and whether more follow.
    private const string ScannerDescriptor = "058c0902a10185020912a102150026ff00750895010501093b8102058c09fb09fc09fd95038102"
        + "09fe95388202010666ff0904090595028102058c09ff750195018102750795018103c0c0";

    private static readonly InstalledGateway Gateway = new();

    public static async Task<int> RunAsync()
    {
        var words = (await File.ReadAllTextAsync("/proc/cmdline")).Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        using var keyboard = new SimulatedKeyboard("Simulated Scanner");
        var hid = UsbGadget.HidPos("dummy_udc.0", Convert.FromHexString(ScannerDescriptor), reportBytes: 64);
        var serial = UsbGadget.Serial("dummy_udc.1");
        hid.PlugIn();
        serial.PlugIn();
        var chip = new SimulatedChip("simulated-lamps", LampChecks.Lines);
        InstalledGateway.Run("/usr/bin/udevadm", "settle");
        await File.WriteAllTextAsync("/etc/traceability/plant.json", GuestPlant.Json(keyboard.Path));
        var devices = new GuestDevices { Keyboard = keyboard, Serial = serial, Chip = chip };
        if (words.Contains("checks=first")) await FirstAsync(devices);
        else await AfterPowerCutAsync(words);
        return 0;
    }

    private static async Task FirstAsync(GuestDevices devices)
    {
        var (lamps, scanners, service) = (new LampChecks(Gateway, devices), new ScannerChecks(Gateway, devices), new ServiceChecks(Gateway, devices));
        await Check.RunAsync("uinput keyboard: before the gateway runs, whoever listens hears its keys", scanners.AnyoneHearsTheKeyboardAsync);
        await Check.RunAsync("systemd: the service starts, says when it is ready, and reaches every device through its sandbox", service.StartsAsync);
        await Check.RunAsync("gpio-sim: the first picture of the lamps is there at once, no lamp blinks on the way to it", lamps.FirstPictureAsync);
        await Check.RunAsync("uinput keyboard: a scan is an event, and nobody else hears the keys", scanners.KeyboardAsync);
        await Check.RunAsync("USB HID-POS: a scan of two reports is an event, its separators intact", ScannerChecks.HidPosAsync);
        await Check.RunAsync("USB CDC-ACM: a scan is an event", scanners.SerialAsync);
        await Check.RunAsync("USB CDC-ACM: unplugged in mid-frame it is missing in words; plugged in again it reads on, half a scan is none", scanners.UnpluggedAsync);
        await Check.RunAsync("gpio-sim: ready, green for a right scan, red for a refused one", lamps.VerdictsAsync);
        await Check.RunAsync("clock: inside the sandbox the kernel still says how good it is", service.ClockAsync);
        await Check.RunAsync("gpio-sim: killed while green, the lamps fall to what their resistors say", lamps.KilledAsync);
        await Check.RunAsync("systemd: a process that hangs is killed by the watchdog and started again, its journal whole", service.HangsAsync);
        Check.Say("end");
        await ScanUntilDarkAsync(devices);
    }

    // What is acknowledged here is on the host's disk before the next scan; the host pulls the plug whenever it likes.
    private static async Task ScanUntilDarkAsync(GuestDevices devices)
    {
        for (var n = 1; ; n++)
        {
            var before = await Gateway.LastAsync();
            devices.SendSerial(GuestPlant.Label($"P{n.ToString(CultureInfo.InvariantCulture)}"));
            await InstalledGateway.UntilAsync($"green for scan {n}", async () => await Gateway.LastAsync() > before && await Gateway.PatternAsync() == "green");
            Check.Say($"acknowledged {n}");
        }
    }

    private static async Task AfterPowerCutAsync(string[] words)
    {
        var acknowledged = int.Parse(words.Single(w => w.StartsWith("acknowledged=", StringComparison.Ordinal)).Split('=')[1], CultureInfo.InvariantCulture);
        await Check.RunAsync("power cut: the service starts again on what the disk holds", async () =>
        {
            InstalledGateway.Control("start");
            await Gateway.ReadyAsync();
        });
        await Check.RunAsync("power cut: every acknowledged scan is one event, nothing is twice, the chain holds", () =>
        {
            Check.That(acknowledged > 0, "scans were acknowledged before the cut");
            Check.Say($"note {acknowledged} scans were acknowledged before the plug was pulled");
            InstalledGateway.Control("stop");
            using var journal = SqliteJournal.Open(InstalledGateway.Journal, TimeProvider.System);
            var lots = LotsOf(journal);
            for (var n = 1; n <= acknowledged; n++) Check.That(lots.Count(l => l == $"P{n}") == 1, $"acknowledged scan {n} is one event: {string.Join(' ', lots)}");
            Check.That(lots.Distinct().Count() == lots.Count, $"nothing is twice: {string.Join(' ', lots)}");
            return Task.CompletedTask;
        });
        Check.Say("end");
    }

    // Follows the chain of hashes over the records, and takes from each that is about a lot which one.
    private static List<string> LotsOf(SqliteJournal journal)
    {
        var (lots, chain) = (new List<string>(), Chain.Start());
        for (long from = 1; journal.Read(from, 64, int.MaxValue) is { } batch; from = batch.Last + 1)
        {
            Check.That(batch.From == from && batch.Previous.AsSpan().SequenceEqual(chain), $"the chain holds at record {from}");
            foreach (var record in batch.Records)
            {
                chain = Chain.Next(chain, record.Span);
                var text = Encoding.UTF8.GetString(record.Span);
                if (System.Text.RegularExpressions.Regex.Match(text, "[/.]([A-Z][0-9]+)\"") is { Success: true } lot && text.Contains("\"quantity\":10", StringComparison.Ordinal)) lots.Add(lot.Groups[1].Value);
            }
        }
        return lots;
    }
}

/// <summary>What is plugged into the guest.</summary>
internal sealed class GuestDevices
{
    private SafeFileHandle? _line;

    public required SimulatedKeyboard Keyboard { get; init; }
    public required UsbGadget Serial { get; init; }
    public required SimulatedChip Chip { get; init; }

    public static void SendHidPos(string label)
    {
        var reports = HidPosReports.Of(Encoding.Latin1.GetBytes(label));
        using var scanner = new FileStream("/dev/hidg0", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        for (var at = 0; at < reports.Length; at += 64) scanner.Write(reports.AsSpan(at, 64));
    }

    public void SendSerial(string label) => SendSerialBytes($"{label}\r");

    /// <summary>Bytes as they are; what is still missing may follow.</summary>
    public void SendSerialBytes(string bytes)
    {
        _line ??= OpenLine();
        KernelCalls.Write(_line, Encoding.Latin1.GetBytes(bytes));
    }

    /// <summary>The scanner's end of the line hangs up with the cable and is opened anew.</summary>
    public void ForgetLine()
    {
        _line?.Dispose();
        _line = null;
    }

    private static SafeFileHandle OpenLine()
    {
        InstalledGateway.Run("/usr/bin/stty", "-F", "/dev/ttyGS0", "raw", "-echo");
        return KernelCalls.Open("/dev/ttyGS0");
    }
}

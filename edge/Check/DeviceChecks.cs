using System.Net;
using System.Net.Sockets;
using Traceability.Checks;
using Traceability.Edge.Devices;
using Traceability.Edge.Devices.Linux;
using Traceability.Edge.Devices.Tcp;
using Traceability.Plant;

namespace Traceability.Edge.Check;

/// <summary>Readers: there, allowed, and held by nobody else.</summary>
internal static class DeviceChecks
{
    private const int LlrpPort = 5084;

    public static async Task<Finding> ReaderAsync(Station station, Reader reader, string dataFolder, bool runs, CancellationToken stop)
    {
        var subject = $"reader {station.Id}.{reader.Id}";
        try
        {
            // The driver itself says whether it knows such a device; opening waits until it runs.
            Readers.Open(station, reader, dataFolder, TimeProvider.System);
        }
        catch (Exception e) when (e is NotSupportedException or DeviceException)
        {
            return Finding.Fault(subject, e.Message, $"name one of {Readers.Known} in plant.json");
        }
        var device = reader.Device ?? DevicePlace.Of(station.Id, reader.Id, dataFolder);
        return reader.Driver switch
        {
            "tcp" or "llrp" => await NetworkAsync(subject, device, reader.Driver == "llrp" ? LlrpPort : null, runs, stop),
            "tcp-listen" => Listening(subject, device, runs),
            "mfrc522" or "pn532" when IsBus(device) => Bus(subject, device),
            _ => Local(subject, device, runs),
        };
    }

    private static Finding Local(string subject, string path, bool runs)
    {
        if (!File.Exists(path))
            return Finding.Fault(subject, $"{path} is not there", "plug the scanner in and look at ls -l /dev/serial/by-id /dev/input/by-id; a scanner in another mode has another name, set its mode with the sheet of its maker");
        var holders = Holders.Of(path);
        if (holders.Count > 0) return Held(subject, path, holders, runs);
        try
        {
            using var device = Descriptor.Open(path);
            return Finding.Ok(subject, $"{path} is there and may be read");
        }
        catch (DeviceException e)
        {
            return Finding.Fault(subject, e.Message, $"ls -l {path} names the group that may: sudo usermod -aG GROUP {Environment.UserName}; for hidraw a udev rule gives the right");
        }
    }

    private static bool IsBus(string path) => path.StartsWith("/dev/i2c-", StringComparison.Ordinal) || path.StartsWith("/dev/spidev", StringComparison.Ordinal);

    // The file is the board's bus and not the badge reader: that others have it open, too, is no fault.
    internal static Finding Bus(string subject, string path)
    {
        if (!File.Exists(path))
            return Finding.Fault(subject, $"the bus {path} is not there", "switch I2C or SPI on (Raspberry Pi: sudo raspi-config, Interface Options), for I2C also sudo modprobe i2c-dev, and compare with ls /dev/i2c-* /dev/spidev*");
        try
        {
            using var bus = Descriptor.Open(path, write: true);
            return Finding.Ok(subject, $"the bus {path} is there and may be used; whether the badge reader answers on it, the gateway's page says");
        }
        catch (DeviceException e)
        {
            return Finding.Fault(subject, e.Message, $"ls -l {path} names the group that may (i2c or spi, or dialout by the package's rule): sudo usermod -aG GROUP {Environment.UserName}");
        }
    }

    private static Finding Held(string subject, string path, IReadOnlyList<(int Id, string Name)> holders, bool runs)
    {
        var names = string.Join(", ", holders.Select(h => $"{PlainLine.Of(h.Name)} ({h.Id})"));
        if (runs && holders is [var only] && only.Name.StartsWith("traceability-ga", StringComparison.Ordinal)) return Finding.Ok(subject, $"{path} is read by the running gateway ({only.Id})");
        return Finding.Fault(subject, $"{path} is open in {names}", "two programs share its scans between them: end the other one (ModemManager is a usual guest: sudo systemctl disable --now ModemManager)");
    }

    private static async Task<Finding> NetworkAsync(string subject, string device, int? port, bool runs, CancellationToken stop)
    {
        try
        {
            var at = NetworkPlace.Locate(device, port);
            // Most readers serve one client, and that is the gateway.
            if (runs) return Finding.Ok(subject, $"{at} is the running gateway's; ask its page how it stands");
            return await NetworkChecks.AnswersAsync(at.Host, at.Port, stop) is { } reason
                ? Finding.Fault(subject, $"{at} {reason}", "look at the reader's power and network cable, and at its address in plant.json")
                : Finding.Ok(subject, $"{at} answers");
        }
        catch (DeviceException e)
        {
            return Finding.Fault(subject, e.Message, "write the reader's host:port into plant.json, as \"device\"");
        }
    }

    private static Finding Listening(string subject, string device, bool runs)
    {
        try
        {
            var at = NetworkPlace.Locate(device);
            if (runs) return Finding.Ok(subject, $"{at} is the running gateway's");
            using var listener = new TcpListener(IPAddress.TryParse(at.Host, out var address) ? address : IPAddress.Any, at.Port);
            listener.Start();
            return Finding.Ok(subject, $"{at} is free for the scanner to call");
        }
        catch (Exception e) when (e is DeviceException or SocketException)
        {
            return Finding.Fault(subject, $"cannot listen at {device}: {e.Message}", "name an address of this machine and a port that nobody has, and the same in the scanner");
        }
    }
}

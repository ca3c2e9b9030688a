using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Traceability.Edge.Devices.Keyboard;
using Traceability.Edge.Replay;

namespace Traceability.Tests.Hardware;

/// <summary>A keyboard of the kernel's uinput: to a program it is one like any other.</summary>
internal sealed class SimulatedKeyboard : IDisposable
{
    // A USB keyboard is asked every 8 ms or so; faster than that no scanner types. What the kernel keeps for a slow reader is 32 such packets.
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(8);
    private readonly SafeFileHandle _device = KernelCalls.Open("/dev/uinput");

    public SimulatedKeyboard(string name)
    {
        const int Keys = 1, MostKeys = 255;
        _ = KernelCalls.Control(_device, KernelCalls.UseEventBit, Keys);
        for (var key = 1; key < MostKeys; key++) _ = KernelCalls.Control(_device, KernelCalls.UseKeyBit, key);
        // struct uinput_setup: bus, vendor, product and version, the name, and the number of effects.
        var setup = new byte[92];
        setup[0] = 3;
        Encoding.ASCII.GetBytes(name).CopyTo(setup, 8);
        KernelCalls.Control(_device, KernelCalls.SetUpInput, setup);
        if (KernelCalls.Control(_device, KernelCalls.CreateInput, 0) is not 0 and var error) throw new IOException($"uinput makes no keyboard: error {error}");
        var answer = new byte[64];
        KernelCalls.Control(_device, KernelCalls.InputName64, answer);
        var input = $"/sys/devices/virtual/input/{Encoding.ASCII.GetString(answer).TrimEnd('\0')}";
        Path = $"/dev/input/{System.IO.Path.GetFileName(Directory.GetDirectories(input, "event*").Single())}";
    }

    public string Path { get; }

    public async Task TypeAsync(string label)
    {
        // Each press or release with the report that ends it is one packet.
        const int Packet = 2 * KeyRecord.Size;
        var records = KeyStrokes.Of(Encoding.Latin1.GetBytes(label));
        for (var at = 0; at < records.Length; at += Packet)
        {
            KernelCalls.Write(_device, records.AsSpan(at, Math.Min(Packet, records.Length - at)));
            await Task.Delay(Interval);
        }
    }

    public void Dispose() => _device.Dispose();
}

/// <summary>A USB device that the guest's own kernel plays, and the cable between it and the guest's own USB host.</summary>
internal sealed class UsbGadget
{
    private readonly string _folder, _controller;

    private UsbGadget(string name, string function, string controller, string product)
    {
        (_folder, _controller) = ($"/sys/kernel/config/usb_gadget/{name}", controller);
        Function = Path.Combine(_folder, "functions", function);
        Directory.CreateDirectory(_folder);
        Set("idVendor", "0x1d6b");
        Set("idProduct", "0x0104");
        Directory.CreateDirectory(Path.Combine(_folder, "strings/0x409"));
        Set("strings/0x409/manufacturer", "Simulated");
        Set("strings/0x409/product", product);
        Set("strings/0x409/serialnumber", "7");
        Directory.CreateDirectory(Path.Combine(_folder, "configs/c.1"));
        Directory.CreateDirectory(Function);
    }

    private string Function { get; }

    public static UsbGadget Serial(string controller) => new("serial", "acm.usb0", controller, "Serial_Scanner");

    public static UsbGadget HidPos(string controller, byte[] descriptor, int reportBytes)
    {
        var gadget = new UsbGadget("hidpos", "hid.usb0", controller, "HidPos_Scanner");
        File.WriteAllText(Path.Combine(gadget.Function, "report_length"), reportBytes.ToString(CultureInfo.InvariantCulture));
        File.WriteAllBytes(Path.Combine(gadget.Function, "report_desc"), descriptor);
        return gadget;
    }

    public void PlugIn()
    {
        var link = Path.Combine(_folder, "configs/c.1", Path.GetFileName(Function));
        if (!Directory.Exists(link)) File.CreateSymbolicLink(link, Function);
        Set("UDC", _controller);
    }

    public void PullOut() => Set("UDC", "\n");

    private void Set(string attribute, string value) => File.WriteAllText(Path.Combine(_folder, attribute), value);
}

/// <summary>A chip of gpio-sim: what is wired to its lines can be seen below /sys, and every change of a level in the kernel's trace.</summary>
internal sealed class SimulatedChip
{
    private const string Folder = "/sys/kernel/config/gpio-sim/lamps", Trace = "/sys/kernel/tracing";
    private readonly string _lines;
    private readonly int _first, _count;

    public SimulatedChip(string label, int lines)
    {
        _count = lines;
        Directory.CreateDirectory($"{Folder}/bank");
        File.WriteAllText($"{Folder}/bank/num_lines", lines.ToString(CultureInfo.InvariantCulture));
        File.WriteAllText($"{Folder}/bank/label", label);
        File.WriteAllText($"{Folder}/live", "1");
        _lines = $"/sys/devices/platform/{Read($"{Folder}/dev_name")}/{Read($"{Folder}/bank/chip_name")}";
        var numbered = Directory.GetDirectories("/sys/class/gpio", "gpiochip*").Single(c => Read($"{c}/label") == label);
        _first = int.Parse(Read($"{numbered}/base"), CultureInfo.InvariantCulture);
        File.WriteAllText($"{Trace}/events/gpio/gpio_value/enable", "1");
    }

    /// <summary>The levels as a text, line 0 first: "10000" is line 0 high.</summary>
    public string Levels => string.Concat(Enumerable.Range(0, _count).Select(n => Read($"{_lines}/sim_gpio{n}/value")));

    /// <summary>All levels that the lines were given so far, in their order: (line, level).</summary>
    public IReadOnlyList<(int Line, char Level)> History()
    {
        // "…: gpio_value: 509 set 1"
        var changes = File.ReadLines($"{Trace}/trace").Where(l => l.Contains("gpio_value: ", StringComparison.Ordinal) && l.Contains(" set ", StringComparison.Ordinal))
            .Select(l => l[(l.IndexOf("gpio_value: ", StringComparison.Ordinal) + 12)..].Split(' '));
        return changes.Select(w => (int.Parse(w[0], CultureInfo.InvariantCulture) - _first, w[2][0])).ToList();
    }

    public static void ForgetHistory() => File.WriteAllText($"{Trace}/trace", "");

    private static string Read(string path) => File.ReadAllText(path).Trim();
}

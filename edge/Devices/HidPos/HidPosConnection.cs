using System.Buffers.Binary;
using Traceability.Edge.Devices.Linux;

namespace Traceability.Edge.Devices.HidPos;

/// <summary>Opens a scanner's hidraw device and asks it how its reports are laid out. A scanner that still pretends to be a keyboard is told apart here.</summary>
internal static class HidPosConnection
{
    private const int DescriptorLimit = 4096, SizeBytes = 4;

    /// <exception cref="DeviceException">It is not there, or not what the plant says.</exception>
    public static Descriptor Open(string path, Emulation emulation, out HidPosLayout layout, out string name)
    {
        var device = Descriptor.Open(path);
        try
        {
            var isFifo = EmulatedDevice.Check(device, emulation, "HID device");
            layout = isFifo ? HidPosLayout.Emulated : LayoutOf(device);
            name = isFifo ? $"{path} (emulated)" : NameOf(device);
            return device;
        }
        catch
        {
            device.Dispose();
            throw;
        }
    }

    // struct hidraw_report_descriptor: the size to read, then room for the longest there is.
    private static HidPosLayout LayoutOf(Descriptor device)
    {
        Span<byte> answer = stackalloc byte[SizeBytes + DescriptorLimit];
        if (device.Control(Libc.ReportDescriptorSize, answer) < 0 || BinaryPrimitives.ReadUInt32LittleEndian(answer) is var size && size > DescriptorLimit)
            throw DeviceException.Faulted($"{device.Path} is no HID device of the kernel (hidraw)");
        if (device.Control(Libc.ReportDescriptor, answer) < 0) throw DeviceException.Missing($"{device.Path} was unplugged; waiting for it");
        return HidDescriptor.Read(answer.Slice(SizeBytes, (int)size)) is { } descriptor && HidPosLayout.Of(descriptor) is { } layout ? layout
            : throw DeviceException.Faulted($"{device.Path} is no HID-POS scanner; set the scanner to USB HID-POS, it may still be in keyboard mode");
    }

    private static string NameOf(Descriptor device)
    {
        Span<byte> answer = stackalloc byte[256];
        return DeviceName.Of(device.Path, answer, device.Control(Libc.RawName256, answer));
    }
}

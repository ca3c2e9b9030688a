using Traceability.Edge.Devices.HidPos;

namespace Traceability.Edge.Replay;

/// <summary>A label as the reports of a scanner in HID-POS mode: the AIM identifier in a field of its own, 56 bytes of data in each report.</summary>
public static class HidPosReports
{
    /// <summary>Every report repeats the identifier; a label without one leaves the field empty.</summary>
    public static byte[] Of(ReadOnlySpan<byte> label)
    {
        var layout = HidPosLayout.Emulated;
        var aim = label.Length > 3 && label[0] == ']' ? label[..3] : [];
        var data = label[aim.Length..];
        var count = Math.Max(1, (data.Length + layout.DataBytes - 1) / layout.DataBytes);
        var reports = new byte[count * layout.StreamBytes];
        for (var n = 0; n < count; n++)
        {
            var part = data[(n * layout.DataBytes)..Math.Min(data.Length, (n + 1) * layout.DataBytes)];
            var report = reports.AsSpan(n * layout.StreamBytes, layout.StreamBytes);
            (report[0], report[1], report[^1]) = (layout.Report, (byte)part.Length, n < count - 1 ? (byte)1 : (byte)0);
            aim.CopyTo(report[2..]);
            part.CopyTo(report[layout.DataAt..]);
        }
        return reports;
    }
}

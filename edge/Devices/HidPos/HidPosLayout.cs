namespace Traceability.Edge.Devices.HidPos;

/// <summary>What one report carries: the symbology (three bytes or none), its part of the data, and whether more reports follow.</summary>
public readonly ref struct HidPosPart
{
    public ReadOnlySpan<byte> Aim { get; init; }
    public ReadOnlySpan<byte> Data { get; init; }
    public bool IsContinued { get; init; }
}

/// <summary>
/// Where a scanner's report holds what (HID Point of Sale Usage Tables 1.02, page 0x8C): taken from its report descriptor, or the
/// layout that most scanners share: id 2, length, "]cm", 56 bytes, and in the lowest bit of the last byte whether more follow.
/// </summary>
public sealed record HidPosLayout
{
    private const uint Scanner = 0x8C0002, ByteCount = 0x01003B, FirstSymbology = 0x8C00FB, Decoded = 0x8C00FE, Continued = 0x8C00FF;
    private const int SymbologyBytes = 3;

    /// <summary>The shared layout.</summary>
    public static readonly HidPosLayout Shared = new() { Report = 2, LengthAt = 1, SymbologyAt = 2, DataAt = 5, DataBytes = 56 };

    /// <summary>The shared layout in a FIFO, which keeps no borders between reports: they follow each other, 64 bytes each.</summary>
    public static readonly HidPosLayout Emulated = Shared with { StreamBytes = 64 };

    /// <summary>0: the device's reports have no id.</summary>
    public byte Report { get; init; }

    /// <summary>Null: trailing zeros are padding.</summary>
    public int? LengthAt { get; init; }

    /// <summary>Null: the device says no symbology.</summary>
    public int? SymbologyAt { get; init; }
    public int DataAt { get; init; }
    public int DataBytes { get; init; }

    /// <summary>Null: the lowest bit of the last byte, behind the data.</summary>
    public int? ContinuedBit { get; init; }

    /// <summary>The size of every report where they come as a stream; 0 where each is read by itself.</summary>
    public int StreamBytes { get; init; }

    /// <summary>Null where the descriptor is no bar code scanner's.</summary>
    public static HidPosLayout? Of(HidDescriptor descriptor)
    {
        foreach (var data in descriptor.Fields)
        {
            if (data.Usage != Decoded || !IsBytes(data)) continue;
            var rest = descriptor.Fields.Where(f => f.Report == data.Report).ToList();
            var symbology = rest.FindIndex(f => f.Usage == FirstSymbology && IsBytes(f));
            return new HidPosLayout
            {
                Report = data.Report,
                LengthAt = rest.Where(f => f.Usage == ByteCount && IsBytes(f)).Select(f => (int?)f.Bit / 8).FirstOrDefault(),
                SymbologyAt = symbology >= 0 && SymbologyEnds(rest, symbology) ? rest[symbology].Bit / 8 : null,
                DataAt = data.Bit / 8,
                DataBytes = data.Count,
                ContinuedBit = rest.Where(f => f.Usage == Continued).Select(f => (int?)f.Bit).FirstOrDefault(),
            };
        }
        return descriptor.Applications.Contains(Scanner) ? Shared : null;
    }

    /// <summary>Other reports of the device (status, trigger, battery) are not the scanner's.</summary>
    public bool Owns(ReadOnlySpan<byte> report) => report.Length > 0 && (Report == 0 || report[0] == Report);

    /// <summary>False when the report is cut off or claims more data than it has room for.</summary>
    public bool TryRead(ReadOnlySpan<byte> report, out HidPosPart part)
    {
        part = default;
        var end = ContinuedBit is { } bit ? Math.Max(bit / 8 + 1, DataAt + DataBytes) : DataAt + DataBytes + 1;
        if (report.Length < end || SymbologyAt + SymbologyBytes > report.Length || LengthAt >= report.Length) return false;
        var data = report.Slice(DataAt, DataBytes);
        var length = LengthAt is { } at ? report[at] : data.TrimEnd((byte)0).Length;
        if (length > DataBytes) return false;
        part = new HidPosPart
        {
            Aim = SymbologyAt is { } aim ? report.Slice(aim, SymbologyBytes) : [],
            Data = data[..length],
            IsContinued = ContinuedBit is { } continued ? (report[continued / 8] >> continued % 8 & 1) != 0 : (report[^1] & 1) != 0,
        };
        return true;
    }

    private static bool IsBytes(HidField field) => field is { ElementBits: 8, Count: > 0 } && field.Bit % 8 == 0;

    // Three usages of one byte each, one behind the other, or one usage for all three.
    private static bool SymbologyEnds(List<HidField> fields, int first) => fields[first].Count >= SymbologyBytes
        || first + 2 < fields.Count && fields[first + 1].Usage == FirstSymbology + 1 && fields[first + 2].Usage == FirstSymbology + 2;
}

using Traceability.Edge.Devices.Keyboard;

namespace Traceability.Edge.Replay;

/// <summary>Types a label as a scanner in keyboard mode does: US layout, GS, RS and EOT with Ctrl, every other byte by its number on the keypad.</summary>
public static class KeyStrokes
{
    private const ushort CloseBracket = 27, Six = 7, D = 32;

    /// <summary>The records of a label and the Enter after it.</summary>
    public static byte[] Of(ReadOnlySpan<byte> data)
    {
        var records = new List<KeyRecord>();
        foreach (var b in data) Type(records, b);
        Stroke(records, KeyLayout.Enter);
        return ToBytes(records);
    }

    public static byte[] ToBytes(IReadOnlyList<KeyRecord> records)
    {
        var bytes = new byte[records.Count * KeyRecord.Size];
        for (var i = 0; i < records.Count; i++) records[i].Write(bytes.AsSpan(i * KeyRecord.Size));
        return bytes;
    }

    private static void Type(List<KeyRecord> records, byte b)
    {
        switch (b)
        {
            case 29: Stroke(records, CloseBracket, KeyLayout.LeftControl); break;
            case 30: Stroke(records, Six, KeyLayout.LeftControl, KeyLayout.LeftShift); break;
            case 4: Stroke(records, D, KeyLayout.LeftControl); break;
            default:
                var (code, shift) = KeyLayout.Us.KeyOf(b);
                if (code == 0) ByNumber(records, b);
                else if (shift) Stroke(records, code, KeyLayout.LeftShift);
                else Stroke(records, code);
                break;
        }
    }

    private static void ByNumber(List<KeyRecord> records, byte b)
    {
        Press(records, KeyLayout.LeftAlt, KeyRecord.Pressed);
        foreach (var digit in $"{b:D4}") Stroke(records, KeyLayout.KeypadKey(digit - '0'));
        Press(records, KeyLayout.LeftAlt, KeyRecord.Released);
    }

    private static void Stroke(List<KeyRecord> records, ushort code, params ReadOnlySpan<ushort> with)
    {
        foreach (var modifier in with) Press(records, modifier, KeyRecord.Pressed);
        Press(records, code, KeyRecord.Pressed);
        Press(records, code, KeyRecord.Released);
        foreach (var modifier in with) Press(records, modifier, KeyRecord.Released);
    }

    private static void Press(List<KeyRecord> records, ushort code, int value)
    {
        records.Add(new KeyRecord(KeyRecord.Key, code, value));
        records.Add(new KeyRecord(KeyRecord.Synchronise, KeyRecord.Report, 0));
    }
}

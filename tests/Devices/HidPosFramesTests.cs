using System.Text;
using Traceability.Edge.Devices;
using Traceability.Edge.Devices.HidPos;
using Traceability.Edge.Replay;

namespace Traceability.Tests.Devices;

/// <summary>Reports become scans, by the layout that the device describes or by the one that most share.</summary>
public sealed class HidPosFramesTests
{
    // As the usage tables' own example is built: id 2, byte count, FB to FD, 56 bytes of FE, a vendor's byte, a reserved one, FF and padding.
    private const string Usual = "05 8c 09 02 a1 01 85 02 09 12 a1 02 15 00 26 ff 00 75 08 95 01 05 01 09 3b 81 02 05 8c 09 fb 09 fc 09 fd 95 03 81 02"
        + "09 fe 95 38 82 02 01 06 66 ff 09 04 09 05 95 02 81 02 05 8c 09 ff 75 01 95 01 81 02 75 07 81 03 c0 85 04 09 14 75 01 95 08 91 02 c0";

    // No ids, the usages as a range with their page in them, one length-less field of 8 bytes, pushed and popped state, a long item.
    private const string Odd = "fe 02 10 aa bb 05 8c 09 02 a1 01 75 08 95 03 1b fb 00 8c 00 2b fd 00 8c 00 81 02 a4 05 09"
        + "95 08 0b fe 00 8c 00 81 02 b4 05 8c 09 ff 75 01 95 01 81 02 c0";

    private static byte[] Bytes(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));

    private static HidPosLayout? LayoutOf(string hex) => HidDescriptor.Read(Bytes(hex)) is { } descriptor ? HidPosLayout.Of(descriptor) : null;

    [Fact]
    public void A_layout_is_taken_from_the_report_descriptor()
    {
        Assert.Equal(HidPosLayout.Shared with { ContinuedBit = 63 * 8 }, LayoutOf(Usual));
        Assert.Equal(new HidPosLayout { SymbologyAt = 0, DataAt = 3, DataBytes = 8, ContinuedBit = 11 * 8 }, LayoutOf(Odd));
    }

    // A scanner that keeps its layout to itself, a keyboard, nothing, an item cut off, a pop of nothing, a report of 8 kB, an endless range.
    [Theory]
    [InlineData("05 8c 09 02 a1 01 85 02 06 00 ff 09 01 75 08 95 3f 81 02 c0", true)]
    [InlineData("05 01 09 06 a1 01 05 07 19 e0 29 e7 15 00 25 01 75 01 95 08 81 02 c0", false)]
    [InlineData("", false)]
    [InlineData("05 8c 09 02 a1 01 26 ff", false)]
    [InlineData("05 8c 09 02 a1 01 b4", false)]
    [InlineData("05 8c 09 02 a1 01 09 fe 75 08 96 00 20 81 02 c0", false)]
    [InlineData("05 8c 09 02 a1 01 1b 00 00 00 00 2b ff ff ff ff 81 02 c0", false)]
    public void Without_fields_a_scanner_has_the_shared_layout_and_anything_else_none(string descriptor, bool isShared) =>
        Assert.Equal(isShared ? HidPosLayout.Shared : null, LayoutOf(descriptor));

    // Reports: length, symbology, data, "+" when continued. "pause" is silence.
    [Theory]
    [InlineData("]C1:01095212", "]C101095212")]
    [InlineData("]d2:a\u001db", "]d2a\u001db")]
    [InlineData("]Q0:one+ ]Q0:two", "]Q0onetwo")]
    [InlineData("]Q0:one+ \0\0\0:two", "]Q0onetwo")]
    [InlineData("\0\0\0:plain", "plain")]
    [InlineData("]E0:", "")]
    [InlineData("]E0:one+ ]E0:", "]E0one")]
    [InlineData("]A0:label\r", "]A0label")]
    [InlineData("]A0:label\r\n ]A0:\r", "]A0label")]
    [InlineData("]C1:]C1twice", "]C1twice")]
    [InlineData("]C1:lost+ pause ]C1:next", "]C1next")]
    [InlineData("]C1:lost+ ]Q0:other ]Q0:next", "]Q0next")]
    [InlineData("]C1:lost+ ]Q0:other+ pause ]Q0:next", "]Q0next")]
    [InlineData("]C1:lost+ unplugged ]C1:next", "]C1next")]
    [InlineData("short ]C1:tail ]C1:next", "]C1next")]
    [InlineData("short pause ]C1:next", "]C1next")]
    [InlineData("]C1:one+ status ]C1:two", "]C1onetwo")]
    public void Reports_become_scans(string reports, string scans)
    {
        foreach (var layout in (HidPosLayout[])[HidPosLayout.Shared, LayoutOf(Usual)!])
        {
            var (codec, frames) = (new HidPosFrames(), new List<RawFrame>());
            codec.Use(layout);
            foreach (var report in reports.Split(' ')) Play(codec, report, frames);
            Assert.Equal(scans, string.Join('|', frames.Select(f => Encoding.Latin1.GetString(f.Data))));
            Assert.Equal(-1, codec.SilenceMilliseconds);
        }
    }

    [Fact]
    public void The_bytes_of_a_maker_s_manual_are_read()
    {
        // Access-IS LSR118 manual, appendix B.1.1: sixty bytes of a boarding pass in two reports.
        const string pass = "M1GATHERGOOD/MICHAEL YABCDEF LHRDURAK 3542 052Y003D23  ABCDEF";
        byte[] first = [2, 56, 0x5D, 0x51, 0x30, .. Encoding.ASCII.GetBytes(pass[..56]), 0x73, 0, 1];
        byte[] second = [2, (byte)(pass.Length - 56), 0x5D, 0x51, 0x30, .. Encoding.ASCII.GetBytes(pass[56..].PadRight(56, '\0')), 0x73, 0, 0];
        var (codec, frames) = (new HidPosFrames(), new List<RawFrame>());
        codec.Feed(first, default, frames);
        Assert.Equal((0, HidPosFrames.UnfinishedMilliseconds), (frames.Count, codec.SilenceMilliseconds));
        codec.Feed(second, default, frames);
        Assert.Equal($"]Q0{pass}", Encoding.ASCII.GetString(Assert.Single(frames).Data));
    }

    [Fact]
    public void A_report_without_the_byte_behind_the_data_ends_with_its_last_byte()
    {
        // The shorter kind: the bit stands right behind the data.
        byte[] report = [2, 2, .. "]C1AB"u8, .. new byte[54], 0];
        var (codec, frames) = (new HidPosFrames(), new List<RawFrame>());
        codec.Feed(report, default, frames);
        Assert.Equal("]C1AB"u8.ToArray(), Assert.Single(frames).Data);
    }

    [Fact]
    public void The_limit_counts_the_identifier_and_the_emulator_says_what_was_meant()
    {
        var (codec, frames) = (new HidPosFrames(), new List<RawFrame>());
        codec.Use(HidPosLayout.Emulated);
        byte[] longest = [.. "]Q1"u8, .. new byte[IFrames.Limit - 3].Select(_ => (byte)'7')];
        codec.Feed(HidPosReports.Of(longest), default, frames);
        codec.Feed(HidPosReports.Of([.. longest, (byte)'8']), default, frames);
        codec.Feed(HidPosReports.Of("]Q1next"u8), default, frames);
        Assert.Equal([longest, "]Q1next"u8.ToArray()], frames.Select(f => f.Data));
        Assert.Equal((1, "it is longer than 4096 bytes"), (codec.Refused, codec.LastRefusal));
    }

    private static void Play(HidPosFrames codec, string report, List<RawFrame> frames)
    {
        switch (report)
        {
            case "pause": codec.Silence(default, frames); break;
            case "unplugged": codec.Reset(); break;
            case "status": codec.Feed([4, .. new byte[63]], default, frames); break;
            case "short": codec.Feed([2, 3, 0x5D], default, frames); break;
            default:
                var data = Encoding.Latin1.GetBytes(report[4..].TrimEnd('+'));
                byte more = report.EndsWith('+') ? (byte)1 : (byte)0;
                codec.Feed([2, (byte)data.Length, .. Encoding.Latin1.GetBytes(report[..3]), .. data, .. new byte[58 - data.Length], more], default, frames);
                break;
        }
    }
}

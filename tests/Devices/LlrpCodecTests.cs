using Traceability.Edge.Devices;
using Traceability.Edge.Devices.Llrp;
using Traceability.Edge.Replay;

namespace Traceability.Tests.Devices;

/// <summary>Bytes against the vectors of protocols.md section 6, which other implementations made.</summary>
public sealed class LlrpCodecTests
{
    private const string Report = "043d00000029000000 01 00f0001f8d3000abcdef0000000000000381000186d0820005a9e4bef862e0";
    private const string ConnectionOk = "043f00000020000000 01 00f600160080000c0005ac35bd20d1da0100000600 00";

    private static byte[] Bytes(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));

    public static TheoryData<string, string> Requests => new()
    {
        { Hex(LlrpRequests.SetReaderConfig(1)), "04 03 00 00 00 40 00 00 00 01 00 00 f4 00 27 00 f5 00 07 00 01 80 00 f5 00 07 00 02 80 00 f5 00 07 00 03 80 00 f5 00 07 00 04 80 00 f5 00 07 00 08 80 00 dc 00 09 01 00 00 13 88 00 e2 00 05 80" },
        { Hex(LlrpRequests.DeleteRoSpec(2, roSpec: 0)), "04 15 00 00 00 0e 00 00 00 02 00 00 00 00" },
        { Hex(LlrpRequests.AddRoSpec(3)), "04 14 00 00 00 4b 00 00 00 03 00 b1 00 41 00 00 00 01 00 00 00 b2 00 12 00 b3 00 05 00 00 b6 00 09 00 00 00 00 00 00 b7 00 18 00 01 00 00 00 b8 00 09 00 00 00 00 00 00 ba 00 07 00 01 01 00 ed 00 0d 01 00 01 00 ee 00 06 1f 80" },
        { Hex(LlrpRequests.AddRoSpec(3, 2, 4)), "04 14 00 00 00 4d 00 00 00 03 00 b1 00 43 00 00 00 01 00 00 00 b2 00 12 00 b3 00 05 00 00 b6 00 09 00 00 00 00 00 00 b7 00 1a 00 02 00 02 00 04 00 b8 00 09 00 00 00 00 00 00 ba 00 07 00 01 01 00 ed 00 0d 01 00 01 00 ee 00 06 1f 80" },
        { Hex(LlrpRequests.SetReaderConfig(1, gpi: 2)), "04 03 00 00 00 48 00 00 00 01 00 00 f4 00 27 00 f5 00 07 00 01 80 00 f5 00 07 00 02 80 00 f5 00 07 00 03 80 00 f5 00 07 00 04 80 00 f5 00 07 00 08 80 00 dc 00 09 01 00 00 13 88 00 e1 00 08 00 02 80 02 00 e2 00 05 80" },
        { Hex(LlrpAnswers.Input(9, 0x0005ac35bd20d1da, 2, isHigh: true)), "04 3f 00 00 00 21 00 00 00 09 00 f6 00 17 00 80 00 0c 00 05 ac 35 bd 20 d1 da 00 f8 00 07 00 02 80" },
        { Hex(LlrpRequests.GetInput(7, 2)), "04 02 00 00 00 11 00 00 00 07 00 00 09 00 02 00 00" },
        { Hex(LlrpAnswers.InputState(new LlrpMessage(LlrpType.GetReaderConfig, 7, default), 2, 1)), "04 0c 00 00 00 1a 00 00 00 07 01 1f 00 08 00 00 00 00 00 e1 00 08 00 02 80 01" },
        { Hex(LlrpRequests.EnableRoSpec(4)), "04 18 00 00 00 0e 00 00 00 04 00 00 00 01" },
        { Hex(LlrpRequests.StartRoSpec(5)), "04 16 00 00 00 0e 00 00 00 05 00 00 00 01" },
        { Hex(LlrpRequests.EnableEventsAndReports(6)), "04 40 00 00 00 0a 00 00 00 06" },
        { Hex(LlrpRequests.CloseConnection(9)), "04 0e 00 00 00 0a 00 00 00 09" },
        { Hex(LlrpRequests.KeepaliveAck(0x11223344)), "04 48 00 00 00 0a 11 22 33 44" },
        { Hex(LlrpAnswers.ConnectionAttempt(1, 0x0005ac35bd20d1da, status: 0)), ConnectionOk },
        { Hex(LlrpAnswers.Report(1, Bytes("3000abcdef00000000000003"), new TagSighting(1, -48), 1594174805140192)), Report },
    };

    private static string Hex(LlrpMessage message) => Convert.ToHexStringLower(message.ToBytes());

    [Theory, MemberData(nameof(Requests))]
    public void Messages_are_the_bytes_of_the_vectors(string made, string vector) => Assert.Equal(Convert.ToHexStringLower(Bytes(vector)), made);

    [Fact]
    public void The_report_vector_is_read()
    {
        var tag = Assert.Single(Tags(Bytes(Report)[10..]));
        Assert.Equal(("3000ABCDEF00000000000003", 1, -48), (Convert.ToHexString(tag.Epc), tag.Antenna, tag.Rssi));
        Assert.Equal(0, LlrpReport.ReadEvents(Bytes(ConnectionOk).AsSpan(10)).ConnectionAttempt);
    }

    // Reports from outside: without EPC, with EPCData of 128 and of 12 bits, two tags, unknown TLVs on both levels, and what was not said.
    [Theory]
    [InlineData("00f00004", "")]
    [InlineData("", "")]
    [InlineData("00f0001c 00f10016 0080 000102030405060708090a0b0c0d0e0f 86c4", "000102030405060708090A0B0C0D0E0F@0:-60")]
    [InlineData("00f0000f 00f10008 000c abc0 810002", "ABC0@2:-128")]
    [InlineData("00f00014 8d 000000000000000000000001 810001 00f00014 8d 000000000000000000000002 810004", "000000000000000000000001@1:-128 000000000000000000000002@4:-128")]
    [InlineData("00f00015 00060004 8d 000000000000000000000001", "000000000000000000000001@0:-128")]
    [InlineData("02000004 00f00019 03ff0005ff 8d 000000000000000000000001 810001", "000000000000000000000001@1:-128")]
    public void Reports_are_read(string body, string tags) =>
        Assert.Equal(tags, string.Join(' ', Tags(Bytes(body)).Select(t => $"{Convert.ToHexString(t.Epc)}@{t.Antenna}:{t.Rssi}")));

    [Theory]
    [InlineData("00f00000", "parameter 240 with length 0")]
    [InlineData("00f00003", "parameter 240 with length 3")]
    [InlineData("00f0", "a parameter that is cut off")]
    [InlineData("00f00005", "parameter 240 longer than what holds it")]
    [InlineData("00f00005ff", "unknown parameter (TV 127)")]
    [InlineData("00f0000595", "unknown parameter (TV 21)")]
    [InlineData("00f000058d", "parameter 13 longer than what holds it")]
    [InlineData("00f0000a 00f10006 0010", "an EPC that is cut off")]
    [InlineData("00f00008 00f10004", "parameter 241 too short")]
    [InlineData("00f00009 00f1000500", "parameter 241 too short")]
    public void Bad_reports_are_refused_with_the_reason(string body, string why) =>
        Assert.Contains(why, Assert.Throws<LlrpFormatException>(() => Tags(Bytes(body))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("003d 0000000a 00000001", "version 1")]
    [InlineData("083d 0000000a 00000001", "version 1")]
    [InlineData("043d 00000009 00000001", "length 9")]
    [InlineData("043d 00000000 00000001", "length 0")]
    [InlineData("043d 00100001 00000001", "length 1048577")]
    [InlineData("043d ffffffff 00000001", "length 4294967295")]
    [InlineData("48545450 2f312e31 2034", "version 1")]
    public void A_stream_that_is_no_LLRP_is_dropped(string bytes, string why) =>
        Assert.Contains(why, Assert.Throws<LlrpFormatException>(() => new LlrpFrames().Feed(Bytes(bytes), [])).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("011f0008 0000 0000", null)]
    [InlineData("011f000f 0191 0007 6261640a736964", "status 401 bad sid")]
    [InlineData("011f0008 0064 ffff", "status 100")]
    public void A_response_says_whether_it_worked(string body, string? failure) => Assert.Equal(failure, LlrpReport.ReadFailure(Bytes(body)));

    [Theory]
    [InlineData("011f0008 00000000 00e10008 0001 80 01 00e10008 0002 80 00", 2, false)]
    [InlineData("011f0008 00000000 00e10008 0002 80 01", 2, true)]
    [InlineData("011f0008 00000000 00e10008 0002 80 02", 2, null)]
    [InlineData("011f0008 00000000 00e10007 0002 80", 2, null)]
    [InlineData("011f0008 00000000", 1, null)]
    public void An_input_s_state_is_read(string body, int port, bool? isHigh) => Assert.Equal(isHigh, LlrpReport.ReadInput(Bytes(body), port));

    [Fact]
    public void A_stream_is_cut_into_messages_however_it_is_split()
    {
        byte[] stream = [.. Bytes(Report), .. Bytes(ConnectionOk), .. Bytes("043e0000000a00000007"), .. Bytes(Report)];
        for (var piece = 1; piece <= stream.Length; piece++)
        {
            var (codec, messages) = (new LlrpFrames(), new List<LlrpMessage>());
            foreach (var part in stream.Chunk(piece)) codec.Feed(part, messages);
            Assert.Equal([61, 63, 62, 61], messages.Select(m => (int)m.Type));
            Assert.Equal(stream, messages.SelectMany(m => m.ToBytes()));
        }
    }

    [Fact]
    public void A_length_that_is_only_claimed_costs_no_memory()
    {
        var (messages, before) = (new List<LlrpMessage>(), GC.GetAllocatedBytesForCurrentThread());
        for (var n = 0; n < 10; n++) new LlrpFrames().Feed(Bytes("043d 00100000 00000001"), messages);
        Assert.Empty(messages);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    private static List<TagReport> Tags(byte[] body)
    {
        var tags = new List<TagReport>();
        LlrpReport.ReadTags(body, tags);
        return tags;
    }
}

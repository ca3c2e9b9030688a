using System.Text;
using Traceability.Edge.Devices;
using Traceability.Edge.Devices.Serial;
using Traceability.Plant;

namespace Traceability.Tests.Devices;

public sealed class SerialFramesTests
{
    // In the texts \u0002 is STX, \u0003 ETX; the LRC of "AB" and ETX is 'A' ^ 'B' ^ 3 = 0.
    [Theory]
    [InlineData(Framing.Line, "AB\r", "AB")]
    [InlineData(Framing.Line, "AB\n", "AB")]
    [InlineData(Framing.Line, "AB\r\nCD\r\n", "AB|CD")]
    [InlineData(Framing.Line, "\r\n\r\nAB\r", "AB")]
    [InlineData(Framing.Line, "AB", "")]
    [InlineData(Framing.Line, "\0\u001b\u0080ÿ\u001dx\r", "\0\u001b\u0080ÿ\u001dx")]
    [InlineData(Framing.Line, "ï»¿AB\r", "ï»¿AB")]
    [InlineData(Framing.StxEtx, "\u0002AB\u0003", "AB")]
    [InlineData(Framing.StxEtx, "noise\r\u0002AB\u0003noise\u0002CD\u0003", "AB|CD")]
    [InlineData(Framing.StxEtx, "\u0002A\r\nB\u0003", "A\r\nB")]
    [InlineData(Framing.StxEtx, "\u0002lost\u0002AB\u0003", "AB")]
    [InlineData(Framing.StxEtx, "\u0002\u0003\u0003AB\u0003", "")]
    [InlineData(Framing.StxEtxLrc, "\u0002AB\u0003\0", "AB")]
    [InlineData(Framing.StxEtxLrc, "\u0002AB\u0003x\u0002AB\u0003\0", "AB")]
    [InlineData(Framing.StxEtxLrc, "\u0002A\u0003B\u0002C\u0003@", "A|C")]
    [InlineData(Framing.StxEtxLrc, "\u0002\u0001\u0003\u0002\u0002C\u0003@", "\u0001|C")]
    [InlineData(Framing.Cr, "A\nB\r\nC\r", "A\nB|\nC")]
    [InlineData(Framing.Lf, "A\rB\nC\r\n", "A\rB|C\r")]
    [InlineData(Framing.CrLf, "A\rB\nC\r\n\r\n\r\r\nD\r\n", "A\rB\nC|\r|D")]
    [InlineData(Framing.IdleGap, "AB\r\n", "")]
    public void Bytes_become_reads(Framing framing, string bytes, string reads)
    {
        foreach (var piece in (int[])[1, 2, 1000])
            Assert.Equal(reads, string.Join('|', Read(new SerialFrames(framing), bytes, piece)));
    }

    [Theory]
    [InlineData(Framing.Line, "AB", 2000, "without a terminator")]
    [InlineData(Framing.CrLf, "\r", 2000, "set the scanner's suffix to CR LF")]
    [InlineData(Framing.Lf, "AB", 2000, "set the scanner's suffix to LF")]
    [InlineData(Framing.StxEtx, "\u0002AB", 2000, "without a terminator")]
    [InlineData(Framing.StxEtxLrc, "\u0002AB\u0003", 2000, "without a terminator")]
    public void Silence_refuses_an_unfinished_read(Framing framing, string bytes, int milliseconds, string why)
    {
        var codec = new SerialFrames(framing);
        Assert.Equal(-1, codec.SilenceMilliseconds);
        var frames = new List<RawFrame>();
        codec.Feed(Encoding.Latin1.GetBytes(bytes), default, frames);
        Assert.Equal(milliseconds, codec.SilenceMilliseconds);
        codec.Silence(default, frames);
        Assert.Empty(frames);
        Assert.Equal((1, -1), (codec.Refused, codec.SilenceMilliseconds));
        Assert.Contains(why, codec.LastRefusal, StringComparison.Ordinal);
    }

    [Fact]
    public void An_idle_gap_ends_a_read_where_the_profile_says_so()
    {
        var codec = new SerialFrames(Framing.IdleGap, idleGapMilliseconds: 40);
        var frames = new List<RawFrame>();
        codec.Feed("AB"u8, default, frames);
        Assert.Equal(40, codec.SilenceMilliseconds);
        codec.Silence(default, frames);
        Assert.Equal("AB"u8.ToArray(), Assert.Single(frames).Data);
        Assert.Equal(-1, codec.SilenceMilliseconds);
    }

    [Theory]
    [InlineData(Framing.Line, "", "\r")]
    [InlineData(Framing.CrLf, "", "\r\n")]
    [InlineData(Framing.StxEtx, "\u0002", "\u0003")]
    public void The_limit_is_4096_bytes_and_a_longer_read_leaves_no_tail(Framing framing, string before, string after)
    {
        var longest = new string('7', IFrames.Limit);
        Assert.Equal([longest], Read(new SerialFrames(framing), $"{before}{longest}{after}", 100));
        var codec = new SerialFrames(framing);
        Assert.Equal(["AB"], Read(codec, $"{before}{longest}8{longest}tail{after}{before}AB{after}", 100));
        Assert.Equal((1, "it is longer than 4096 bytes"), (codec.Refused, codec.LastRefusal));
    }

    [Theory]
    [InlineData(Framing.Line, "", "\r")]
    [InlineData(Framing.CrLf, "", "\r\n")]
    [InlineData(Framing.StxEtx, "\u0002", "\u0003")]
    public void After_a_read_that_is_too_long_a_silence_ends_it_as_well(Framing framing, string before, string after)
    {
        var (codec, frames) = (new SerialFrames(framing), new List<RawFrame>());
        codec.Feed(Encoding.Latin1.GetBytes($"{before}{new string('7', 5000)}"), default, frames);
        Assert.Equal(2000, codec.SilenceMilliseconds);
        codec.Silence(default, frames);
        Assert.Equal((1, -1), (codec.Refused, codec.SilenceMilliseconds));
        Assert.Equal(["AB"], Read(codec, $"{before}AB{after}", 100));
    }

    [Fact]
    public void A_read_has_the_times_of_its_first_and_its_last_byte()
    {
        var (codec, frames) = (new SerialFrames(Framing.Line), new List<RawFrame>());
        var start = new DateTimeOffset(2026, 3, 2, 6, 0, 0, TimeSpan.Zero);
        codec.Feed("A"u8, start, frames);
        codec.Feed("B"u8, start.AddSeconds(1), frames);
        codec.Feed("\rC\r"u8, start.AddSeconds(2), frames);
        Assert.Equal([(start, start.AddSeconds(2)), (start.AddSeconds(2), start.AddSeconds(2))], frames.Select(f => (f.Start, f.End)));
    }

    [Fact]
    public void Unplugging_forgets_what_was_begun()
    {
        var (codec, frames) = (new SerialFrames(Framing.Line), new List<RawFrame>());
        codec.Feed("lost"u8, default, frames);
        codec.Reset();
        codec.Feed("AB\r"u8, default, frames);
        Assert.Equal("AB"u8.ToArray(), Assert.Single(frames).Data);
    }

    private static IEnumerable<string> Read(SerialFrames codec, string bytes, int piece)
    {
        var frames = new List<RawFrame>();
        foreach (var part in Encoding.Latin1.GetBytes(bytes).Chunk(piece)) codec.Feed(part, default, frames);
        return frames.Select(f => Encoding.Latin1.GetString(f.Data));
    }
}

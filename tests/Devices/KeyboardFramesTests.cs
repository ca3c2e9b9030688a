using System.Text;
using Traceability.Edge.Devices;
using Traceability.Edge.Devices.Keyboard;
using Traceability.Edge.Replay;
using Traceability.Plant;

namespace Traceability.Tests.Devices;

public sealed class KeyboardFramesTests
{
    private const string Enter = "+28 -28 ";

    // Key codes as in linux/input-event-codes.h: + pressed, - released, = repeated, ! keys were lost.
    [Theory]
    [InlineData("+30 -30 +28 -28", "a")]
    [InlineData("+42 +30 -30 -42 +28", "A")]
    [InlineData("+54 +3 -3 -54 +28", "@")]
    [InlineData("+42 +54 -42 +30 -54 +30 +28", "Aa")]
    [InlineData("+58 -58 +30 +42 +30 +2 -42 +58 -58 +30 +28", "Aa!a")]
    [InlineData("+11 +12 +13 +26 +27 +43 +39 +40 +41 +51 +52 +53 +57 +28", "0-=[]\\;'`,./ ")]
    [InlineData("+30 =30 =30 -30 +28", "a")]
    [InlineData("+79 +80 +81 +82 +28", "1230")]
    [InlineData("+30 +96", "a")]
    [InlineData("+30 +15 +48 +15", "a|b")]
    [InlineData("+28 -28 +28 +30 +28 +28", "a")]
    [InlineData("+69 -69 +2 +28", "1")]
    [InlineData("+29 +27 -27 -29 +28", "\u001d")]
    [InlineData("+97 +42 +7 -42 -97 +28", "\u001e")]
    [InlineData("+29 +32 -29 +28", "\u0004")]
    [InlineData("+66 +28", "\u001d")]
    [InlineData("+56 +82 +82 +80 +73 -56 +28", "\u001d")]
    [InlineData("+56 +82 +82 +81 +82 -56 +56 -56 +2 +28", "\u001e1")]
    [InlineData("+100 +80 +81 +81 -100 +28", "é")]
    [InlineData("+30 ! +48 +28 +46 +28", "c")]
    [InlineData("+42 ! +28 +30 +28", "a")]
    [InlineData("+30", "")]
    public void Keys_become_scans(string keys, string scans) => Assert.Equal(scans, string.Join('|', Read(new KeyboardFrames(KeyLayout.Us), keys)));

    [Theory]
    [InlineData("+29 +50 -29", "the control character 13")]
    [InlineData("+29 +46 -29", "the control character 3")]
    [InlineData("+29 +26 -29", "the control character 27")]
    [InlineData("+56 +82 +82 +79 +81 -56", "the control character 13")]
    [InlineData("+56 +79 +80 +71 -56", "the control character 127")]
    [InlineData("+56 +82 -56", "a number that is none (0)")]
    [InlineData("+56 +80 +76 +77 -56", "a number that is none (256)")]
    [InlineData("+56 +30 -56", "a key without a character (code 30)")]
    [InlineData("+125 +19 -125", "a key without a character (code 125)")]
    [InlineData("+59", "a key without a character (code 59)")]
    [InlineData("+29 +2", "a key without a character (code 2)")]
    [InlineData("+100 +10 -10 -100", "AltGr (with key code 10), which types nothing in the US layout")]
    [InlineData("+29 +56 +10 -10 -56 -29", "AltGr (with key code 10), which types nothing in the US layout")]
    [InlineData("!", "keys were lost (scanner overrun)")]
    public void A_scan_with_other_keys_is_refused_whole_and_the_next_one_is_read(string keys, string why)
    {
        var codec = new KeyboardFrames(KeyLayout.Us);
        Assert.Equal(["b"], Read(codec, $"+30 -30 {keys} -29 +30 -30 {Enter} +48 -48 {Enter}"));
        Assert.Equal(1, codec.Refused);
        Assert.EndsWith(why, codec.LastRefusal, StringComparison.Ordinal);
    }

    // A scanner set to the country types "]C1 zy-@" there: AltGr as such or as Ctrl and Alt, accents completed with a space, Ctrl by place.
    [Theory]
    [InlineData(KeyboardLayout.De, "+100 +10 -10 -100 +42 +46 -42 +2 +21 +44 +53 +100 +16 -100 +28", "]C1zy-@")]
    [InlineData(KeyboardLayout.De, "+29 +56 +10 -10 -56 -29 +42 +46 -42 +2 +28", "]C1")]
    [InlineData(KeyboardLayout.De, "+41 +57 +57 +30 +28", "^ a")]
    [InlineData(KeyboardLayout.De, "+29 +27 -27 -29 +12 +28", "\u001dß")]
    [InlineData(KeyboardLayout.De, "+56 +82 +82 +80 +73 -56 +86 +28", "\u001d<")]
    [InlineData(KeyboardLayout.Fr, "+100 +12 -100 +42 +46 +2 +11 -42 +16 +17 +30 +39 +28", "]C10azqm")]
    [InlineData(KeyboardLayout.Fr, "+29 +27 -27 -29 +42 +3 -42 +28", "\u001d2")]
    [InlineData(KeyboardLayout.Uk, "+27 +42 +3 +40 -42 +43 +86 +28", "]\"@#\\")]
    public void A_scanner_may_pretend_to_be_another_country_s_keyboard(KeyboardLayout layout, string keys, string scan) =>
        Assert.Equal(scan, Assert.Single(Read(new KeyboardFrames(KeyLayout.Of(layout)), keys)));

    [Fact]
    public void After_lost_keys_a_silence_ends_the_lost_scan_as_well_as_Enter()
    {
        var (codec, frames) = (new KeyboardFrames(KeyLayout.Us, unfinishedMilliseconds: 100), new List<RawFrame>());
        codec.Feed(KeyStrokes.ToBytes([Record("+30"), Record("!"), Record("+30")]), default, frames);
        Assert.Equal(100, codec.SilenceMilliseconds);
        codec.Silence(default, frames);
        Assert.Equal((1, -1), (codec.Refused, codec.SilenceMilliseconds));
        Assert.Equal(["b"], Read(codec, "+48 +28"));
    }

    [Fact]
    public void The_limit_is_4096_characters_and_silence_refuses_an_unfinished_scan()
    {
        var codec = new KeyboardFrames(KeyLayout.Us, unfinishedMilliseconds: 100);
        var frames = new List<RawFrame>();
        codec.Feed(KeyStrokes.Of(Encoding.ASCII.GetBytes(new string('7', IFrames.Limit))), default, frames);
        codec.Feed(KeyStrokes.Of(Encoding.ASCII.GetBytes(new string('7', IFrames.Limit + 1))), default, frames);
        Assert.Equal(IFrames.Limit, Assert.Single(frames).Data.Length);
        Assert.Equal((1, -1), (codec.Refused, codec.SilenceMilliseconds));
        codec.Feed(KeyStrokes.Of("AB"u8).AsSpan()[..KeyRecord.Size], default, frames);
        codec.Feed(KeyStrokes.Of("x"u8).AsSpan()[KeyRecord.Size..], default, frames);
        codec.Feed(KeyStrokes.Of("8"u8).AsSpan()[..^(4 * KeyRecord.Size)], default, frames);
        Assert.Equal(100, codec.SilenceMilliseconds);
        codec.Silence(default, frames);
        Assert.Equal((2, -1), (codec.Refused, codec.SilenceMilliseconds));
        Assert.Single(frames);
    }

    [Fact]
    public void Every_byte_that_a_label_may_hold_can_be_typed()
    {
        var bytes = Enumerable.Range(0, 256).Select(b => (byte)b).Where(b => b is 4 or 29 or 30 or (>= 32 and not 127)).ToArray();
        var frames = new List<RawFrame>();
        new KeyboardFrames(KeyLayout.Us).Feed(KeyStrokes.Of(bytes), default, frames);
        Assert.Equal(bytes, Assert.Single(frames).Data);
    }

    private static IEnumerable<string> Read(KeyboardFrames codec, string keys)
    {
        var frames = new List<RawFrame>();
        codec.Feed(KeyStrokes.ToBytes([.. keys.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Record)]), default, frames);
        return frames.Select(f => Encoding.Latin1.GetString(f.Data));
    }

    private static KeyRecord Record(string key) => key[0] switch
    {
        '!' => new KeyRecord(KeyRecord.Synchronise, KeyRecord.Dropped, 0),
        var how => new KeyRecord(KeyRecord.Key, ushort.Parse(key.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture), "-+=".IndexOf(how, StringComparison.Ordinal)),
    };
}

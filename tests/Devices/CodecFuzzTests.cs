using System.Text;
using Traceability.Edge.Devices;
using Traceability.Edge.Devices.Keyboard;
using Traceability.Edge.Devices.Llrp;
using Traceability.Edge.Devices.Serial;
using Traceability.Edge.Replay;
using Traceability.Plant;
using Xunit.Abstractions;

namespace Traceability.Tests.Devices;

/// <summary>
/// Random bytes into every codec, 100,000 frames each (TRACEABILITY_FUZZ_FRAMES sets another number, TRACEABILITY_FUZZ_SEED
/// repeats a run). Each codec is compared with a model that is simple enough to be seen to be right.
/// </summary>
public sealed class CodecFuzzTests
{
    private readonly int _frames = Setting("TRACEABILITY_FUZZ_FRAMES", 100_000);
    private readonly Random _random;

    public CodecFuzzTests(ITestOutputHelper output)
    {
        var seed = Setting("TRACEABILITY_FUZZ_SEED", Environment.ProcessId ^ Environment.TickCount);
        output.WriteLine($"seed {seed}");
        _random = new Random(seed);
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), out var value) ? value : otherwise;

    [Fact]
    public void Lines_are_what_lies_between_terminators_and_is_not_too_long()
    {
        var (codec, frames) = (new SerialFrames(Framing.Line), new List<RawFrame>());
        for (var fed = 0; fed < _frames; fed += 100)
        {
            var bytes = Concat(100, () => [.. Noise(_random.Next(50) == 0 ? 6000 : 60), _random.Next(2) == 0 ? (byte)'\r' : (byte)'\n']);
            frames.Clear();
            FeedInPieces(bytes, piece => codec.Feed(piece, default, frames));
            var expected = Encoding.Latin1.GetString(bytes).Split('\r', '\n').Where(line => line.Length is > 0 and <= IFrames.Limit);
            Assert.Equal(expected, frames.Select(f => Encoding.Latin1.GetString(f.Data)));
        }
    }

    [Theory]
    [InlineData(Framing.StxEtx), InlineData(Framing.StxEtxLrc)]
    public void Between_noise_every_whole_read_comes_out_and_each_frame_is_enclosed_in_the_stream(Framing framing)
    {
        var (codec, frames) = (new SerialFrames(framing), new List<RawFrame>());
        for (var fed = 0; fed < _frames; fed += 2)
        {
            var label = Label(40);
            var lrc = label.Aggregate((byte)3, (check, b) => (byte)(check ^ b));
            byte[] bytes = [.. Noise(_random.Next(100) == 0 ? 9000 : 40), 2, .. label, 3, .. framing == Framing.StxEtxLrc ? (byte[])[lrc] : []];
            // Noise that ends in STX … ETX would take the label's STX for its check byte; a pause ends such noise on a real line.
            codec.Feed(bytes.AsSpan(0, bytes.Length - label.Length - (framing == Framing.StxEtxLrc ? 3 : 2)), default, frames);
            if (framing == Framing.StxEtxLrc) codec.Reset();
            FeedInPieces(bytes[^(label.Length + (framing == Framing.StxEtxLrc ? 3 : 2))..], piece => codec.Feed(piece, default, frames));
            Assert.Equal(label, frames[^1].Data);
            Assert.All(frames, frame => Assert.True(frame.Data.Length is > 0 and <= IFrames.Limit && bytes.AsSpan().IndexOf(frame.Data) >= 0));
            frames.Clear();
        }
    }

    [Fact]
    public void After_any_keys_and_a_terminator_the_next_scan_is_read_right()
    {
        var (codec, frames) = (new KeyboardFrames(KeyLayout.Us), new List<RawFrame>());
        ushort[] modifiers = [KeyLayout.LeftShift, KeyLayout.RightShift, KeyLayout.LeftControl, KeyLayout.RightControl, KeyLayout.LeftAlt, KeyLayout.RightAlt];
        var released = modifiers.Select(code => new KeyRecord(KeyRecord.Key, code, 0));
        for (var fed = 0; fed < _frames; fed += 2)
        {
            var capsLock = 0;
            var keys = Enumerable.Range(0, _random.Next(30)).Select(_ => RandomKey()).ToList();
            foreach (var key in keys) capsLock ^= key is { Type: 1, Code: KeyLayout.CapsLock, Value: 1 } ? 1 : 0;
            if (capsLock == 1) keys.Add(new KeyRecord(KeyRecord.Key, KeyLayout.CapsLock, 1));
            var label = Label(20);
            FeedInPieces([.. KeyStrokes.ToBytes([.. keys, .. released]), .. KeyStrokes.Of([]), .. KeyStrokes.Of(label)], piece => codec.Feed(piece, default, frames));
            Assert.Equal(label, frames[^1].Data);
            foreach (var frame in frames) Assert.DoesNotContain(frame.Data, b => b is < 32 and not (4 or 29 or 30) or 127);
            frames.Clear();
        }
        FeedInPieces(Noise(1_000_000), piece => codec.Feed(piece, default, frames));
    }

    [Fact]
    public void A_spoiled_message_is_read_or_refused_but_never_worse_and_whole_ones_are_read_right()
    {
        var (tags, refused) = (new List<TagReport>(), 0);
        for (var fed = 0; fed < _frames; fed++)
        {
            var epc = Noise(40);
            var whole = LlrpAnswers.Report((uint)fed, epc, new TagSighting(_random.Next(65536), _random.Next(-128, 128)), (ulong)_random.NextInt64());
            if (epc.Length > 0)
            {
                tags.Clear();
                LlrpReport.ReadTags(whole.Body.Span, tags);
                Assert.Equal(epc, Assert.Single(tags).Epc);
            }
            var spoiled = Spoil([.. LlrpAnswers.ConnectionAttempt(1, 5, 0).ToBytes(), .. whole.ToBytes(), .. LlrpAnswers.Response(whole, 101).ToBytes()]);
            try
            {
                var (codec, messages) = (new LlrpFrames(), new List<LlrpMessage>());
                FeedInPieces(spoiled, piece => codec.Feed(piece, messages));
                foreach (var message in messages) ReadAll(message.Body.Span, tags);
            }
            catch (LlrpFormatException)
            {
                refused++;
            }
        }
        Assert.InRange(refused, _frames / 20, _frames);
    }

    private static void ReadAll(ReadOnlySpan<byte> body, List<TagReport> tags)
    {
        tags.Clear();
        LlrpReport.ReadTags(body, tags);
        LlrpReport.ReadEvents(body);
        // A body without a status is refused; that is an answer, too, but ends the reading of the others.
        if (body.Length > 1 && body[0] == 1 && body[1] == 31) LlrpReport.ReadFailure(body);
    }

    private byte[] Spoil(byte[] bytes)
    {
        for (var times = _random.Next(4); times >= 0; times--)
        {
            var at = _random.Next(bytes.Length);
            bytes = _random.Next(4) switch
            {
                0 => [.. bytes[..at], .. bytes[Math.Min(bytes.Length, at + _random.Next(5))..], 0],
                1 => [.. bytes[..at], .. Noise(5), .. bytes[at..]],
                2 => [.. bytes[..at], (byte)(bytes[at] ^ (1 << _random.Next(8))), .. bytes[(at + 1)..]],
                _ => [.. bytes[..at], 0, .. bytes[(at + 1)..]],
            };
        }
        return bytes;
    }

    private KeyRecord RandomKey() => _random.Next(20) switch
    {
        0 => new KeyRecord(KeyRecord.Synchronise, KeyRecord.Dropped, 0),
        1 => new KeyRecord((ushort)_random.Next(65536), (ushort)_random.Next(65536), _random.Next(-5, 5)),
        _ => new KeyRecord(KeyRecord.Key, (ushort)_random.Next(130), _random.Next(4)),
    };

    private byte[] Label(int longest)
    {
        var label = new byte[_random.Next(1, longest)];
        for (var i = 0; i < label.Length; i++) label[i] = _random.Next(10) == 0 ? (byte)29 : (byte)_random.Next(32, 127);
        return label;
    }

    private byte[] Noise(int longest)
    {
        var bytes = new byte[_random.Next(longest)];
        _random.NextBytes(bytes);
        return bytes;
    }

    private static byte[] Concat(int times, Func<byte[]> part) => [.. Enumerable.Range(0, times).SelectMany(_ => part())];

    private void FeedInPieces(byte[] bytes, Action<ReadOnlySpan<byte>> feed)
    {
        for (var at = 0; at < bytes.Length;)
        {
            var size = Math.Min(bytes.Length - at, _random.Next(1, 200));
            feed(bytes.AsSpan(at, size));
            at += size;
        }
    }
}

using Traceability.Edge.Devices;
using Traceability.Edge.Devices.HidPos;
using Traceability.Edge.Devices.Keyboard;
using Traceability.Edge.Devices.Llrp;
using Traceability.Edge.Devices.Serial;
using Traceability.Edge.Replay;
using Traceability.Plant;
using Xunit.Abstractions;

namespace Traceability.Tests.Devices;

/// <summary>
/// Five million frames through the codecs of all six drivers, every second one spoiled: none crashes one, the good frame after it
/// is read byte for byte, and nothing is kept. TRACEABILITY_FUZZ_SEED repeats a run, TRACEABILITY_FUZZ_ENDURANCE multiplies it.
/// </summary>
public sealed class MillionsOfFramesTests
{
    private const int Labels = 512;

    // Room for a list that grows and what the runtime does on the side; a codec that kept what it was fed would need gigabytes.
    private const long Slack = 256 * 1024, PerRefusal = 400, PerFrame = 64;

    private static readonly byte[] s_capsLock = KeyStrokes.ToBytes([new(KeyRecord.Key, KeyLayout.CapsLock, KeyRecord.Pressed)]);

    private readonly ITestOutputHelper _output;
    private readonly SpoiledBytes _spoiled;
    private readonly int _times = int.TryParse(Environment.GetEnvironmentVariable("TRACEABILITY_FUZZ_ENDURANCE"), out var times) ? times : 1;

    public MillionsOfFramesTests(ITestOutputHelper output)
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("TRACEABILITY_FUZZ_SEED"), out var given) ? given : Environment.TickCount;
        output.WriteLine($"seed {seed}");
        (_output, _spoiled) = (output, new SpoiledBytes(seed));
    }

    // A serial scanner and the two kinds of TCP scanners share this codec.
    [Theory]
    [InlineData(Framing.Line, 900_000), InlineData(Framing.Cr, 300_000), InlineData(Framing.Lf, 300_000), InlineData(Framing.CrLf, 300_000)]
    [InlineData(Framing.StxEtx, 500_000), InlineData(Framing.StxEtxLrc, 500_000), InlineData(Framing.IdleGap, 300_000)]
    public void Serial_tcp_and_tcp_listen(Framing framing, int frames) =>
        Endure(new SerialFrames(framing), frames, record: 1, label => Framed(framing, label), silentAfterEach: framing == Framing.IdleGap);

    [Fact]
    public void Keyboard()
    {
        ushort[] modifiers = [KeyLayout.LeftShift, KeyLayout.RightShift, KeyLayout.LeftControl, KeyLayout.RightControl, KeyLayout.LeftAlt, KeyLayout.RightAlt];
        var released = KeyStrokes.ToBytes([.. modifiers.Select(code => new KeyRecord(KeyRecord.Key, code, KeyRecord.Released))]);
        Endure(new KeyboardFrames(KeyLayout.Us), 500_000, KeyRecord.Size, label => [.. released, .. KeyStrokes.Of(label)], longest: 20, mend: CapsLockOff);
    }

    // Noise that presses CapsLock leaves it on, as a scanner's would: it is pressed once more.
    private static ReadOnlySpan<byte> CapsLockOff(ReadOnlySpan<byte> records)
    {
        var isOn = false;
        for (var at = 0; at < records.Length; at += KeyRecord.Size)
            isOn ^= KeyRecord.Read(records[at..]) is { Type: KeyRecord.Key, Code: KeyLayout.CapsLock, Value: KeyRecord.Pressed };
        return isOn ? s_capsLock : [];
    }

    [Theory, InlineData(true), InlineData(false)]
    public void Hid_pos(bool isEmulated)
    {
        var codec = new HidPosFrames();
        codec.Use(isEmulated ? HidPosLayout.Emulated : HidPosLayout.Shared);
        // The kernel hands reports out one by one: there a label has to fit into one, or the reports would be fed as one.
        Endure(codec, 600_000, HidPosLayout.Emulated.StreamBytes, HidPosReports.Of, longest: isEmulated ? 150 : 50, inPieces: isEmulated);
    }

    [Fact]
    public void Llrp()
    {
        const int frames = 800_000;
        var (labels, wires) = Corpus(60, epc => LlrpAnswers.Report(7, epc, new TagSighting(2, -61), 1594174805140192).ToBytes());
        var (messages, tags, refused) = (new List<LlrpMessage>(), new List<TagReport>(), 0);
        long fed = 0, before = GC.GetAllocatedBytesForCurrentThread();
        for (var n = 0; n < frames * _times / 2; n++)
        {
            var codec = new LlrpFrames();
            var wire = _spoiled.Of(wires[n % Labels], record: 1);
            fed += wire.Length + wires[n % Labels].Length;
            try
            {
                messages.Clear();
                codec.Feed(wire, messages);
                foreach (var message in messages) ReadAll(message, tags);
            }
            catch (LlrpFormatException)
            {
                refused++;
            }
            // A portal that cannot be followed is called again: the good message comes on a new connection.
            codec = new LlrpFrames();
            messages.Clear();
            tags.Clear();
            codec.Feed(wires[n % Labels], messages);
            LlrpReport.ReadTags(messages[^1].Body.Span, tags);
            if (tags is not [var tag] || !tag.Epc.AsSpan().SequenceEqual(labels[n % Labels])) Assert.Fail($"message {n} was not read after a spoiled one");
        }
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        _output.WriteLine($"{frames * _times:N0} messages, {refused:N0} refused, {allocated / 1024 / 1024:N0} MB passed through");
        Assert.InRange(refused, frames * _times / 20, frames * _times);
        // Two codecs' buffers of 4 kB a round, and what came out; a length that only claims to be large costs nothing.
        Assert.InRange(allocated, 0, (long)frames * _times / 2 * (2 * 4200 + 4000) + 4 * fed + Slack);
    }

    [Fact]
    public void A_descriptor_of_any_bytes_is_refused_or_gives_a_layout_that_any_report_can_be_read_by()
    {
        var usual = Convert.FromHexString("058C0902A101850209121A0100150026FF0075089501050109"
            + "3B8102058C09FB09FC09FD9503810209FE9538820201058C09FF75019501810275078103C0");
        var layouts = 0;
        for (var n = 0; n < 300_000 * _times; n++)
        {
            if (HidDescriptor.Read(_spoiled.Of(usual, record: 1)) is not { } descriptor || HidPosLayout.Of(descriptor) is not { } layout) continue;
            layouts++;
            var report = _spoiled.Any(80);
            if (layout.Owns(report) && layout.TryRead(report, out var part)) Assert.True(part.Data.Length <= report.Length);
        }
        Assert.InRange(layouts, 10_000, 300_000 * _times);
    }

    /// <summary>Spoiled, then silence and a good one, or two good ones without silence: the last one must be read.</summary>
    private void Endure(IFrames codec, int count, int record, Wired wire, int longest = 60, bool silentAfterEach = false, bool inPieces = true, Mend? mend = null)
    {
        var (labels, wires) = Corpus(longest, wire);
        var frames = new List<RawFrame>();
        long came = 0, before = GC.GetAllocatedBytesForCurrentThread();
        var (fed, spoiledReads) = (0, 0);
        for (var n = 0; fed < count * _times; n++)
        {
            var good = wires[n % Labels];
            var spoiled = _spoiled.Of(good, record);
            Feed(codec, spoiled, inPieces ? 0 : record, frames);
            if (mend is not null) codec.Feed(mend(spoiled), default, frames);
            spoiledReads += frames.Count;
            var twice = n % 2 == 0 && !silentAfterEach;
            if (twice) Feed(codec, good, inPieces ? 0 : record, frames);
            else codec.Silence(default, frames);
            foreach (var frame in frames) came += frame.Data.Length + PerFrame;
            frames.Clear();
            Feed(codec, good, inPieces ? 0 : record, frames);
            if (silentAfterEach) codec.Silence(default, frames);
            var read = frames.Count == 0 ? [] : frames[^1].Data;
            if (!read.AsSpan().SequenceEqual(labels[n % Labels])) Assert.Fail($"frame {n} was not read after a spoiled one");
            foreach (var frame in frames) came += frame.Data.Length + PerFrame;
            frames.Clear();
            fed += twice ? 3 : 2;
        }
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        _output.WriteLine($"{fed:N0} frames, {spoiledReads:N0} reads of spoiled ones, {codec.Refused:N0} refused, {allocated / 1024 / 1024:N0} MB passed through");
        Assert.InRange(allocated, 0, came + codec.Refused * PerRefusal + Slack);
        Assert.True(codec.SilenceMilliseconds == -1, "it still waits for something");
    }

    // A chunk holds what it may on this device: one report, or anything.
    private void Feed(IFrames codec, ReadOnlySpan<byte> bytes, int chunk, List<RawFrame> frames)
    {
        for (var at = 0; at < bytes.Length;)
        {
            var size = Math.Min(bytes.Length - at, chunk > 0 ? chunk : _spoiled.Chunk());
            codec.Feed(bytes.Slice(at, size), default, frames);
            at += size;
        }
    }

    private delegate byte[] Wired(ReadOnlySpan<byte> label);
    private delegate ReadOnlySpan<byte> Mend(ReadOnlySpan<byte> spoiled);

    private (byte[][] Labels, byte[][] Wires) Corpus(int longest, Wired wire)
    {
        var labels = Enumerable.Range(0, Labels).Select(_ => _spoiled.Label(longest)).ToArray();
        return (labels, [.. labels.Select(label => wire(label))]);
    }

    private static byte[] Framed(Framing framing, ReadOnlySpan<byte> label)
    {
        byte check = 3;
        foreach (var b in label) check ^= b;
        return framing switch
        {
            Framing.StxEtx => [2, .. label, 3],
            Framing.StxEtxLrc => [2, .. label, 3, check],
            Framing.Lf => [.. label, (byte)'\n'],
            Framing.CrLf => [.. label, (byte)'\r', (byte)'\n'],
            Framing.IdleGap => label.ToArray(),
            _ => [.. label, (byte)'\r'],
        };
    }

    private static void ReadAll(LlrpMessage message, List<TagReport> tags)
    {
        tags.Clear();
        if (message.Type == LlrpType.RoAccessReport) LlrpReport.ReadTags(message.Body.Span, tags);
        else LlrpReport.ReadEvents(message.Body.Span);
    }
}

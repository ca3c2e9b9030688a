using System.Buffers.Binary;
using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using Traceability.Edge;
using Traceability.Edge.Devices;
using Traceability.Edge.Devices.Gpio;
using Traceability.Edge.Replay;
using Traceability.Plant;
using Traceability.Tests.Delivery;

namespace Traceability.Tests.Devices;

/// <summary>A photo-eye on a line of the machine: the kernel's bytes, and the device over a FIFO of them.</summary>
public sealed class PhotoEyeTests
{
    private static byte[] Event(uint id)
    {
        var bytes = new byte[LineEvents.EventSize];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, 123_456_789);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), id);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(12), 17);
        return bytes;
    }

    [Fact]
    public void A_request_asks_for_one_debounced_input_with_both_edges()
    {
        var request = LineEvents.Request(17, activeLow: true);
        Assert.Equal(592, request.Length);
        Assert.Equal((17u, 1u), (BinaryPrimitives.ReadUInt32LittleEndian(request), BinaryPrimitives.ReadUInt32LittleEndian(request.AsSpan(560))));
        // Input, rising, falling, active low; then one attribute: debounce (3), 20 ms, of the first line.
        Assert.Equal(4ul | 0x10 | 0x20 | 2, BinaryPrimitives.ReadUInt64LittleEndian(request.AsSpan(288)));
        Assert.Equal((1u, 3u), (BinaryPrimitives.ReadUInt32LittleEndian(request.AsSpan(296)), BinaryPrimitives.ReadUInt32LittleEndian(request.AsSpan(320))));
        Assert.Equal((20_000u, 1ul), (BinaryPrimitives.ReadUInt32LittleEndian(request.AsSpan(328)), BinaryPrimitives.ReadUInt64LittleEndian(request.AsSpan(336))));
        Assert.Equal(0x10ul | 0x20 | 4, BinaryPrimitives.ReadUInt64LittleEndian(LineEvents.Request(17, activeLow: false).AsSpan(288)));
    }

    [Theory]
    [InlineData(48)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    public void Edges_are_read_however_the_bytes_come_and_other_events_are_none(int piece)
    {
        var (codec, edges) = (new LineEvents(), new List<bool>());
        byte[] stream = [.. Event(1), .. Event(2), .. Event(9), .. Event(1)];
        foreach (var part in stream.Chunk(piece)) codec.Feed(part, edges);
        Assert.Equal([true, false, true], edges);
    }

    [Fact]
    public void Any_bytes_are_borne()
    {
        var (random, codec, edges) = (new Random(7), new LineEvents(), new List<bool>());
        for (var n = 0; n < 10_000; n++)
        {
            var bytes = new byte[random.Next(200)];
            random.NextBytes(bytes);
            codec.Feed(bytes, edges);
        }
        Assert.Empty(edges);
    }

    [Fact]
    public async Task The_beam_becomes_a_read_of_the_portal()
    {
        using var folder = new TempFolder();
        using var stop = new CancellationTokenSource();
        var frames = Channel.CreateUnbounded<Frame>();
        var eye = new PhotoEyeInput("ship", "portal", folder["chip"], 17, activeLow: false, Emulation.Always, new ManualClock());
        var running = eye.RunAsync(frames.Writer, stop.Token);
        await Eventually.TrueAsync(() => eye.Status.State == DeviceState.Missing, "the chip is missed");
        using (var fifo = new RecordFifo(folder["chip"], LineEvents.EventSize))
        {
            await Eventually.TrueAsync(() => eye.Status.State == DeviceState.Ready, "the chip is there");
            fifo.Write(Event(1), default);
            fifo.Write(Event(2), default);
            foreach (var isBroken in new[] { true, false })
            {
                var frame = await frames.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10));
                Assert.Equal(("ship", "portal", isBroken), (frame.Station, frame.Reader, frame.Beam!.Value));
            }
        }
        await stop.CancelAsync();
        await running;
        Assert.Equal("portal.photoEye", eye.Id);
    }

    /// <summary>A recording has the beam among the portal's reads; whatever the eye is wired to, a replay sends it through the portal.</summary>
    [Fact]
    public async Task In_a_replay_the_beam_is_a_read_of_the_portal()
    {
        using var folder = new TempFolder();
        var plant = PlantFile.Read(System.Text.Encoding.UTF8.GetBytes(Plant.Replace("EYE", """, "session": "photoEye", "photoEye": { "chip": "pinctrl-rp1", "line": 17, "activeLow": true }""", StringComparison.Ordinal)));
        await File.WriteAllTextAsync(folder["scans.jsonl"], """{"t":"2026-03-02T06:00:00Z","station":"ship","reader":"portal","beam":true}""");
        var scan = Assert.Single(Recording.Read(folder["scans.jsonl"], plant));
        Assert.Equal((true, 1, "ship.portal"), (scan.Beam, scan.N, scan.Key));
        var without = PlantFile.Read(System.Text.Encoding.UTF8.GetBytes(Plant.Replace("EYE", "", StringComparison.Ordinal)));
        Assert.Contains("has no photoEye", Assert.Throws<RecordingException>(() => Recording.Read(folder["scans.jsonl"], without)).Message, StringComparison.Ordinal);

        using var control = new GatewayControl(folder["replay"]);
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var accepting = control.AcceptAsync(stop.Token);
        using var portal = (LlrpPortal)Emulators.Start(plant.Stations["ship"], plant.Stations["ship"].Readers[0], folder.Path);
        using var gateway = new Gateway(new GatewayOptions { Plant = plant, Gateway = "g", DataFolder = folder.Path, BrokerHost = "127.0.0.1", BrokerPort = 1, ReplaySocket = folder["replay"] }, NullLogger.Instance);
        var running = gateway.RunAsync(stop.Token);
        await control.HelloAsync("g", stop.Token);
        await control.OrderAsync("g", new ReplayOrder { Advance = scan.Time, Expect = scan.Key, N = 1, After = [] }, stop.Token);
        await control.AnswerAsync("g", stop.Token);
        await portal.SendBeamAsync(scan.Beam!.Value, stop.Token);
        Assert.Equal(1, (await control.AnswerAsync("g", stop.Token)).Taken);
        Assert.Empty(gateway.Eyes);
        Assert.True(gateway.Look(loop => loop.Look("ship"))!.State.Portal("portal").IsBroken);
        await stop.CancelAsync();
        await running;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => accepting);
    }

    private const string Plant = """
        { "plant": "eye", "gln": "9521300000008", "locations": [ { "location": "OUT", "kind": "dock", "gln": "9521300002040" } ],
          "stations": [ { "id": "ship", "gateway": "g", "kind": "shipping", "location": "OUT", "readers": [{ "id": "portal", "driver": "llrp"EYE }] } ] }
        """;

    [Fact]
    public async Task A_FIFO_stands_in_for_a_chip_only_where_the_plant_says_so()
    {
        using var folder = new TempFolder();
        using var stop = new CancellationTokenSource();
        using var fifo = new RecordFifo(folder["chip"], LineEvents.EventSize);
        var eye = new PhotoEyeInput("ship", "portal", folder["chip"], 17, activeLow: false, Emulation.Never, new ManualClock());
        var running = eye.RunAsync(Channel.CreateUnbounded<Frame>().Writer, stop.Token);
        await Eventually.TrueAsync(() => eye.Status.Text.Contains("is a FIFO and no GPIO chip", StringComparison.Ordinal), "it is refused");
        await stop.CancelAsync();
        await running;
    }
}

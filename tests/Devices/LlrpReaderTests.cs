using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Traceability.Edge.Devices;
using Traceability.Edge.Devices.Llrp;
using Traceability.Edge.Replay;
using Traceability.Plant;

namespace Traceability.Tests.Devices;

/// <summary>Readers that misbehave, and the portal's own rules.</summary>
public sealed class LlrpReaderTests : IDisposable
{
    private const string Welcome = "043f0000002000000001 00f600160080000c0005ac35bd20d1da010000060000";

    private readonly string _folder = Directory.CreateTempSubdirectory("traceability-llrp-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static byte[] Bytes(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));

    [Theory]
    [InlineData("", DeviceState.Missing, "has been silent for 0.3 s")]
    [InlineData("485454502f312e312034303020426164", DeviceState.Faulted, "is no LLRP reader: it does not speak version 1")]
    [InlineData("043f00000000 00000001", DeviceState.Faulted, "is no LLRP reader: it sent a message of length 0")]
    [InlineData("043f00000020", DeviceState.Missing, "has been silent for 0.3 s")]
    [InlineData("043e0000000a00000001", DeviceState.Faulted, "began with message 62")]
    [InlineData("043f0000001400000001 00f6000a 010000060001", DeviceState.Faulted, "is held by another client")]
    [InlineData("043f0000001400000001 00f6000a 010000060003", DeviceState.Faulted, "refused the connection (reason 3)")]
    [InlineData("043f0000001200000001 00f60008 00000000", DeviceState.Faulted, "cannot be understood: it sent parameter 0 with length 0")]
    [InlineData(Welcome, DeviceState.Missing, "has been silent for 0.3 s")]
    [InlineData(Welcome + "040d0000001200000001 011f0008 01910000", DeviceState.Faulted, "the reader refused message 3: status 401")]
    [InlineData(Welcome + "04640000001200000009 011f0008 006d0000", DeviceState.Faulted, "the reader refused a message: status 109")]
    [InlineData(Welcome + "043f0000001600000002 00f6000c 010100080000 0000", DeviceState.Missing, "the reader closes the connection")]
    public async Task What_a_reader_does_wrong_is_said_and_tried_again(string hex, DeviceState state, string text)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var stop = new CancellationTokenSource();
        var patience = TimeSpan.FromSeconds(text.Contains("silent", StringComparison.Ordinal) ? 0.3 : 10);
        var reader = new LlrpReader("st", "r", $"{listener.LocalEndpoint}", new ManualClock(), patience);
        var running = reader.RunAsync(Channel.CreateUnbounded<Frame>().Writer, stop.Token);
        for (var attempt = 0; attempt < 2; attempt++)
        {
            using var client = await listener.AcceptSocketAsync().WaitAsync(TimeSpan.FromSeconds(5));
            await client.SendAsync(Bytes(hex));
            var said = await UntilAsync(reader, text);
            Assert.Equal(state, said.State);
            Assert.Contains(text, said.Text, StringComparison.Ordinal);
        }
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task A_reader_that_drips_bytes_is_given_up_as_a_silent_one()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var stop = new CancellationTokenSource();
        var reader = new LlrpReader("st", "r", $"{listener.LocalEndpoint}", new ManualClock(), patience: TimeSpan.FromSeconds(0.3));
        var running = reader.RunAsync(Channel.CreateUnbounded<Frame>().Writer, stop.Token);
        using var client = await listener.AcceptSocketAsync();
        for (var n = 0; n < Bytes(Welcome).Length && !reader.Status.Text.Contains("silent", StringComparison.Ordinal); n++)
        {
            await client.SendAsync(Bytes(Welcome).AsMemory(n, 1));
            await Task.Delay(30);
        }
        Assert.Contains("silent for 0.3 s", reader.Status.Text, StringComparison.Ordinal);
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task Keep_alives_are_answered_and_hold_a_quiet_session_open()
    {
        using var portal = new LlrpPortal(Path.Combine(_folder, "st.r"), keepalive: TimeSpan.FromMilliseconds(50));
        using var stop = new CancellationTokenSource();
        var frames = Channel.CreateUnbounded<Frame>();
        var reader = new LlrpReader("st", "r", Path.Combine(_folder, "st.r"), new ManualClock(), patience: TimeSpan.FromSeconds(0.8));
        var running = reader.RunAsync(frames.Writer, stop.Token);
        await Task.Delay(1100);
        Assert.Equal(DeviceState.Ready, reader.Status.State);
        Assert.True(portal.KeepalivesAnswered > 3);

        var second = new LlrpReader("st", "second", Path.Combine(_folder, "st.r"), new ManualClock());
        var waiting = second.RunAsync(frames.Writer, stop.Token);
        const string held = "is held by another client";
        Assert.Contains(held, (await UntilAsync(second, held)).Text, StringComparison.Ordinal);
        Assert.Equal(DeviceState.Ready, reader.Status.State);
        await stop.CancelAsync();
        await Task.WhenAll(running, waiting);
    }

    [Fact]
    public async Task What_happens_at_the_reader_s_inputs_and_antennas_is_shown_side_by_side()
    {
        using var portal = new LlrpPortal(Path.Combine(_folder, "st.r"));
        using var stop = new CancellationTokenSource();
        var reader = new LlrpReader("st", "r", Path.Combine(_folder, "st.r"), new ManualClock());
        var running = reader.RunAsync(Channel.CreateUnbounded<Frame>().Writer, stop.Token);
        await portal.SendRawAsync(Bytes("043f00000015 00000009 00f6000b 00f80007 0002 80"), default);
        Assert.EndsWith("; input 2 is on", (await UntilAsync(reader, "input 2 is on")).Text, StringComparison.Ordinal);
        await portal.SendRawAsync(Bytes("043f00000015 0000000a 00f6000b 00ff0007 00 0003 043f00000015 0000000b 00f6000b 00f80007 0001 00"), default);
        var said = await UntilAsync(reader, "input 1 is off");
        Assert.EndsWith("; antenna 3 is disconnected; input 1 is off, input 2 is on", said.Text, StringComparison.Ordinal);
        Assert.Equal(DeviceState.Ready, said.State);
        await stop.CancelAsync();
        await running;
    }

    [Theory]
    [InlineData(2, false, 2, "", "broken free")]
    [InlineData(2, true, 2, "", "broken free")]
    [InlineData(2, false, 1, "broken", "broken free")]
    [InlineData(2, true, 1, "free", "broken free")]
    [InlineData(2, true, 0, "broken", "broken free")]
    public async Task A_photo_eye_at_the_reader_s_input_is_a_frame_and_another_input_is_none(int gpi, bool activeLow, byte state, string atStart, string seen)
    {
        var eye = new PhotoEye(gpi, null, null, activeLow);
        using var portal = new LlrpPortal(Path.Combine(_folder, "st.r"), eye: eye) { InputState = state };
        using var stop = new CancellationTokenSource();
        var frames = Channel.CreateUnbounded<Frame>();
        var reader = new LlrpReader("st", "r", Path.Combine(_folder, "st.r"), new ManualClock(), door: new Door { Session = DoorSession.PhotoEye, PhotoEye = eye });
        var running = reader.RunAsync(frames.Writer, stop.Token);
        await portal.SendRawAsync(LlrpAnswers.Input(1, 1, gpi + 1, isHigh: true).ToBytes(), default);
        await portal.SendBeamAsync(true, default);
        await portal.SendBeamAsync(false, default);
        var said = new List<string>();
        while (said.Count < (atStart == "" ? 2 : 3))
        {
            var frame = await frames.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10));
            Assert.True(frame is { Tag: null, Data.IsEmpty: true });
            said.Add(frame.Beam!.Value ? "broken" : "free");
        }
        Assert.Equal($"{atStart} {seen}".Trim(), string.Join(' ', said));
        await stop.CancelAsync();
        await running;
    }

    private static async Task<DeviceStatus> UntilAsync(LlrpReader reader, string text)
    {
        var said = reader.Status;
        for (var waited = 0; waited < 3000 && !said.Text.Contains(text, StringComparison.Ordinal); waited++)
        {
            await Task.Delay(1);
            said = reader.Status;
        }
        return said;
    }
}

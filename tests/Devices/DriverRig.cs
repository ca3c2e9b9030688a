using System.Text;
using Traceability.Edge.Devices;
using Traceability.Edge.Devices.HidPos;
using Traceability.Edge.Devices.Keyboard;
using Traceability.Edge.Devices.Llrp;
using Traceability.Edge.Devices.Serial;
using Traceability.Edge.Devices.Tcp;
using Traceability.Edge.Devices.TcpListen;
using Traceability.Edge.Replay;
using Traceability.Plant;

namespace Traceability.Tests.Devices;

/// <summary>
/// What the conformance suite must know of a driver: how its emulator is plugged in, the bytes of one read on its wire, bytes
/// that mean nothing to it, and a read that is too long. A new driver joins the suite by one entry here.
/// </summary>
public sealed record DriverRig
{
    /// <summary>Long enough that a busy machine does not look like a silent scanner.</summary>
    public const int UnfinishedMilliseconds = 5000;
    private static readonly TagSighting s_sighting = new(2, -61);
    private static readonly ushort[] s_modifiers =
        [KeyLayout.LeftShift, KeyLayout.RightShift, KeyLayout.LeftControl, KeyLayout.RightControl, KeyLayout.LeftAlt, KeyLayout.RightAlt];
    private static readonly byte[] s_released = KeyStrokes.ToBytes([.. s_modifiers.Select(code => new KeyRecord(KeyRecord.Key, code, KeyRecord.Released))]);

    public required Func<string, IEmulator> Plug { get; init; }
    public required Func<string, TimeProvider, int, IReader> Open { get; init; }
    public required Func<IEmulator, byte[], Task> Send { get; init; }
    public required Func<byte[], byte[]> Wire { get; init; }
    public required byte[] Noise { get; init; }
    public required byte[] TooLong { get; init; }
    public required string TooLongSays { get; init; }
    public TagSighting? Sighting { get; init; }

    /// <summary>What is said after many reads without an AIM identifier; or, in brackets, why that question does not apply.</summary>
    public string WithoutAimSays { get; init; } = "the scanner sends no AIM identifier";

    /// <summary>Anything at all, in whole records where the kernel keeps their borders, and what a person would do then: let go of the keys.</summary>
    public required Func<Random, byte[]> Garbage { get; init; }

    /// <summary>What a second driver on the same device is told; or, in brackets, why that question does not apply.</summary>
    public required string SecondIsTold { get; init; }

    /// <summary>Whether what is sent while no gateway runs waits in the kernel for the next one; a network device has no line to send on.</summary>
    public bool IsHeldByKernel { get; init; }

    /// <summary>A scanner sends bytes up to a terminator, so a read has a first and a last moment; a portal sends messages.</summary>
    public bool IsScanner => Sighting is null;

    public static readonly IReadOnlyDictionary<string, DriverRig> All = new Dictionary<string, DriverRig>
    {
        ["serial"] = new()
        {
            Garbage = random => Bytes(random, 1, 3000),
            SecondIsTold = "(a pseudo-terminal gets no exclusive mark, which would outlive a killed gateway; a serial device does, see SerialConnection)",
            Plug = path => new PseudoTerminal(path),
            Open = (path, clock, unfinished) => new SerialReader("st", "r", path, clock, new SerialFrames(Framing.Line, unfinishedMilliseconds: unfinished)),
            IsHeldByKernel = true,
            Send = (emulator, bytes) => Task.Run(() => ((PseudoTerminal)emulator).SendRawAsync(bytes, default)),
            Wire = Line,
            Noise = "\r\n\n\r\r"u8.ToArray(),
            TooLong = Line(new byte[1_000_000]),
            TooLongSays = "longer than 4096 bytes",
        },
        ["tcp"] = new()
        {
            Garbage = random => Bytes(random, 1, 3000),
            SecondIsTold = "(which clients a scanner serves is its own affair; the emulator sends to the last)",
            Plug = path => new TcpScanner(path),
            Open = (path, clock, unfinished) => new TcpReader("st", "r", path, clock, new SerialFrames(Framing.Line, unfinishedMilliseconds: unfinished)),
            Send = (emulator, bytes) => ((TcpScanner)emulator).SendRawAsync(bytes, default),
            Wire = Line,
            Noise = "\r\n\n\r\r"u8.ToArray(),
            TooLong = Line(new byte[1_000_000]),
            TooLongSays = "longer than 4096 bytes",
        },
        ["keyboard"] = new()
        {
            Garbage = random => [.. Bytes(random, KeyRecord.Size, 60), .. s_released],
            SecondIsTold = "(a FIFO cannot be grabbed; an input device is, see KeyboardConnection)",
            Plug = path => new KeyboardFifo(path),
            Open = (path, clock, unfinished) => new KeyboardReader("st", "r", path, Emulation.Always, clock, new KeyboardFrames(KeyLayout.Us, unfinished)),
            IsHeldByKernel = true,
            Send = (emulator, bytes) => Task.Run(() => ((KeyboardFifo)emulator).SendRecordsAsync(bytes, default)),
            Wire = label => KeyStrokes.Of(label),
            Noise = KeyStrokes.ToBytes([new(4, 4, 0x70028), new(KeyRecord.Key, 30, 2), new(KeyRecord.Key, KeyLayout.NumLock, 1), new(17, 0, 1), new(0, 0, 0)]),
            TooLong = KeyStrokes.Of(Encoding.ASCII.GetBytes(new string('7', IFrames.Limit + 1))),
            TooLongSays = "longer than 4096 bytes",
        },
        ["hidpos"] = new()
        {
            Garbage = random => Bytes(random, HidPosLayout.Emulated.StreamBytes, 30),
            SecondIsTold = "(the kernel gives every reader of a hidraw device each report; nothing can be taken for one alone)",
            Plug = path => new HidPosFifo(path),
            Open = (path, clock, unfinished) => new HidPosReader("st", "r", path, Emulation.Always, clock, new HidPosFrames(unfinished)),
            IsHeldByKernel = true,
            Send = (emulator, bytes) => Task.Run(() => ((HidPosFifo)emulator).SendReportsAsync(bytes, default)),
            Wire = label => HidPosReports.Of(label),
            // A status report, one of another page, and a scan without data.
            Noise = [.. Report(4, 1), .. Report(0), .. Report(2)],
            TooLong = HidPosReports.Of(new byte[IFrames.Limit + 1]),
            TooLongSays = "longer than 4096 bytes",
        },
        ["tcp-listen"] = new()
        {
            Garbage = random => Bytes(random, 1, 3000),
            SecondIsTold = "cannot listen on 127.0.0.1",
            Plug = path => new TcpCaller(path),
            Open = (path, clock, unfinished) => new TcpListenReader("st", "r", path, clock, new SerialFrames(Framing.Line, unfinishedMilliseconds: unfinished)),
            Send = (emulator, bytes) => ((TcpCaller)emulator).SendRawAsync(bytes, default),
            Wire = Line,
            Noise = "\r\n\n\r\r"u8.ToArray(),
            TooLong = Line(new byte[1_000_000]),
            TooLongSays = "longer than 4096 bytes",
        },
        ["llrp"] = new()
        {
            // Less than a header may be the beginning of a message: it is waited for as long as for a portal that is silent.
            Garbage = random => Bytes(random, LlrpMessage.HeaderSize, 3000),
            SecondIsTold = "is held by another client",
            Plug = path => new LlrpPortal(path),
            Open = (path, clock, _) => new LlrpReader("st", "r", path, clock),
            Send = (emulator, bytes) => ((LlrpPortal)emulator).SendRawAsync(bytes, default),
            Wire = epc => LlrpAnswers.Report(7, epc, s_sighting, 1594174805140192).ToBytes(),
            // A custom message, a report without tags, one of a tag without an EPC, and a keep-alive.
            Noise = [.. new LlrpMessage(1023, 1, new byte[] { 0, 0, 0x65, 0x1A, 1 }).ToBytes(), .. new LlrpMessage(LlrpType.RoAccessReport, 2, default).ToBytes(),
                .. new LlrpMessage(LlrpType.RoAccessReport, 3, new byte[] { 0, 240, 0, 4 }).ToBytes(), .. LlrpAnswers.Keepalive(4).ToBytes()],
            TooLong = [4, (byte)LlrpType.RoAccessReport, 0x00, 0x10, 0x00, 0x01, 0, 0, 0, 1],
            TooLongSays = "a message of length 1048577",
            Sighting = s_sighting,
            WithoutAimSays = "(a tag is no barcode)",
        },
    };

    private static byte[] Bytes(Random random, int record, int most)
    {
        var bytes = new byte[record * random.Next(1, most)];
        random.NextBytes(bytes);
        return bytes;
    }

    private static byte[] Report(params byte[] start) => [.. start, .. new byte[HidPosLayout.Emulated.StreamBytes - start.Length]];

    private static byte[] Line(byte[] label) => [.. label, (byte)'\r'];
}

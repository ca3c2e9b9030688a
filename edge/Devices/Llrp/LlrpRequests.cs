using System.Buffers.Binary;

namespace Traceability.Edge.Devices.Llrp;

/// <summary>
/// The messages this client sends, as bodies. Their layout is fixed, so they are written down as bytes with the
/// parameters named beside them (LLRP 1.0.1; protocols.md section 6 holds the same as vectors).
/// </summary>
public static class LlrpRequests
{
    /// <summary>The one ROSpec that this client uses.</summary>
    public const uint RoSpec = 1;

    private const byte GpiPortCurrentState = 9;

    /// <summary>Milliseconds between the reader's keep-alives.</summary>
    public const int KeepaliveMilliseconds = 5000;

    /// <summary>
    /// Events on, keep-alive every five seconds, and reports held back after a lost connection until the client asks for them. An input that a
    /// photo-eye is wired to is switched on: many readers leave theirs off.
    /// </summary>
    public static LlrpMessage SetReaderConfig(uint id, int? gpi = null) => new(LlrpType.SetReaderConfig, id, (byte[])
    [
        0x00, // nothing is reset to the factory's settings
        0x00, 0xF4, 0x00, 0x27, // ReaderEventNotificationSpec: on for the following
        0x00, 0xF5, 0x00, 0x07, 0x00, 0x01, 0x80, // GPI
        0x00, 0xF5, 0x00, 0x07, 0x00, 0x02, 0x80, // ROSpec
        0x00, 0xF5, 0x00, 0x07, 0x00, 0x03, 0x80, // report buffer warning
        0x00, 0xF5, 0x00, 0x07, 0x00, 0x04, 0x80, // reader exception
        0x00, 0xF5, 0x00, 0x07, 0x00, 0x08, 0x80, // antenna
        0x00, 0xDC, 0x00, 0x09, 0x01, 0x00, 0x00, KeepaliveMilliseconds >> 8, KeepaliveMilliseconds & 0xFF, // KeepaliveSpec: periodic
        .. gpi is { } port ? [0x00, 0xE1, 0x00, 0x08, (byte)(port >> 8), (byte)port, 0x80, 0x02] : Array.Empty<byte>(), // GPIPortCurrentState: on, level unknown
        0x00, 0xE2, 0x00, 0x05, 0x80, // EventsAndReports: hold upon reconnect
    ]);

    /// <summary>How an input stands now: what the photo-eye saw while nobody listened made its event then.</summary>
    public static LlrpMessage GetInput(uint id, int port) => new(LlrpType.GetReaderConfig, id, new byte[] { 0x00, 0x00, GpiPortCurrentState, (byte)(port >> 8), (byte)port, 0x00, 0x00 });

    /// <summary>ROSpec 0 deletes all.</summary>
    public static LlrpMessage DeleteRoSpec(uint id, uint roSpec) => new(LlrpType.DeleteRoSpec, id, Number(roSpec));
    public static LlrpMessage EnableRoSpec(uint id) => new(LlrpType.EnableRoSpec, id, Number(RoSpec));
    public static LlrpMessage StartRoSpec(uint id) => new(LlrpType.StartRoSpec, id, Number(RoSpec));
    public static LlrpMessage EnableEventsAndReports(uint id) => new(LlrpType.EnableEventsAndReports, id, default);
    public static LlrpMessage CloseConnection(uint id) => new(LlrpType.CloseConnection, id, default);
    public static LlrpMessage KeepaliveAck(uint id) => new(LlrpType.KeepaliveAck, id, default);

    /// <summary>Inventory without end on these antennas, or on all, each sighting reported by itself, which gives the lowest latency.</summary>
    public static LlrpMessage AddRoSpec(uint id, params IReadOnlyList<int> antennas) => new(LlrpType.AddRoSpec, id, (byte[])
    [
        0x00, 0xB1, 0x00, (byte)(0x3F + (2 * Listed(antennas).Count)), 0x00, 0x00, 0x00, (byte)RoSpec, 0x00, 0x00, // ROSpec: priority 0, disabled
        0x00, 0xB2, 0x00, 0x12, // boundary
        0x00, 0xB3, 0x00, 0x05, 0x00, // start trigger: none but the START message
        0x00, 0xB6, 0x00, 0x09, 0x00, 0x00, 0x00, 0x00, 0x00, // stop trigger: none
        0x00, 0xB7, 0x00, (byte)(0x16 + (2 * Listed(antennas).Count)), 0x00, (byte)Listed(antennas).Count, .. Listed(antennas).SelectMany(a => (byte[])[(byte)(a >> 8), (byte)a]), // AISpec
        0x00, 0xB8, 0x00, 0x09, 0x00, 0x00, 0x00, 0x00, 0x00, // AISpec stop trigger: none
        0x00, 0xBA, 0x00, 0x07, 0x00, 0x01, 0x01, // inventory 1, EPC Gen2
        0x00, 0xED, 0x00, 0x0D, 0x01, 0x00, 0x01, // report after every tag
        0x00, 0xEE, 0x00, 0x06, 0x1F, 0x80, // with antenna, channel, peak RSSI, first and last seen, count
    ]);

    // Antenna 0 stands for all.
    private static IReadOnlyList<int> Listed(IReadOnlyList<int> antennas) => antennas.Count == 0 ? [0] : antennas;

    private static byte[] Number(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }
}

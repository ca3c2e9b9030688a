using System.Runtime.InteropServices;

namespace Traceability.Messaging.Mosquitto;

/// <summary>The part of libmosquitto's C interface (2.0, Debian package libmosquitto1) that a link needs.</summary>
internal static unsafe partial class Libmosquitto
{
    private const string Library = "libmosquitto.so.1";

    public const int Success = 0;
    public const int ErrorErrno = 14;
    public const int ErrorTls = 8;
    public const int VerifyPeer = 1;
    public const int OptionProtocolVersion = 1;
    public const int OptionReceiveMaximum = 4;
    public const int OptionTcpNoDelay = 11;
    public const int ProtocolV5 = 5;
    public const int PropertySessionExpiry = 17;
    public const int PropertyReceiveMaximum = 33;
    public const int SubscribeNoLocal = 4;
    public const int DisconnectWithWill = 4;

    /// <summary>struct mosquitto_message.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Message
    {
        public int Id;
        public IntPtr Topic;
        public IntPtr Payload;
        public int PayloadLength;
        public int Qos;
        public byte Retain;
    }

    private static readonly Lazy<string?> Absent = new(() =>
    {
        try
        {
            return Init() == Success ? null : "libmosquitto does not start.";
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            return $"{Library} is not installed or too old: install the Debian package libmosquitto1.";
        }
    });

    /// <exception cref="MqttException">The library is not on this machine.</exception>
    public static void Require()
    {
        if (Absent.Value is { } reason) throw new MqttException(reason);
    }

    /// <summary>What the library says to a return code.</summary>
    public static string Say(int code, int errno) => code == ErrorErrno
        ? Marshal.GetPInvokeErrorMessage(errno) : Marshal.PtrToStringUTF8(ErrorText(code)) ?? $"error {code}";

    /// <summary>What the library says to an MQTT reason code.</summary>
    public static string Reason(int code) => Marshal.PtrToStringUTF8(ReasonText(code)) ?? $"reason {code}";

    [LibraryImport(Library, EntryPoint = "mosquitto_lib_init")]
    private static partial int Init();

    [LibraryImport(Library, EntryPoint = "mosquitto_strerror")]
    private static partial IntPtr ErrorText(int code);

    [LibraryImport(Library, EntryPoint = "mosquitto_reason_string")]
    private static partial IntPtr ReasonText(int code);

    [LibraryImport(Library, EntryPoint = "mosquitto_new", StringMarshalling = StringMarshalling.Utf8)]
    public static partial IntPtr New(string id, [MarshalAs(UnmanagedType.U1)] bool cleanStart, IntPtr user);

    [LibraryImport(Library, EntryPoint = "mosquitto_destroy")]
    public static partial void Destroy(IntPtr handle);

    [LibraryImport(Library, EntryPoint = "mosquitto_int_option")]
    public static partial int IntOption(IntPtr handle, int option, int value);

    [LibraryImport(Library, EntryPoint = "mosquitto_threaded_set")]
    public static partial int ThreadedSet(IntPtr handle, [MarshalAs(UnmanagedType.U1)] bool threaded);

    [LibraryImport(Library, EntryPoint = "mosquitto_will_set_v5", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int WillSet(IntPtr handle, string topic, int length, byte* payload, int qos, [MarshalAs(UnmanagedType.U1)] bool retain, IntPtr properties);

    [LibraryImport(Library, EntryPoint = "mosquitto_tls_set", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int TlsSet(IntPtr handle, string authorityFile, string? authorityFolder, string certificateFile, string keyFile, IntPtr password);

    [LibraryImport(Library, EntryPoint = "mosquitto_tls_opts_set", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int TlsOptions(IntPtr handle, int verify, string version, string? ciphers);

    [LibraryImport(Library, EntryPoint = "mosquitto_connect_bind_v5", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    public static partial int Connect(IntPtr handle, string host, int port, int keepAlive, string? bind, IntPtr properties);

    [LibraryImport(Library, EntryPoint = "mosquitto_disconnect_v5")]
    public static partial int Disconnect(IntPtr handle, int reason, IntPtr properties);

    [LibraryImport(Library, EntryPoint = "mosquitto_publish_v5", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    public static partial int Publish(IntPtr handle, out int id, string topic, int length, byte* payload, int qos, [MarshalAs(UnmanagedType.U1)] bool retain, IntPtr properties);

    [LibraryImport(Library, EntryPoint = "mosquitto_subscribe_v5", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    public static partial int Subscribe(IntPtr handle, out int id, string filter, int qos, int options, IntPtr properties);

    [LibraryImport(Library, EntryPoint = "mosquitto_socket")]
    public static partial int Socket(IntPtr handle);

    [LibraryImport(Library, EntryPoint = "mosquitto_want_write")]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool WantWrite(IntPtr handle);

    [LibraryImport(Library, EntryPoint = "mosquitto_loop_read", SetLastError = true)]
    public static partial int LoopRead(IntPtr handle, int packets);

    [LibraryImport(Library, EntryPoint = "mosquitto_loop_write", SetLastError = true)]
    public static partial int LoopWrite(IntPtr handle, int packets);

    [LibraryImport(Library, EntryPoint = "mosquitto_loop_misc", SetLastError = true)]
    public static partial int LoopMisc(IntPtr handle);

    [LibraryImport(Library, EntryPoint = "mosquitto_property_add_int32")]
    public static partial int AddProperty(ref IntPtr list, int id, uint value);

    [LibraryImport(Library, EntryPoint = "mosquitto_property_read_int16")]
    public static partial IntPtr ReadProperty(IntPtr list, int id, out ushort value, [MarshalAs(UnmanagedType.U1)] bool next);

    [LibraryImport(Library, EntryPoint = "mosquitto_property_free_all")]
    public static partial void FreeProperties(ref IntPtr list);

    [LibraryImport(Library, EntryPoint = "mosquitto_log_callback_set")]
    public static partial void OnLog(IntPtr handle, delegate* unmanaged[Cdecl]<IntPtr, IntPtr, int, IntPtr, void> callback);

    [LibraryImport(Library, EntryPoint = "mosquitto_connect_v5_callback_set")]
    public static partial void OnConnect(IntPtr handle, delegate* unmanaged[Cdecl]<IntPtr, IntPtr, int, int, IntPtr, void> callback);

    [LibraryImport(Library, EntryPoint = "mosquitto_disconnect_v5_callback_set")]
    public static partial void OnDisconnect(IntPtr handle, delegate* unmanaged[Cdecl]<IntPtr, IntPtr, int, IntPtr, void> callback);

    [LibraryImport(Library, EntryPoint = "mosquitto_publish_v5_callback_set")]
    public static partial void OnPublish(IntPtr handle, delegate* unmanaged[Cdecl]<IntPtr, IntPtr, int, int, IntPtr, void> callback);

    [LibraryImport(Library, EntryPoint = "mosquitto_subscribe_v5_callback_set")]
    public static partial void OnSubscribe(IntPtr handle, delegate* unmanaged[Cdecl]<IntPtr, IntPtr, int, int, int*, IntPtr, void> callback);

    [LibraryImport(Library, EntryPoint = "mosquitto_message_v5_callback_set")]
    public static partial void OnMessage(IntPtr handle, delegate* unmanaged[Cdecl]<IntPtr, IntPtr, Message*, IntPtr, void> callback);
}

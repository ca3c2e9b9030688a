using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Traceability.Messaging.Mosquitto;

/// <summary>
/// The native handle and the thread that drives it. A round reads what is there, hands the messages to the handler, waits
/// until all are dealt with and only then writes: the library has queued their acknowledgements by then, so nothing is
/// acknowledged early, and one commit can serve many messages.
/// </summary>
internal sealed unsafe class NativeConnection : IDisposable
{
    /// <summary>A round ends after so many messages or bytes, whatever else has come.</summary>
    private const int MaxGathered = 64;
    private const int MaxGatheredBytes = 2 * 1024 * 1024;

    /// <summary>The default of MQTT 5 where the broker names no receive maximum.</summary>
    private const int DefaultReceiveMaximum = 65535;

    private readonly MqttOptions _options;
    private readonly Func<MqttMessage, Task> _handler;
    private readonly MosquittoLink _link;
    private readonly Wakeup _wakeup = new();
    private readonly List<MqttMessage> _gathered = [];
    private IntPtr _handle;
    private GCHandle _self;
    private int _gatheredBytes;
    private string? _end;
    private string? _tlsWords;
    private volatile bool _closing;

    public NativeConnection(MqttOptions options, Func<MqttMessage, Task> handler, MosquittoLink link)
    {
        _options = options;
        _handler = handler;
        _link = link;
    }

    public void Start() => new Thread(Run) { IsBackground = true, Name = $"mqtt {_options.ClientId}" }.Start();

    /// <summary>Asks the thread to end the connection in order.</summary>
    public void Close()
    {
        _closing = true;
        _wakeup.Wake();
    }

    /// <returns>The message's id.</returns>
    public int Publish(MqttMessage message)
    {
        int code, id;
        fixed (byte* payload = message.Payload.Span)
            code = Libmosquitto.Publish(_handle, out id, message.Topic, message.Payload.Length, payload, message.Qos, message.Retain, IntPtr.Zero);
        return Sent(code, id);
    }

    public int Subscribe(MqttFilter filter)
    {
        var code = Libmosquitto.Subscribe(_handle, out var id, filter.Filter, filter.Qos, filter.NoLocal ? Libmosquitto.SubscribeNoLocal : 0, IntPtr.Zero);
        return Sent(code, id);
    }

    public void Dispose()
    {
        if (_handle != IntPtr.Zero) Libmosquitto.Destroy(_handle);
        _handle = IntPtr.Zero;
        if (_self.IsAllocated) _self.Free();
        _wakeup.Dispose();
    }

    private int Sent(int code, int id)
    {
        Require(code);
        _wakeup.Wake();
        return id;
    }

    private static void Require(int code)
    {
        if (code != Libmosquitto.Success) throw new MqttException($"The broker cannot be asked: {Libmosquitto.Say(code, Marshal.GetLastPInvokeError())}");
    }

    private void Run()
    {
        try
        {
            Open();
            while (_end is null) Round();
        }
        catch (MqttException e)
        {
            _link.TakeEnd(e);
            return;
        }
        // Over TLS, an end before the broker's answer is most often its judgement of our certificate, and seldom said in words.
        _link.TakeEnd(_options.Tls is null ? new MqttException(_end) : new MqttTlsException(_end));
    }

    private void Open()
    {
        _self = GCHandle.Alloc(this);
        _handle = Libmosquitto.New(_options.ClientId, _options.CleanStart, GCHandle.ToIntPtr(_self));
        if (_handle == IntPtr.Zero) throw new MqttException($"'{_options.ClientId}' is no client id.");
        Require(Libmosquitto.IntOption(_handle, Libmosquitto.OptionProtocolVersion, Libmosquitto.ProtocolV5));
        Require(Libmosquitto.IntOption(_handle, Libmosquitto.OptionTcpNoDelay, 1));
        Require(Libmosquitto.IntOption(_handle, Libmosquitto.OptionReceiveMaximum, MaxGathered));
        // Without this, a publish from another thread would write to the socket itself.
        Require(Libmosquitto.ThreadedSet(_handle, true));
        Libmosquitto.OnConnect(_handle, &OnConnect);
        Libmosquitto.OnDisconnect(_handle, &OnDisconnect);
        Libmosquitto.OnPublish(_handle, &OnPublish);
        Libmosquitto.OnSubscribe(_handle, &OnSubscribe);
        Libmosquitto.OnMessage(_handle, &OnMessage);
        if (_options.Tls is { } tls) Protect(tls);
        if (_options.Will is { } will)
            fixed (byte* payload = will.Payload.Span)
                Require(Libmosquitto.WillSet(_handle, will.Topic, will.Payload.Length, payload, will.Qos, will.Retain, IntPtr.Zero));

        var properties = IntPtr.Zero;
        Require(Libmosquitto.AddProperty(ref properties, Libmosquitto.PropertySessionExpiry, (uint)_options.SessionExpiry.TotalSeconds));
        var code = Libmosquitto.Connect(_handle, _options.Host, _options.Port, (int)_options.KeepAlive.TotalSeconds, null, properties);
        var errno = Marshal.GetLastPInvokeError();
        Libmosquitto.FreeProperties(ref properties);
        if (code == Libmosquitto.ErrorTls) throw new MqttTlsException(Refusal() ?? $"No TLS with {_options.Host}:{_options.Port}: {_tlsWords ?? "the handshake failed"}.");
        if (code != Libmosquitto.Success)
            throw new MqttException($"No broker at {_options.Host}:{_options.Port}: {Libmosquitto.Say(code, errno)}");
    }

    /// <summary>TLS 1.2 or newer, the broker's certificate required and its name compared; the library does that unless told otherwise.</summary>
    private void Protect(MqttTls tls)
    {
        Libmosquitto.OnLog(_handle, &OnLog);
        Require(Libmosquitto.TlsSet(_handle, tls.AuthorityFile, null, tls.CertificateFile, tls.KeyFile, IntPtr.Zero));
        Require(Libmosquitto.TlsOptions(_handle, Libmosquitto.VerifyPeer, "tlsv1.2", null));
    }

    /// <summary>In TLS 1.3 the broker judges our certificate after the handshake: its alert is the first thing that is read.</summary>
    private string? Refusal() => _tlsWords is { } words ? TlsLook.Refusal(words) : null;

    private void Round()
    {
        var socket = Libmosquitto.Socket(_handle);
        if (socket < 0)
        {
            _end ??= "The connection to the broker was lost.";
            return;
        }
        // With TLS the library may hold bytes that the socket no longer shows: it is asked in every round.
        if (_wakeup.Wait(socket, Libmosquitto.WantWrite(_handle), milliseconds: 1000) || _options.Tls is not null) Gather(socket);
        if (_end is null) Handle();
        if (_end is not null) return;
        if (_closing)
        {
            _closing = false;
            EndOn(Libmosquitto.Disconnect(_handle, _options.Will is null ? 0 : Libmosquitto.DisconnectWithWill, IntPtr.Zero));
        }
        if (Libmosquitto.WantWrite(_handle)) EndOn(Libmosquitto.LoopWrite(_handle, 1));
        if (_end is null) EndOn(Libmosquitto.LoopMisc(_handle));
    }

    private void Gather(int socket)
    {
        do EndOn(Libmosquitto.LoopRead(_handle, 1));
        while (_end is null && _gathered.Count < MaxGathered && _gatheredBytes < MaxGatheredBytes
            && Libmosquitto.Socket(_handle) == socket && Wakeup.HasMore(socket));
    }

    /// <summary>A failed handler ends the connection before anything is written, hence unacknowledged.</summary>
    private void Handle()
    {
        if (_gathered.Count == 0) return;
        try
        {
            var handled = new Task[_gathered.Count];
            for (var i = 0; i < handled.Length; i++) handled[i] = _handler(_gathered[i]);
            Task.WhenAll(handled).GetAwaiter().GetResult();
        }
        catch (Exception e)
        {
            // Whatever it is, the answer is the same: closed, not acknowledged, delivered again; the owner sees the reason.
            _end = $"A message could not be dealt with: {e.Message}";
        }
        _gathered.Clear();
        _gatheredBytes = 0;
    }

    private void EndOn(int code)
    {
        if (code != Libmosquitto.Success) _end ??= Refusal() ?? $"The connection to the broker was lost: {Libmosquitto.Say(code, Marshal.GetLastPInvokeError())}";
    }

    private static NativeConnection Self(IntPtr user) => (NativeConnection)GCHandle.FromIntPtr(user).Target!;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnConnect(IntPtr handle, IntPtr user, int reason, int flags, IntPtr properties)
    {
        var self = Self(user);
        if (reason != 0)
        {
            self._end = $"The broker refuses the connection: {Libmosquitto.Reason(reason)}.";
            return;
        }
        if (Libmosquitto.ReadProperty(properties, Libmosquitto.PropertyReceiveMaximum, out var maximum, false) == IntPtr.Zero) maximum = DefaultReceiveMaximum;
        self._link.TakeConnected((flags & 1) != 0, maximum);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnDisconnect(IntPtr handle, IntPtr user, int code, IntPtr properties)
    {
        // Codes from 0x80 on are the broker's reason, lower ones the library's.
        Self(user)._end ??= code == 0 ? "The connection was closed."
            : Self(user).Refusal() ?? $"The connection to the broker was lost: {(code >= 0x80 ? Libmosquitto.Reason(code) : Libmosquitto.Say(code, Marshal.GetLastSystemError()))}";
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnLog(IntPtr handle, IntPtr user, int level, IntPtr text)
    {
        // Of all that the library says only the words of TLS are of use; the last are the cause.
        if (Marshal.PtrToStringUTF8(text) is { } words && words.Contains("SSL", StringComparison.Ordinal)) Self(user)._tlsWords = words;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnPublish(IntPtr handle, IntPtr user, int id, int reason, IntPtr properties) => Self(user)._link.TakePublished(id, reason);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnSubscribe(IntPtr handle, IntPtr user, int id, int count, int* granted, IntPtr properties) =>
        Self(user)._link.TakeSubscribed(id, count > 0 ? granted[0] : 0x80);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnMessage(IntPtr handle, IntPtr user, Libmosquitto.Message* message, IntPtr properties)
    {
        var self = Self(user);
        var payload = new ReadOnlySpan<byte>((void*)message->Payload, message->PayloadLength).ToArray();
        self._gathered.Add(new MqttMessage(Marshal.PtrToStringUTF8(message->Topic) ?? "", payload, message->Qos, message->Retain != 0));
        self._gatheredBytes += payload.Length;
    }
}

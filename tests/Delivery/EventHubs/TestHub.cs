using System.Collections.Concurrent;
using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Framing;
using Microsoft.Azure.Amqp.Sasl;
using Microsoft.Azure.Amqp.Transport;

namespace Traceability.Tests.Delivery.EventHubs;

/// <summary>
/// A small Event Hub for the real client: AMQP 1.0 over TLS on a loopback address of its own, since the client insists on port 5671. It knows tokens,
/// properties, senders with keys and batches, and readers from a position; it breaks off, refuses, and is killed and started again as a test wants.
/// </summary>
public sealed class TestHub : IRuntimeProvider, IDisposable
{
    public const string Name = "events";
    private const string KeyName = "plant";
    private static int _hubs;
    private readonly ConcurrentDictionary<AmqpConnection, HubGuard> _connections = new();
    private readonly ConcurrentDictionary<AmqpLink, bool> _links = new();
    private AmqpConnectionListener? _listener;

    public TestHub(int partitions = 2)
    {
        Entries = new HubEntries(partitions);
        // Test processes beside this one take other addresses.
        Host = $"127.{1 + Environment.ProcessId / 250 % 250}.{1 + Environment.ProcessId % 250}.{Interlocked.Increment(ref _hubs)}";
        Answers = new HubAnswers(this);
    }

    public static string Key => "aHViIG9mIGEgdGVzdCwgbm8gc2VjcmV0IGF0IGFsbA==";
    public string Host { get; }
    public HubEntries Entries { get; }
    public uint MaxMessageBytes { get; init; } = 1 << 20;

    /// <summary>Asked before every link and every transfer: an error that it is refused with, or null.</summary>
    public Func<string, Error?> Refuses { get; set; } = _ => null;

    /// <summary>Every link is granted and then taken away.</summary>
    public bool DetachesAtOnce { get; set; }

    /// <summary>Links that were opened, by their address.</summary>
    public ConcurrentQueue<string> Opened { get; } = new();
    internal HubAnswers Answers { get; }

    public string ConnectionString(string? key = null) => $"Endpoint=sb://{Host}/;SharedAccessKeyName={KeyName};SharedAccessKey={key ?? Key}";

    public TestHub Start(bool stranger = false)
    {
        var settings = new AmqpSettings { RuntimeProvider = this };
        settings.TransportProviders.Add(new TlsTransportProvider(new TlsTransportSettings { Certificate = HubTrust.Issue(Host, stranger), IsInitiator = false }));
        var sasl = new SaslTransportProvider();
        sasl.Versions.Add(new AmqpVersion(1, 0, 0));
        sasl.AddHandler(new SaslAnonymousHandler("MSSBCBS"));
        sasl.AddHandler(new SaslAnonymousHandler());
        settings.TransportProviders.Add(sasl);
        _listener = new AmqpConnectionListener([$"amqps://{Host}:5671"], settings, new AmqpConnectionSettings { ContainerId = "hub", IdleTimeOut = 60_000 });
        _listener.Open();
        return this;
    }

    /// <summary>No goodbye to anybody; the entries stay.</summary>
    public void Kill()
    {
        // The connections first: an orderly close of the listener would say goodbye to them.
        foreach (var connection in _connections.Keys) connection.Abort();
        _connections.Clear();
        _links.Clear();
        _listener?.Close();
        _listener = null;
    }

    /// <summary>Readers and senders are detached, as at an upgrade of the service; the connections stay.</summary>
    public void BreakLinks()
    {
        foreach (var link in _links.Keys) Break(link);
    }

    public void Dispose() => Kill();

    AmqpConnection IConnectionFactory.CreateConnection(
        TransportBase transport, ProtocolHeader header, bool isInitiator, AmqpSettings settings, AmqpConnectionSettings own)
    {
        var connection = new AmqpConnection(transport, header, false, settings, own);
        _connections[connection] = new HubGuard(KeyName, Key);
        connection.SafeAddClosed((_, _) => _connections.TryRemove(connection, out var _));
        return connection;
    }

    AmqpSession ISessionFactory.CreateSession(AmqpConnection connection, AmqpSessionSettings settings) => new(connection, settings, this);

    AmqpLink ILinkFactory.CreateLink(AmqpSession session, AmqpLinkSettings settings)
    {
        if (settings.Role != true) return new SendingAmqpLink(session, settings);
        settings.MaxMessageSize = MaxMessageBytes;
        return new ReceivingAmqpLink(session, settings);
    }

    IAsyncResult ILinkFactory.BeginOpenLink(AmqpLink link, TimeSpan timeout, AsyncCallback callback, object state)
    {
        var address = (link.IsReceiver ? ((Target)link.Settings.Target).Address : ((Source)link.Settings.Source).Address).ToString()!.Trim('/');
        if (Refuses(address) is { } error) throw new AmqpException(error);
        var guard = _connections[link.Session.Connection];
        if (address[0] == '$') Answers.Attach(link, guard);
        else if (!guard.Allows(address)) throw new AmqpException(AmqpErrorCode.UnauthorizedAccess, $"Unauthorized access to '{address}': no token.");
        else if (link is ReceivingAmqpLink taking) HubTransfers.Take(taking, address, this);
        else HubTransfers.Give((SendingAmqpLink)link, address, this);
        if (address[0] != '$')
        {
            _links[link] = true;
            link.SafeAddClosed((_, _) => _links.TryRemove(link, out var _));
            if (DetachesAtOnce) link.Opened += (_, _) => _ = Task.Run(() => Break(link));
        }
        Opened.Enqueue(address);
        var done = new TaskCompletionSource(state);
        done.SetResult();
        callback(done.Task);
        return done.Task;
    }

    void ILinkFactory.EndOpenLink(IAsyncResult result)
    {
    }

    private static void Break(AmqpLink link) => link.SafeClose(new AmqpException(AmqpErrorCode.DetachForced, "The link is detached by the service."));
}

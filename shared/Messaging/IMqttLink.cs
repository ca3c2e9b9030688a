using System.Net;

namespace Traceability.Messaging;

public sealed record MqttMessage(string Topic, ReadOnlyMemory<byte> Payload, int Qos = 1, bool Retain = false);

/// <summary>How to reach a broker.</summary>
public sealed record MqttOptions
{
    public required string Host { get; init; }
    public required int Port { get; init; }
    public required string ClientId { get; init; }

    /// <summary>Null is a link without encryption, which has its place on one machine only.</summary>
    public MqttTls? Tls { get; init; }

    /// <summary>How long the broker keeps subscriptions and queued messages of an absent client.</summary>
    public TimeSpan SessionExpiry { get; init; } = TimeSpan.FromDays(7);
    public bool CleanStart { get; init; }
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(20);
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Published by the broker when the connection ends in any way, also when it is closed in order.</summary>
    public MqttMessage? Will { get; init; }

    /// <summary>What every link asks before it connects: nothing goes over a network in the clear, and what TLS needs is there.</summary>
    /// <exception cref="MqttException">What is missing or wrong, and which option or file it is.</exception>
    public void RequireProtection(DateTimeOffset now)
    {
        if (Tls is not null) _ = TlsCertificate.ReadValid(Tls, now);
        else if (Host != "localhost" && !(IPAddress.TryParse(Host, out var address) && IPAddress.IsLoopback(address)))
            throw new MqttException($"{Host} is not this machine: without TLS a link goes to loopback only. Name the files of deploy/pki with --broker-ca, --broker-certificate and --broker-key.");
    }
}

/// <summary>A filter to subscribe to. NoLocal keeps one's own messages away.</summary>
public sealed record MqttFilter(string Filter, int Qos = 1, bool NoLocal = false);

/// <summary>The broker is not there, refused, or went away. A sentence for people; retry with <see cref="Backoff"/>.</summary>
public class MqttException(string message) : Exception(message);

/// <summary>The broker was there, but the two did not come to terms on TLS.</summary>
public sealed class MqttTlsException(string message) : MqttException(message);

/// <summary>
/// One connection to a broker: made connected, of no use once closed. Messages are given to the handler in order, possibly several
/// before the first is done; a message is acknowledged only after the handler's task for it has completed. A handler that fails closes the connection
/// with nothing acknowledged, so the broker delivers again. A handler must never wait for a QoS 1 publish of its own link.
/// </summary>
public interface IMqttLink : IAsyncDisposable
{
    /// <summary>The broker still had our session: subscriptions and queued messages.</summary>
    bool SessionPresent { get; }

    /// <summary>Completes (never fails) with the reason when the connection has ended.</summary>
    Task<string> Closed { get; }

    /// <summary>QoS 1: completes with the broker's acknowledgement. Calls from one thread keep their order. Fails when the connection ends first.</summary>
    Task PublishAsync(MqttMessage message);

    Task SubscribeAsync(MqttFilter filter);
}

/// <summary>Opens a link. Fails with <see cref="MqttException"/> where no broker answers.</summary>
public delegate Task<IMqttLink> MqttConnect(MqttOptions options, Func<MqttMessage, Task> handler, CancellationToken stop);

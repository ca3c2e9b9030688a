using System.Buffers;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace Traceability.Messaging;

/// <summary>
/// A link over MQTTnet 5. Its client takes no notice of the server's receive maximum, so the window is kept here; it hands on one message
/// at a time, so handlers are only started there, and each message is acknowledged, in the order they came, once its own is done.
/// </summary>
public sealed class MqttNetLink : IMqttLink
{
    private const int MaxWindow = 64;
    private const int MaxWaiting = 1000;
    private const ushort MaxReceived = 64;

    /// <summary>Of messages that need no acknowledgement the broker may send any number.</summary>
    private const int MaxUnhandled = 10_000;
    private const int FirstRefusal = 0x80;

    private readonly Lock _gate = new();
    private readonly MqttOptions _options;
    private readonly Func<MqttMessage, Task> _handler;
    private readonly IMqttClient _client = new MqttClientFactory().CreateMqttClient();
    private readonly Queue<(MqttMessage Message, TaskCompletionSource Done)> _waiting = new();
    private readonly TaskCompletionSource<string> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _acknowledged = Task.CompletedTask;
    private int _window = MaxWindow;
    private int _unacknowledged;
    private int _unhandled;

    private MqttNetLink(MqttOptions options, Func<MqttMessage, Task> handler)
    {
        (_options, _handler) = (options, handler);
        _client.ApplicationMessageReceivedAsync += Take;
        _client.DisconnectedAsync += e =>
        {
            End($"The connection to the broker was lost: {(e.Exception is { } x ? Innermost(x) : e.ReasonString ?? e.Reason.ToString())}");
            return Task.CompletedTask;
        };
    }

    public bool SessionPresent { get; private set; }

    public Task<string> Closed => _closed.Task;

    /// <exception cref="MqttException">No broker, or the broker refuses.</exception>
    public static async Task<IMqttLink> ConnectAsync(MqttOptions options, Func<MqttMessage, Task> handler, CancellationToken stop)
    {
        options.RequireProtection(TimeProvider.System.GetUtcNow());
        var link = new MqttNetLink(options, handler);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(options.ConnectTimeout);
        try
        {
            await link.OpenAsync(patience.Token).ConfigureAwait(false);
            return link;
        }
        catch (Exception e)
        {
            link.End("The link was never open.");
            stop.ThrowIfCancellationRequested();
            if (patience.IsCancellationRequested) throw new MqttException($"The broker at {options.Host}:{options.Port} gave no answer within {options.ConnectTimeout.TotalSeconds} s.");
            if (e is MqttCommunicationException or SocketException or IOException or AuthenticationException or CryptographicException or UnauthorizedAccessException)
                throw new MqttException(await RefusalAsync(options, e.GetBaseException(), stop).ConfigureAwait(false) ?? $"No broker at {options.Host}:{options.Port}: {Innermost(e)}");
            throw;
        }
    }

    private static bool IsNobody(SocketError error) =>
        error is SocketError.ConnectionRefused or SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData
            or SocketError.HostUnreachable or SocketError.HostDown or SocketError.NetworkUnreachable or SocketError.NetworkDown or SocketError.TimedOut;

    /// <summary>Which certificate was refused and why, where it was that: the client hands on no more than its library's words. Null without TLS or without a broker.</summary>
    private static async Task<string?> RefusalAsync(MqttOptions options, Exception cause, CancellationToken stop)
    {
        // A broker that refuses may as well just close, and what the network says of that depends on when. Where nobody was reached it is not about certificates.
        if (options.Tls is not { } tls || cause is SocketException { SocketErrorCode: var error } && IsNobody(error)) return null;
        return TlsLook.Refusal(cause.Message) ?? await TlsLook.FaultAsync(options.Host, options.Port, tls, stop).ConfigureAwait(false);
    }

    public Task PublishAsync(MqttMessage message)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_closed.Task.IsCompleted) return Task.FromException(Over());
            if (message.Qos == 0)
            {
                _ = SendAsync(message, done);
                return Task.CompletedTask;
            }
            if (_waiting.Count >= MaxWaiting) return Task.FromException(new MqttException($"{MaxWaiting} messages wait for the broker already."));
            _waiting.Enqueue((message, done));
            SendWaiting();
        }
        return done.Task;
    }

    public async Task SubscribeAsync(MqttFilter filter)
    {
        var wanted = new MqttTopicFilter { Topic = filter.Filter, QualityOfServiceLevel = (MqttQualityOfServiceLevel)filter.Qos, NoLocal = filter.NoLocal };
        try
        {
            var answer = await _client.SubscribeAsync(new MqttClientSubscribeOptions { TopicFilters = [wanted] }).ConfigureAwait(false);
            if (answer.Items.FirstOrDefault(i => (int)i.ResultCode >= FirstRefusal) is { } refused) throw new MqttException($"The broker refused a subscription: {refused.ResultCode}.");
        }
        catch (Exception e) when (IsEnd(e))
        {
            throw Over();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_closed.Task.IsCompleted)
            try
            {
                var reason = _options.Will is null ? MqttClientDisconnectOptionsReason.NormalDisconnection : MqttClientDisconnectOptionsReason.DisconnectWithWillMessage;
                using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2));
                await _client.DisconnectAsync(new MqttClientDisconnectOptions { Reason = reason }, patience.Token).ConfigureAwait(false);
            }
            catch (Exception e) when (IsEnd(e))
            {
                // It has ended by itself meanwhile, and says so below.
            }
        End("The connection was closed.");
    }

    private async Task OpenAsync(CancellationToken stop)
    {
        var options = new MqttClientOptionsBuilder().WithProtocolVersion(MqttProtocolVersion.V500).WithTcpServer(_options.Host, _options.Port).WithClientId(_options.ClientId)
            .WithCleanStart(_options.CleanStart).WithSessionExpiryInterval((uint)_options.SessionExpiry.TotalSeconds).WithKeepAlivePeriod(_options.KeepAlive)
            .WithReceiveMaximum(MaxReceived).WithTimeout(_options.ConnectTimeout);
        if (_options.Will is { } will)
            options.WithWillTopic(will.Topic).WithWillPayload(will.Payload.ToArray()).WithWillQualityOfServiceLevel((MqttQualityOfServiceLevel)will.Qos).WithWillRetain(will.Retain);
        if (_options.Tls is { } tls) options.WithTlsOptions(Encrypted(tls));
        var answer = await _client.ConnectAsync(options.Build(), stop).ConfigureAwait(false);
        if (answer.ResultCode != MqttClientConnectResultCode.Success) throw new MqttException($"The broker refuses the connection: {answer.ReasonString ?? answer.ResultCode.ToString()}.");
        SessionPresent = answer.IsSessionPresent;
        lock (_gate) _window = Math.Min(MaxWindow, (int)(answer.ReceiveMaximum ?? ushort.MaxValue));
    }

    private MqttClientTlsOptions Encrypted(MqttTls tls)
    {
        var authority = new X509Certificate2Collection();
        authority.ImportFromPemFile(tls.AuthorityFile);
        return new MqttClientTlsOptions
        {
            UseTls = true,
            SslProtocol = SslProtocols.Tls12 | SslProtocols.Tls13,
            TargetHost = _options.Host,
            TrustChain = authority,
            RevocationMode = X509RevocationMode.NoCheck,
            ClientCertificatesProvider = new DefaultMqttCertificatesProvider([X509Certificate2.CreateFromPemFile(tls.CertificateFile, tls.KeyFile)]),
            // The chain ends in the plant's authority and the certificate names the host, or there is no link.
            CertificateValidationHandler = e => e.SslPolicyErrors == SslPolicyErrors.None,
        };
    }

    // The client awaits this before it hands on the next message.
    private Task Take(MqttApplicationMessageReceivedEventArgs received)
    {
        received.AutoAcknowledge = false;
        if (Interlocked.Increment(ref _unhandled) > MaxUnhandled) End($"{MaxUnhandled} messages wait to be dealt with.");
        var message = received.ApplicationMessage;
        _acknowledged = AcknowledgeAsync(_acknowledged, received,
            Started(new MqttMessage(message.Topic, message.Payload.ToArray(), (int)message.QualityOfServiceLevel, message.Retain)));
        return Task.CompletedTask;
    }

    private Task Started(MqttMessage message)
    {
        try
        {
            return _handler(message);
        }
        catch (Exception e)
        {
            // Whatever it is, it ends the link where it is awaited.
            return Task.FromException(e);
        }
    }

    private async Task AcknowledgeAsync(Task before, MqttApplicationMessageReceivedEventArgs received, Task handled)
    {
        try
        {
            await before.ConfigureAwait(false);
            await handled.ConfigureAwait(false);
            Interlocked.Decrement(ref _unhandled);
            if (!_closed.Task.IsCompleted) await received.AcknowledgeAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // Whatever it is, the answer is the same: closed, not acknowledged, delivered again; the owner sees the reason.
            End($"A message could not be dealt with: {Innermost(e)}");
            throw;
        }
    }

    private void SendWaiting()
    {
        while (_unacknowledged < _window && _waiting.TryDequeue(out var next))
        {
            _unacknowledged++;
            _ = SendAsync(next.Message, next.Done);
        }
    }

    // Called under the gate, which keeps the order: the client lines up what is sent before its first wait.
    private async Task SendAsync(MqttMessage message, TaskCompletionSource done)
    {
        try
        {
            var answer = await _client.PublishAsync(new MqttApplicationMessage
            {
                Topic = message.Topic,
                PayloadSegment = message.Payload.ToArray(),
                QualityOfServiceLevel = (MqttQualityOfServiceLevel)message.Qos,
                Retain = message.Retain,
            }).ConfigureAwait(false);
            if ((int)answer.ReasonCode < FirstRefusal) done.TrySetResult();
            else Fail(done, new MqttException($"The broker refused a message: {answer.ReasonCode}."));
        }
        catch (Exception e)
        {
            Fail(done, IsEnd(e) ? Over() : new MqttException($"The broker cannot be asked: {Innermost(e)}"));
        }
        if (message.Qos == 0) return;
        lock (_gate)
        {
            _unacknowledged--;
            if (!_closed.Task.IsCompleted) SendWaiting();
        }
    }

    /// <summary>The first reason stays. What waits fails, and the client lets go of its connection without a word.</summary>
    private void End(string reason)
    {
        lock (_gate)
        {
            if (!_closed.TrySetResult(reason)) return;
            while (_waiting.TryDequeue(out var next)) Fail(next.Done, Over());
        }
        _client.Dispose();
    }

    // Seen here, so that a publish nobody waits for does not end as an unobserved exception.
    private static void Fail(TaskCompletionSource done, MqttException e)
    {
        if (done.TrySetException(e)) _ = done.Task.Exception;
    }

    private MqttException Over() => new(_closed.Task.IsCompletedSuccessfully ? _closed.Task.Result : $"The connection to {_options.Host}:{_options.Port} has ended.");

    private static bool IsEnd(Exception e) => e is MqttCommunicationException or ObjectDisposedException or OperationCanceledException or InvalidOperationException or SocketException or IOException;

    private static string Innermost(Exception e) => e.GetBaseException().Message;
}

public static partial class Links
{
    static partial void AddMqttNet(Adapters<MqttConnect> all) => all.Add("mqttnet", MqttNetLink.ConnectAsync);
}

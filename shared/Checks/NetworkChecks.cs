using System.Net.Sockets;
using Traceability.Messaging;

namespace Traceability.Checks;

/// <summary>Whether something answers at the other end of a cable.</summary>
public static class NetworkChecks
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>The broker is there and, with TLS, both accept each other's certificate. Meanwhile says what goes on without it.</summary>
    public static async Task<Finding> BrokerAsync(MqttOptions broker, string meanwhile, CancellationToken stop)
    {
        var (host, port) = (broker.Host, broker.Port);
        var at = new HostPort(host, port);
        if (await AnswersAsync(host, port, stop).ConfigureAwait(false) is { } reason)
            return Finding.Fault("broker", $"{at} {reason}", $"{meanwhile}; look at the network cable, at the address (--broker), and on the broker's machine at systemctl status mosquitto");
        try
        {
            broker.RequireProtection(TimeProvider.System.GetUtcNow());
            if (broker.Tls is null) return Finding.Ok("broker", $"{at} answers");
            return await TlsLook.FaultAsync(host, port, broker.Tls, stop).ConfigureAwait(false) is { } fault
                ? Finding.Fault("broker", fault, $"{meanwhile}; deploy/pki list says who has a certificate, and its --help how to issue, renew and name hosts")
                : Finding.Ok("broker", $"{at} answers, and both accept each other's certificate");
        }
        catch (MqttException e)
        {
            return Finding.Fault("broker", e.Message, $"{meanwhile}; the files are made by deploy/pki");
        }
    }

    /// <summary>Null when it does, else why not.</summary>
    public static async Task<string?> AnswersAsync(string host, int port, CancellationToken stop)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        over.CancelAfter(Patience);
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(host, port, over.Token).ConfigureAwait(false);
            return null;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode switch
            {
                SocketError.ConnectionRefused => "refuses: the machine is there, but nothing listens on that port",
                SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => "is a name that nobody knows here",
                _ => $"cannot be reached: {e.Message}",
            };
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return $"does not answer within {Patience.TotalSeconds:0} s";
        }
    }
}

using System.Net.Sockets;

namespace Traceability.Edge.Check;

/// <summary>Whether something answers at the other end of a cable.</summary>
internal static class NetworkChecks
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public static async Task<Finding> BrokerAsync(string host, int port, CancellationToken stop) => await AnswersAsync(host, port, stop) is { } reason
        ? Finding.Fault("broker", $"{host}:{port} {reason}", "the gateway works on without it and keeps everything; look at the network cable, at the address (--broker), and on the broker's machine at systemctl status mosquitto")
        : Finding.Ok("broker", $"{host}:{port} answers");

    /// <summary>Null when it does, else why not.</summary>
    public static async Task<string?> AnswersAsync(string host, int port, CancellationToken stop)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        over.CancelAfter(Patience);
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(host, port, over.Token);
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

using System.Net.Sockets;
using Traceability.Edge.Devices;

namespace Traceability.Edge.Lights;

/// <summary>Sending to a device on the network and taking exactly as many bytes as its answer has.</summary>
internal static class Answer
{
    public static async Task SendAsync(Socket socket, ReadOnlyMemory<byte> bytes, CancellationToken stop)
    {
        while (bytes.Length > 0) bytes = bytes[await socket.SendAsync(bytes, SocketFlags.None, stop).ConfigureAwait(false)..];
    }

    /// <exception cref="DeviceException">It closed the connection before the buffer was full.</exception>
    public static async Task FillAsync(Socket socket, Memory<byte> buffer, string place, CancellationToken stop)
    {
        while (buffer.Length > 0)
        {
            var count = await socket.ReceiveAsync(buffer, SocketFlags.None, stop).ConfigureAwait(false);
            if (count == 0) throw DeviceException.Missing($"{place} closed the connection");
            buffer = buffer[count..];
        }
    }
}

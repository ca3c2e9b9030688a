using System.Net.Sockets;
using System.Threading.Channels;

namespace Traceability.Edge.Devices.Tcp;

/// <summary>Reads one connection to a scanner until it ends, whoever of the two had called the other.</summary>
internal static class SocketScan
{
    /// <exception cref="DeviceException">The scanner closed the connection.</exception>
    public static async Task ReadLoopAsync(Socket socket, ScanSink sink, string scanner, ChannelWriter<Frame> frames, CancellationToken stop)
    {
        var buffer = new byte[4096];
        while (true)
        {
            var reading = socket.ReceiveAsync(buffer, stop).AsTask();
            // A timer is only needed while a read is unfinished; between scans the wait is for bytes alone.
            while (sink.SilenceMilliseconds is > 0 and var silence && !reading.IsCompleted)
                if (await Task.WhenAny(reading, Task.Delay(silence, stop)).ConfigureAwait(false) != reading)
                    await sink.SilenceAsync(frames, stop).ConfigureAwait(false);
            var count = await reading.ConfigureAwait(false);
            if (count == 0) throw DeviceException.Missing($"{scanner} closed the connection");
            await sink.TakeAsync(buffer.AsSpan(0, count), frames, stop).ConfigureAwait(false);
        }
    }
}

using System.Threading.Channels;

namespace Traceability.Edge.Devices.Linux;

/// <summary>Reads one open descriptor on a thread of its own until it is gone or stopped: the kernel wakes it, no timer does.</summary>
internal static class ScanThread
{
    public static Task RunAsync(Descriptor device, ScanSink sink, ChannelWriter<Frame> frames, CancellationToken stop) =>
        Task.Factory.StartNew(() => ReadLoop(device, sink, frames, stop), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static void ReadLoop(Descriptor device, ScanSink sink, ChannelWriter<Frame> frames, CancellationToken stop)
    {
        // The kernel hands out a HID report whole and cuts off what does not fit: the longest that HidPosLayout takes must.
        Span<byte> buffer = stackalloc byte[4096];
        while (true)
        {
            switch (device.Wait(sink.SilenceMilliseconds, stop))
            {
                case Readiness.Stopped:
                    return;
                case Readiness.Silence:
                    Complete(sink.SilenceAsync(frames, stop));
                    break;
                case Readiness.Data when device.Read(buffer) is var count and >= 0:
                    Complete(sink.TakeAsync(buffer[..count], frames, stop));
                    break;
                default:
                    throw DeviceException.Missing($"{device.Path} was unplugged; waiting for it");
            }
        }
    }

    // The thread is this device's own: while the channel is full there is nothing better to do than to wait.
    private static void Complete(ValueTask written)
    {
        if (!written.IsCompletedSuccessfully) written.AsTask().GetAwaiter().GetResult();
    }
}

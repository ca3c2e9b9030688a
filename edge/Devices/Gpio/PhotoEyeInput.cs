using System.Threading.Channels;
using Traceability.Edge.Devices.Linux;

namespace Traceability.Edge.Devices.Gpio;

/// <summary>
/// A photo-eye on a GPIO line of this machine: pure codec (LineEvents), connection (PhotoEyeConnection) and the device here. What it sees is a read of
/// the portal whose door it watches.
/// </summary>
public sealed class PhotoEyeInput(string station, string portal, string chip, uint line, bool activeLow, Emulation emulation, TimeProvider clock) : IReader
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);
    private readonly DeviceLoop _loop = new(TimeProvider.System, LongestPause);
    private ChannelWriter<Frame>? _frames;

    public string Station => station;
    public string Id => $"{portal}.photoEye";
    public DeviceStatus Status => _loop.Status;

    public Task RunAsync(ChannelWriter<Frame> frames, CancellationToken stop)
    {
        _frames = frames;
        return _loop.RunAsync(ended => Task.Factory.StartNew(() => Session(ended), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default), stop);
    }

    private void Session(CancellationToken stop)
    {
        using var device = PhotoEyeConnection.Open(chip, line, activeLow, emulation, out var isBroken);
        Say(isBroken, stop);
        var (codec, edges) = (new LineEvents(), new List<bool>());
        Span<byte> buffer = stackalloc byte[LineEvents.EventSize * 16];
        while (device.Wait(Timeout.Infinite, stop) is not Readiness.Stopped and var seen)
        {
            if (seen != Readiness.Data || device.Read(buffer) is not (>= 0 and var count)) throw DeviceException.Missing($"{chip} is gone; waiting for it");
            codec.Feed(buffer[..count], edges);
            foreach (var edge in edges) Say(edge, stop);
            edges.Clear();
        }
    }

    private void Say(bool? isBroken, CancellationToken stop)
    {
        _loop.Show(DeviceState.Ready, $"watches {chip}, line {line}{(isBroken is { } broken ? $"; the beam is {(broken ? "broken" : "free")}" : "")}");
        if (isBroken is null) return;
        var now = clock.GetUtcNow();
        var written = _frames!.WriteAsync(new Frame(station, portal, default, now, now) { Beam = isBroken }, stop);
        if (!written.IsCompletedSuccessfully) written.AsTask().GetAwaiter().GetResult();
    }
}

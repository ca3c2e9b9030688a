using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Xunit.Abstractions;

namespace Traceability.Tests.Delivery;

/// <summary>Everything at once: cut connections, a broker killed with all it knew, clouds and gateways restarted, while events are made.</summary>
public sealed class FaultyRunTests(ITestOutputHelper output)
{
    [BrokerFact]
    public async Task Random_blows_lose_nothing_and_double_nothing()
    {
        const int seed = 1789;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        using var broker = new Broker().Start();
        using var cloudLine = new Line(broker.Port);
        using var gatewayLine = new Line(broker.Port);
        await using var cloud = new TestCloud(cloudLine.Port).Start();
        await using var one = new TestGateway("G1", gatewayLine.Port, stallDelay: TimeSpan.FromMilliseconds(500)).Start();
        await using var two = new TestGateway("G2", gatewayLine.Port, stallDelay: TimeSpan.FromMilliseconds(500)).Start();
        var blows = new int[5];
        for (var round = 0; round < 60; round++)
        {
            one.Scan(random.Next(12));
            two.Scan(random.Next(12));
            await Task.Delay(random.Next(40));
            var blow = random.Next(12);
            if (blow == 0) broker.Kill();
            else if (blow is 1 or 2) gatewayLine.Cut();
            else if (blow is 3 or 4) cloudLine.Cut();
            else if (blow == 5) await cloud.RestartAsync();
            else if (blow == 6) await two.RestartAsync();
            if (blow == 0) broker.Start();
            blows[blow switch { 0 => 0, 1 or 2 => 1, 3 or 4 => 2, 5 => 3, _ => 4 }]++;
        }
        await one.DeliveredAsync();
        await two.DeliveredAsync();
        DeliveryTests.AssertOnce(cloud, one);
        DeliveryTests.AssertOnce(cloud, two);
        output.WriteLine($"{one.Journal.Last} and {two.Journal.Last} events; broker killed {blows[0]}, lines cut {blows[1]} and {blows[2]}, cloud restarted {blows[3]}");
        Assert.All(blows, b => Assert.True(b > 0, "A kind of blow never fell: the run proves nothing."));
    }

    /// <summary>A TCP line to the broker that can be cut in the middle of anything.</summary>
    private sealed class Line : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly ConcurrentBag<Socket> _open = [];
        private readonly int _target;

        public Line(int target)
        {
            _target = target;
            _listener.Start();
            _ = AcceptAsync();
        }

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        /// <summary>Resets every connection; what was under way in either direction is lost.</summary>
        public void Cut()
        {
            while (_open.TryTake(out var socket))
            {
                socket.Close(timeout: 0);
            }
        }

        public void Dispose()
        {
            _listener.Dispose();
            Cut();
        }

        private async Task AcceptAsync()
        {
            try
            {
                while (true) _ = RelayAsync(await _listener.AcceptTcpClientAsync());
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // The line is taken down.
            }
        }

        private async Task RelayAsync(TcpClient from)
        {
            var to = new TcpClient { NoDelay = true };
            from.NoDelay = true;
            _open.Add(from.Client);
            _open.Add(to.Client);
            try
            {
                await to.ConnectAsync(IPAddress.Loopback, _target);
                await Task.WhenAny(from.GetStream().CopyToAsync(to.GetStream()), to.GetStream().CopyToAsync(from.GetStream()));
            }
            catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
            {
                // One end is gone; the other follows.
            }
            from.Close();
            to.Close();
        }
    }
}

using System.Net.Sockets;
using System.Text;
using Traceability.Plant;
using Traceability.Tests.Genealogy;

namespace Traceability.Tests.Api;

/// <summary>Many callers at once: each has the records to itself while its answer is made, and none waits for another one's reading.</summary>
public sealed class TurnTests
{
    private const int Pieces = 15_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly PlantModel Plant = PlantFile.Read("""
        {"plant":"test","gln":"9521321900011","identityDomain":"https://plant.example",
         "items":[{"item":"A"},{"item":"P","tracking":"serial"}],"locations":[{"location":"DOCK","kind":"dock"},{"location":"LINE","kind":"line"}]}
        """u8);

    private static string Day(int pieces) => $"""
        feed A sequential per 1
        08:00 receive A/1 20000 from SUP
        08:01 move A/1 20000 from DOCK to LINE
        08:02 load A/1 20000 run 1
        08:03 make P#1..{pieces} run 1
        """;

    [Fact]
    public async Task A_caller_that_does_not_read_keeps_nobody_waiting_and_gets_its_whole_answer()
    {
        await using var host = await ApiHost.StartAsync(Plant, Scenario.Of(Day(Pieces), Plant).Stored);
        using var slow = await AskAsync(host);
        var first = new byte[1];
        Assert.Equal(1, await slow.GetStream().ReadAsync(first));
        // More of the answer waits than sockets hold, and another question is answered all the same.
        var balance = await host.GetAsync("/api/v1/balance?id=A/1").WaitAsync(Patience);
        Assert.Equal(Pieces, balance.GetProperty("used").GetInt32());
        using var rest = new MemoryStream();
        await slow.GetStream().CopyToAsync(rest).WaitAsync(Patience);
        Assert.InRange(rest.Length, 8_000_000, long.MaxValue);
        Assert.EndsWith("\r\n0\r\n\r\n", Encoding.ASCII.GetString(rest.ToArray()[^64..]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_caller_that_goes_away_breaks_nothing()
    {
        await using var host = await ApiHost.StartAsync(Plant, Scenario.Of(Day(2000), Plant).Stored);
        for (var i = 0; i < 5; i++)
        {
            using var gone = await AskAsync(host);
            gone.LingerState = new LingerOption(true, 0);
        }
        Assert.Equal(2000, (await host.GetAsync("/api/v1/trace?id=A/1").WaitAsync(Patience)).GetProperty("things").GetArrayLength());
    }

    [Fact]
    public async Task A_refusal_is_still_an_answer_of_its_own()
    {
        await using var host = await ApiHost.StartAsync(Plant, Scenario.Of(Day(3), Plant).Stored);
        var refused = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => host.GetAsync($"/api/v1/trace?id=A/none{i}", 404)));
        Assert.All(refused, r => Assert.Equal("id", r.GetProperty("field").GetString()));
    }

    [Fact]
    public async Task Parallel_traces_beside_new_events_are_each_right()
    {
        const int Whole = 400;
        var day = Scenario.Of(Day(Whole), Plant).Stored;
        await using var host = await ApiHost.StartAsync(Plant, day.Take(13));
        var made = 10;
        var adding = Task.Run(() =>
        {
            foreach (var stored in day.Skip(13))
            {
                host.Store.Add(stored);
                Interlocked.Increment(ref made);
            }
        });
        async Task AskAsync()
        {
            while (true)
            {
                var before = Volatile.Read(ref made);
                var things = (await host.GetAsync("/api/v1/trace?id=A/1")).GetProperty("things").EnumerateArray().ToList();
                Assert.Equal(Enumerable.Range(1, things.Count), things.Select(t => int.Parse(t.GetProperty("serial").GetString()!)).Order());
                Assert.All(things, t => Assert.Equal("confirmed", t.GetProperty("class").GetString()));
                // One is in the store a moment before it is counted here.
                Assert.InRange(things.Count, before, Volatile.Read(ref made) + 1);
                if (before == Whole) return;
            }
        }
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => AskAsync()).Append(adding)).WaitAsync(Patience);
    }

    // As little as possible is taken from the wire before it is read.
    private static async Task<TcpClient> AskAsync(ApiHost host)
    {
        var client = new TcpClient { ReceiveBufferSize = 4096 };
        await client.ConnectAsync(host.Address.Host, host.Address.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"GET /api/v1/trace?id=A/1 HTTP/1.1\r\nHost: {host.Address.Authority}\r\nConnection: close\r\n\r\n"));
        return client;
    }
}

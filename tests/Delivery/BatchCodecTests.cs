using System.Text;
using Traceability.Messaging;
using Xunit.Abstractions;

namespace Traceability.Tests.Delivery;

public sealed class BatchCodecTests(ITestOutputHelper output)
{
    private static readonly string Epoch = new('a', 32);
    private static readonly string Zeros = new('0', 64);

    [Fact]
    public void Records_come_back_byte_for_byte()
    {
        string[] records = ["{}", "{ \"a\" : [ 1 , {\"b\":\"}]\\\"\"} ] }", "{\"ü\":\"\\u00fc\\n\",\"x\":1.0e2}", "{\"a\":\n\t{}}"];
        var batch = new Batch(Epoch, 17, Chain.Next(Chain.Start(), "x"u8), [.. records.Select(r => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(r))]);
        var back = BatchCodec.Decode(BatchCodec.Encode(batch));
        Assert.Equal((batch.Epoch, batch.From, batch.Last), (back.Epoch, back.From, back.Last));
        Assert.Equal(batch.Previous, back.Previous);
        Assert.Equal(records, back.Records.Select(r => Encoding.UTF8.GetString(r.Span)));
    }

    [Fact]
    public void Members_may_come_in_any_order_and_with_blanks() =>
        Assert.Single(BatchCodec.Decode(Bytes($$""" { "records" : [ {} ] , "from" : 1, "previous":"{{Zeros}}","epoch":"{{Epoch}}" } """)).Records);

    [Theory]
    [InlineData("", "no JSON")]
    [InlineData("null", "no JSON object")]
    [InlineData("[]", "no JSON object")]
    [InlineData("{}", "lacks one of")]
    [InlineData("{E,F,P}", "lacks one of")]
    [InlineData("{E,F,P,R} x", "no JSON")]
    [InlineData("{E,F,P,R", "no JSON")]
    [InlineData("{E,E,F,P,R}", "'epoch' twice")]
    [InlineData("{E,\"\\u0065poch\":1,F,P,R}", "'epoch' twice")]
    [InlineData("{E,F,P,R,\"more\":1}", "'more'")]
    [InlineData("{\"epoch\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\",F,P,R}", "32 lower-case")]
    [InlineData("{\"epoch\":null,F,P,R}", "32 lower-case")]
    [InlineData("{\"epoch\":\"\\ud800\",F,P,R}", "a text that is none")]
    [InlineData("{E,\"from\":0,P,R}", "from is not")]
    [InlineData("{E,\"from\":-5,P,R}", "from is not")]
    [InlineData("{E,\"from\":1.5,P,R}", "from is not")]
    [InlineData("{E,\"from\":\"1\",P,R}", "from is not")]
    [InlineData("{E,\"from\":1e400,P,R}", "from is not")]
    [InlineData("{E,\"from\":9223372036854775808,P,R}", "from is not")]
    [InlineData("{E,\"from\":9223372036854775807,P,R}", "leaves no numbers")]
    [InlineData("{E,F,\"previous\":\"00\",R}", "64 lower-case")]
    [InlineData("{E,F,P,\"records\":{}}", "no list")]
    [InlineData("{E,F,P,\"records\":[]}", "no records")]
    [InlineData("{E,F,P,\"records\":[{},1]}", "Record 1 is no JSON object")]
    [InlineData("{E,F,P,\"records\":[{},null]}", "Record 1 is no JSON object")]
    public void What_is_no_batch_is_refused_in_words(string payload, string says)
    {
        var json = payload.Replace("E", $"\"epoch\":\"{Epoch}\"", StringComparison.Ordinal).Replace("F", "\"from\":1", StringComparison.Ordinal)
            .Replace("P", $"\"previous\":\"{Zeros}\"", StringComparison.Ordinal).Replace("R", "\"records\":[{}]", StringComparison.Ordinal);
        Assert.Contains(says, Assert.Throws<MessageFormatException>(() => BatchCodec.Decode(Bytes(json))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Too_much_is_refused()
    {
        var batch = new Batch(Epoch, 1, Chain.Start(), [.. Enumerable.Repeat((ReadOnlyMemory<byte>)"{}"u8.ToArray(), 65)]);
        Assert.Contains("more than 64 records", Refusal(BatchCodec.Encode(batch)), StringComparison.Ordinal);
        Assert.Contains("more than 262144", Refusal(new byte[BatchCodec.MaxPayloadBytes + 1]), StringComparison.Ordinal);
        Assert.Contains("no JSON", Refusal(Bytes("{\"records\":[{\"a\":" + new string('[', 100_000))), StringComparison.Ordinal);
        Assert.Contains("no UTF-8", Refusal([0x7B, 0x22, 0xC0, 0x80, 0x22, 0x7D]), StringComparison.Ordinal);
    }

    [Fact]
    public void The_largest_record_travels_alone()
    {
        var record = Bytes("{\"a\":\"" + new string('x', BatchCodec.MaxRecordBytes - 8) + "\"}");
        Assert.Null(BatchCodec.WhyNoRecord(record));
        var payload = BatchCodec.Encode(new Batch(Epoch, long.MaxValue - 1, Chain.Start(), [record]));
        Assert.Equal(record, BatchCodec.Decode(payload).Records[0].ToArray());
        Assert.NotNull(BatchCodec.WhyNoRecord([.. record, (byte)' ']));
    }

    /// <summary>Whatever is done to a payload, the answer is a batch or a sentence.</summary>
    [Fact]
    public void Mutations_never_do_anything_else()
    {
        const int seed = 20260101;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var good = BatchCodec.Encode(new Batch(Epoch, 5, Chain.Start(), ["{\"a\":[1,2,{\"b\":\"c\"}]}"u8.ToArray(), "{}"u8.ToArray()]));
        int taken = 0, refused = 0;
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = good.ToList();
            for (var m = random.Next(1, 4); m > 0 && bytes.Count > 1; m--)
            {
                var at = random.Next(bytes.Count);
                if (random.Next(3) == 0) bytes.RemoveAt(at);
                else if (random.Next(2) == 0) bytes.Insert(at, (byte)random.Next(256));
                else bytes[at] = (byte)"{}[]\",:0\\u "[random.Next(11)];
            }
            try
            {
                _ = BatchCodec.Decode(bytes.ToArray());
                taken++;
            }
            catch (MessageFormatException)
            {
                refused++;
            }
        }
        Assert.True(taken > 100 && refused > 100, $"Mutations were of one kind only: {taken} taken, {refused} refused.");
    }

    [Theory]
    [InlineData("{\"incarnation\":\"x\",\"marks\":[]}")]
    [InlineData("{\"incarnation\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\",\"marks\":[null]}")]
    [InlineData("{\"incarnation\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\",\"marks\":[{\"epoch\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\",\"number\":-1}]}")]
    [InlineData("{\"incarnation\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\",\"marks\":[{\"epoch\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"}]}")]
    [InlineData("{\"incarnation\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"}")]
    [InlineData("{\"incarnation\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\",\"marks\":[],\"marks\":[]}")]
    [InlineData("{\"incarnation\":null,\"marks\":[]}")]
    [InlineData("null")]
    public void What_is_no_mark_is_refused(string payload) => Assert.Throws<MessageFormatException>(() => MarkCodec.DecodeMark(Bytes(payload)));

    [Fact]
    public void A_mark_comes_back()
    {
        var mark = MarkCodec.DecodeMark(MarkCodec.Encode(new Mark(Epoch, [new EpochMark(Epoch, 12)])));
        Assert.Equal(new EpochMark(Epoch, 12), Assert.Single(mark.Marks));
    }

    [Theory]
    [InlineData("lt/1/P/gateway/G1/events", "G1", "events")]
    [InlineData("lt/1/P/holds", null, "holds")]
    [InlineData("lt/1/P/face/A/1", null, "face/A/1")]
    public void Topics_are_taken_apart(string topic, string? gateway, string leaf) => Assert.Equal(new TopicName(gateway, leaf), new Topics("P").Parse(topic));

    [Theory]
    [InlineData("lt/1/Q/gateway/G1/events")]
    [InlineData("$SYS/broker/uptime")]
    [InlineData("lt/1/P/gateway//events")]
    [InlineData("lt/1/P/gateway/$x/events")]
    public void Foreign_topics_are_not_ours(string topic) => Assert.Null(new Topics("P").Parse(topic));

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("#")]
    [InlineData("a+")]
    [InlineData("a\0")]
    public void A_code_cannot_leave_its_level(string code) => Assert.Throws<ArgumentException>(() => new Topics("P").Of(code, "events"));

    [Fact]
    public void Back_off_doubles_to_its_cap_and_starts_anew_after_a_healthy_spell()
    {
        var backoff = new Backoff(TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(60), seed: 7);
        var delays = Enumerable.Range(0, 200).Select(_ => backoff.Next(TimeSpan.Zero).TotalMilliseconds).ToList();
        for (var i = 0; i < delays.Count; i++) Assert.InRange(delays[i], 0, Math.Min(60_000, 50 * Math.Pow(2, Math.Min(i, 20))));
        Assert.InRange(delays.Skip(20).Average(), 20_000, 40_000);
        Assert.InRange(backoff.Next(TimeSpan.FromSeconds(5)).TotalMilliseconds, 0, 50);
        var rested = new Backoff(TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(200), seed: 7) { Least = TimeSpan.FromMilliseconds(50) };
        Assert.All(Enumerable.Range(0, 200).Select(_ => rested.Next(TimeSpan.Zero).TotalMilliseconds), delay => Assert.InRange(delay, 50, 200));
    }

    private static string Refusal(byte[] payload) => Assert.Throws<MessageFormatException>(() => BatchCodec.Decode(payload)).Message;

    private static byte[] Bytes(string json) => Encoding.UTF8.GetBytes(json);
}

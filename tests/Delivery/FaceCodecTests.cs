using System.Text;
using Traceability.Messaging;

namespace Traceability.Tests.Delivery;

/// <summary>The two messages that tell gateways what the cloud knows: there and back, and everything that they must not be.</summary>
public sealed class FaceCodecTests
{
    private const string Incarnation = "00112233445566778899aabbccddeeff";
    private static readonly StreamMark s_mark = new("g1", new string('a', 32), 7);

    [Fact]
    public void A_snapshot_comes_back_as_it_was()
    {
        var lot = new FaceLot("https://id.gs1.org/01/09521300000015/10/L1", new DateTimeOffset(2026, 3, 2, 6, 0, 0, 5, TimeSpan.Zero), new DateOnly(2026, 4, 1), "SUP", -2.125m, ["unavailable#h1"]);
        var snapshot = new FaceSnapshot(Incarnation, 12, [s_mark], [lot, lot with { Lot = "x", Received = null, Expiry = null, Supplier = null, Holds = [] }]);
        var back = FaceCodec.DecodeFace(FaceCodec.Encode(snapshot));
        Assert.Equal((snapshot.Incarnation, snapshot.Revision), (back.Incarnation, back.Revision));
        Assert.Equal(snapshot.Marks, back.Marks);
        Assert.Equal(snapshot.Lots.Select(l => (l.Lot, l.Received, l.Expiry, l.Supplier, l.Quantity, string.Join(' ', l.Holds))), back.Lots.Select(l => (l.Lot, l.Received, l.Expiry, l.Supplier, l.Quantity, string.Join(' ', l.Holds))));
    }

    [Fact]
    public void A_list_of_holds_comes_back_as_it_was()
    {
        var list = new HoldList(Incarnation, 3, [s_mark], [new HeldThings("h1", "unavailable", "burst seal", ["a", "b"]), new HeldThings("h1", "recalled", null, ["a"])]);
        var back = FaceCodec.DecodeHolds(FaceCodec.Encode(list));
        Assert.Equal(list.Holds.Select(h => (h.Hold, h.Disposition, h.Reason, string.Join(' ', h.Things))), back.Holds.Select(h => (h.Hold, h.Disposition, h.Reason, string.Join(' ', h.Things))));
    }

    [Theory]
    [InlineData("", "was cleared")]
    [InlineData("null", "is null")]
    [InlineData("[]", "cannot be read")]
    [InlineData("{\"incarnation\":\"I\",\"revision\":1,\"marks\":[]}", "cannot be read")]
    [InlineData("{\"incarnation\":\"I\",\"revision\":1,\"marks\":[],\"lots\":[],\"more\":1}", "cannot be read")]
    [InlineData("{\"incarnation\":\"I\",\"revision\":1,\"revision\":2,\"marks\":[],\"lots\":[]}", "cannot be read")]
    [InlineData("{\"incarnation\":\"I\",\"revision\":1,\"marks\":null,\"lots\":[]}", "cannot be read")]
    [InlineData("{\"incarnation\":\"ff\",\"revision\":1,\"marks\":[],\"lots\":[]}", "incarnation")]
    [InlineData("{\"incarnation\":\"I\",\"revision\":-1,\"marks\":[],\"lots\":[]}", "below 0")]
    [InlineData("{\"incarnation\":\"I\",\"revision\":1,\"marks\":[null],\"lots\":[]}", "a mark")]
    [InlineData("{\"incarnation\":\"I\",\"revision\":1,\"marks\":[{\"gateway\":\"g\",\"epoch\":\"e\",\"number\":-1}],\"lots\":[]}", "a mark")]
    [InlineData("{\"incarnation\":\"I\",\"revision\":1,\"marks\":[{\"gateway\":\"g\",\"epoch\":\"e\",\"number\":1},{\"gateway\":\"g\",\"epoch\":\"e\",\"number\":2}],\"lots\":[]}", "twice")]
    [InlineData("{\"incarnation\":\"I\",\"revision\":1,\"marks\":[],\"lots\":[null]}", "a lot")]
    [InlineData("{\"incarnation\":\"I\",\"revision\":1,\"marks\":[],\"lots\":[{\"lot\":\"\",\"received\":null,\"expiry\":null,\"supplier\":null,\"quantity\":1,\"holds\":[]}]}", "a lot")]
    [InlineData("{\"incarnation\":\"I\",\"revision\":1,\"marks\":[],\"lots\":[{\"lot\":\"a\",\"received\":null,\"expiry\":null,\"supplier\":null,\"quantity\":1e20,\"holds\":[]}]}", "quantity")]
    [InlineData("{\"incarnation\":\"I\",\"revision\":1,\"marks\":[],\"lots\":[{\"lot\":\"a\",\"received\":null,\"expiry\":null,\"supplier\":null,\"quantity\":1e400,\"holds\":[]}]}", "cannot be read")]
    [InlineData("{\"incarnation\":\"I\",\"revision\":1,\"marks\":[],\"lots\":[{\"lot\":\"a\",\"received\":null,\"expiry\":null,\"supplier\":null,\"holds\":[]}]}", "cannot be read")]
    public void A_snapshot_that_is_none_is_refused_in_words(string payload, string because) =>
        Assert.Contains(because, Assert.Throws<MessageFormatException>(() => FaceCodec.DecodeFace(Bytes(payload))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("", "was cleared")]
    [InlineData("{\"incarnation\":\"I\",\"revision\":1,\"marks\":[],\"holds\":[null]}", "a hold")]
    [InlineData("{\"incarnation\":\"I\",\"revision\":1,\"marks\":[],\"holds\":[{\"hold\":\"h\",\"disposition\":\"d\",\"reason\":null,\"things\":[]}]}", "on nothing")]
    [InlineData("{\"incarnation\":\"I\",\"revision\":1,\"marks\":[],\"holds\":[{\"hold\":\"h\",\"disposition\":\"d\",\"reason\":null,\"things\":[null]}]}", "no text")]
    [InlineData("{\"incarnation\":\"I\",\"revision\":1,\"marks\":[],\"holds\":[{\"hold\":\"h\",\"disposition\":\"d\",\"reason\":null,\"things\":[\"a\"]},{\"hold\":\"h\",\"disposition\":\"d\",\"reason\":null,\"things\":[\"a\"]}]}", "twice")]
    public void A_list_of_holds_that_is_none_is_refused_in_words(string payload, string because) =>
        Assert.Contains(because, Assert.Throws<MessageFormatException>(() => FaceCodec.DecodeHolds(Bytes(payload))).Message, StringComparison.Ordinal);

    [Fact]
    public void What_is_beyond_a_limit_is_not_sent_cut_off()
    {
        var things = Enumerable.Range(0, FaceCodec.MaxHeldThings + 1).Select(i => $"t{i}").ToList();
        Assert.Throws<MessageFormatException>(() => FaceCodec.Encode(new HoldList(Incarnation, 1, [], [new HeldThings("h", "d", null, things)])));
        var lots = Enumerable.Range(0, FaceCodec.MaxLots).Select(i => new FaceLot($"{i}{new string('x', 300)}", null, null, null, 1, [])).ToList();
        Assert.Throws<MessageFormatException>(() => FaceCodec.Encode(new FaceSnapshot(Incarnation, 1, [], lots)));
    }

    private static byte[] Bytes(string payload) => Encoding.UTF8.GetBytes(payload.Replace("\"I\"", $"\"{Incarnation}\"", StringComparison.Ordinal));
}

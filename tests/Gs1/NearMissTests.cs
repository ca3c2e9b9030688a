using Traceability.Gs1;

namespace Traceability.Tests.Gs1;

public class NearMissTests
{
    private static readonly NearMissIndex Known = new(["L24070", "L24071", "B5-01", "X99Z", "AB"]);

    [Theory]
    [InlineData("L24O70", "L24070", NearMissKind.Lookalike)]
    [InlineData("l24070", "L24070", NearMissKind.Lookalike)]
    [InlineData("124-070", "L24070", NearMissKind.Lookalike)]
    [InlineData("8501", "B5-01", NearMissKind.Lookalike)]
    [InlineData("X9Z9", "X99Z", NearMissKind.Swapped)]
    [InlineData("9X9Z", "X99Z", NearMissKind.Swapped)]
    [InlineData("X99", "X99Z", NearMissKind.OneEdit)]
    [InlineData("X999Z", "X99Z", NearMissKind.OneEdit)]
    [InlineData("X97Z", "X99Z", NearMissKind.OneEdit)]
    [InlineData("A", "AB", NearMissKind.OneEdit)]
    public void The_likelier_mistake_comes_first(string typed, string known, NearMissKind kind) =>
        Assert.Equal(new NearMiss(known, kind), Known.Find(typed)[0]);

    [Theory]
    [InlineData("QQQQ")]
    [InlineData("X7797Z")]
    [InlineData("")]
    public void Other_texts_have_none(string typed) => Assert.Empty(Known.Find(typed));

    [Fact]
    public void A_known_text_is_not_its_own_near_miss() => Assert.Equal([new NearMiss("L24071", NearMissKind.OneEdit)], Known.Find("L24070"));

    [Fact]
    public void The_index_agrees_with_comparing_everything()
    {
        var random = new Random(7);
        string[] lots = [.. Enumerable.Range(0, 3_000).Select(_ => Lot(random)).Distinct()];
        var index = new NearMissIndex(lots);
        for (var n = 0; n < 300; n++)
        {
            var typed = Lot(random);
            var slow = lots.Where(lot => lot != typed && IsNear(NearMissIndex.Fold(lot), NearMissIndex.Fold(typed))).Order(StringComparer.Ordinal);
            Assert.Equal(slow, index.Find(typed, 10_000).Select(miss => miss.Known).Order(StringComparer.Ordinal));
        }
    }

    private static string Lot(Random random)
    {
        const string letters = "A5SB8-1LI0Oab";
        return string.Create(random.Next(2, 7), random, static (to, from) =>
        {
            foreach (ref var letter in to) letter = letters[from.Next(letters.Length)];
        });
    }

    // The plain way: distance with swaps, by the textbook.
    private static bool IsNear(string one, string other)
    {
        var d = new int[one.Length + 1, other.Length + 1];
        for (var i = 0; i <= one.Length; i++)
            for (var j = 0; j <= other.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    d[i, j] = i + j;
                    continue;
                }
                d[i, j] = Math.Min(Math.Min(d[i - 1, j], d[i, j - 1]) + 1, d[i - 1, j - 1] + (one[i - 1] == other[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1]) d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
            }
        return d[one.Length, other.Length] <= 1;
    }
}

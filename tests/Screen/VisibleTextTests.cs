namespace Traceability.Tests.Screen;

public sealed class VisibleTextTests
{
    [Theory]
    [InlineData("G260302001X", "G260302001X")]
    [InlineData("01095\u001d10G1", "01095␝10G1")]
    [InlineData("a\u202Eb\u200Bc\u00ADd", "a[U+202E]b[U+200B]c[U+00AD]d")]
    [InlineData("a\u00A0b\u0000c\u007Fd", "a[U+00A0]b[U+0000]c[U+007F]d")]
    [InlineData("\U000E0041x\U0001F600", "[U+E0041]x\U0001F600")]
    [InlineData("", "")]
    public void What_nobody_sees_becomes_a_mark(string text, string shown) => Assert.Equal(shown, VisibleText.Of(text));

    [Fact]
    public void Half_a_pair_is_no_character_and_a_long_text_keeps_its_end()
    {
        Assert.Equal("a\uFFFDb", VisibleText.Of("a\uD83Db"));
        var shown = VisibleText.Fit(new string('x', 100_000) + "END", 60);
        Assert.Equal(60, shown.Length);
        Assert.EndsWith("xEND", shown, StringComparison.Ordinal);
        // A face is two of these characters: neither half stays where the text is cut.
        var faces = string.Concat(Enumerable.Repeat("\U0001F600", 20));
        Assert.Equal("\U0001F600…\U0001F600", VisibleText.Fit(faces, 6));
        Assert.Equal("\U0001F600\U0001F600…\U0001F600", VisibleText.Fit(faces, 9));
    }
}

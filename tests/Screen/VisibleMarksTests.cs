using Traceability.Edge.Screen;

namespace Traceability.Tests.Screen;

public sealed class VisibleMarksTests
{
    [Theory]
    [InlineData("G260302001X", "G260302001X")]
    [InlineData("01095\u001d10G1", "01095␝10G1")]
    [InlineData("a\u202Eb\u200Bc\u00ADd", "a[U+202E]b[U+200B]c[U+00AD]d")]
    [InlineData("a\u00A0b\u0000c\u007Fd", "a[U+00A0]b[U+0000]c[U+007F]d")]
    [InlineData("\U000E0041x\U0001F600", "[U+E0041]x\U0001F600")]
    [InlineData("", "")]
    public void What_nobody_sees_becomes_a_mark(string text, string shown) => Assert.Equal(shown, VisibleMarks.Of(text));

    [Fact]
    public void Half_a_pair_is_no_character_and_a_long_text_keeps_its_end()
    {
        Assert.Equal("a\uFFFDb", VisibleMarks.Of("a\uD83Db"));
        var shown = VisibleMarks.Fit(new string('x', 100_000) + "END", 60);
        Assert.Equal(61, shown.Length);
        Assert.EndsWith("xEND", shown, StringComparison.Ordinal);
    }
}

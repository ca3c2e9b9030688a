namespace Traceability.Tests.Genealogy;

/// <summary>What lies on a line's positions (rules 2 to 4), where no scenario of section 3 tells it.</summary>
public sealed class LineRuleTests
{
    [Fact]
    public void Emptied_ends_what_lay_there_but_for_the_overlap() => Scenario.Of("""
        feed A sequential overlap 1 per 1
        08:01 load A/1 50 run 1
        08:02 make P#1..2 run 1
        08:03 empty LINE
        08:04 make P#3..4 run 1
        08:05 load A/2 9 run 1
        08:06 make P#5 run 1
        09:06 make Q#1 run 2
        """)
        .Expect("forward A/1", "confirmed: P#1..2\npossible: P#3")
        .Expect("forward A/2", "confirmed: P#5\npossible: Q#1");
}

using Traceability.Epcis;

namespace Traceability.Tests.Stations;

/// <summary>Badges, overrides, searches, the site's prefix and what is typed: one row one outcome.</summary>
public sealed class PeopleTests : IDisposable
{
    private const string Blocked = "face 1HOP; face WWO1; face glass G2";
    private readonly WholePlant _plant = new(WholePlant.People);

    public void Dispose() => _plant.Dispose();

    [Theory]
    [InlineData(Blocked + "; face 1HLEAD; face CMD:REASON-NOACCESS", "Yellow", "picking G2=10: the right one cannot be reached")]
    [InlineData(Blocked + "; face CMD:REASON-NOACCESS", "RedFlashing", "refused: lead needed")]
    [InlineData(Blocked + "; face 1HOP2; face CMD:REASON-NOACCESS", "RedFlashing", "refused: lead needed")]
    [InlineData("face WWO1; face glass G2; face Q4", "RedFlashing", "https://traceability.example/voc#pick_blocked G2")]
    [InlineData("face WWO1; face glass G2; face glass G1", "Green", "picking G1=10")]
    [InlineData("face WWO1; face glass G2; face CMD:NOTFOUND; face glass G2", "Green", "picking G2=10")]
    [InlineData("quality CMD:HOLD; quality CMD:REASON-QUALITY; quality glass G1; face WWO1; face glass G1; face 1HLEAD; face CMD:REASON-OTHER", "RedFlashing", "refused: held")]
    [InlineData("quality CMD:HOLD; quality CMD:REASON-QUALITY; quality glass G1; quality CMD:RELEASE", "RedFlashing", "refused: quality needed")]
    [InlineData("quality CMD:HOLD; quality CMD:REASON-QUALITY; quality glass G1; quality 1HQA; quality CMD:RELEASE; quality glass G1", "Green", "inspecting G1 +conformant -unavailable: quality decided so")]
    [InlineData("face 1HOP; face WWO1; face 1HOP; face glass G1", "Yellow", null)]
    [InlineData("face 1HOP; face WWO1; face 1HOP; face glass G1; face glass G1", "Green", "picking G1=10")]
    [InlineData("face 1HOP; face WWO1; face 1HOP2; face WWO1; face glass G1", "Green", "picking G1=10")]
    [InlineData("face WWO1; 1900 face glass G1", "Yellow", null)]
    [InlineData("dock KPO1; typed dock glass G3; typed dock glass G3", "Green", "receiving G3=10")]
    [InlineData("dock KPO1; typed dock glass G3", "Yellow", null)]
    [InlineData("dock KPO1; typed dock case C7", "RedFlashing", "refused: manual entry")]
    [InlineData("pack 1HOP; dock KPO1; dock case C1; pack box 2; pack case C1; pack 1HOP2; pack box 2; pack CMD:DONE", "Green", "packing 095213000000000022 C1")]
    public void Reads_and_what_comes_of_them(string script, string light, string? outcome)
    {
        _plant.Stock("G1", "G2");
        var shown = _plant.Do(script)!;
        Assert.Equal((light, outcome), (shown.Pattern.ToString(), outcome is null ? null : StationKindsTests.Said(_plant.Last)));
    }

    [Fact]
    public void An_override_names_both_people_and_why_it_was_blocked()
    {
        _plant.Stock("G1", "G2");
        _plant.Do(Blocked + "; face 1HLEAD; face CMD:REASON-NOACCESS");
        var trace = _plant.Last.Trace!;
        Assert.Equal(("override", "OP", "LEAD", "override", "older lot available"), (trace.Capture, trace.Operator, trace.Pick!.AuthorisedBy, trace.Pick.Verdict, trace.Pick.Reason));
    }

    [Fact]
    public void The_fourth_search_of_a_shift_needs_a_lead()
    {
        _plant.Stock("G1", "G2", "G3", "G4", "G5");
        _plant.Do("face WWO1; face glass G5; face CMD:NOTFOUND; face glass G5; face CMD:NOTFOUND; face glass G5; face CMD:NOTFOUND; face glass G5; face CMD:NOTFOUND");
        Assert.Equal("lead needed", _plant.Last.Trace!.Refusal!.Reason);
        _plant.Do("face 1HLEAD; face CMD:NOTFOUND");
        Assert.Equal(("LEAD", "lot"), (_plant.Last.Trace!.AuthorisedBy, _plant.Last.Trace.CountScope));
    }

    [Fact]
    public void Where_a_site_has_a_prefix_only_its_own_sheet_counts()
    {
        using var plant = new WholePlant(""" "commandPrefix": "NF-", """);
        plant.Do("pack box 1; pack CMD:DONE");
        Assert.Equal("other site", plant.Last.Trace!.Refusal!.Reason);
        plant.Do("pack NF-CMD:DONE");
        Assert.Equal("empty container", plant.Last.Trace!.Refusal!.Reason);
    }

    [Fact]
    public void A_void_is_the_same_event_with_the_declaration_inside()
    {
        _plant.Do("dock KPO1; dock glass G1; dock 1HOP; dock CMD:UNDO");
        var (first, second) = (_plant.Events[^2], _plant.Events[^1]);
        Assert.Equal(("did_not_occur", "OP"), (second.ErrorDeclaration!.Reason, second.ErrorDeclaration.Trace!.Operator));
        Assert.Equal(EventWriter.Write(first), EventWriter.Write(second with { ErrorDeclaration = null }));
    }
}

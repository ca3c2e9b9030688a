using System.Net;
using System.Text.Json;
using Microsoft.Playwright;
using Traceability.Edge.Stations;
using Traceability.Tests.Browser;

namespace Traceability.Tests.Screen;

/// <summary>The gateway's screen as people use it: a label scanned on a pseudo-terminal, a light on the page, a word typed, a button pressed.</summary>
[Collection(nameof(Demo.DemoCollection))]
public sealed class ScreenTests(Panel panel) : IClassFixture<Panel>
{
    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);

    [PanelFact]
    public async Task A_wrong_lot_colours_the_whole_page_and_names_the_right_one()
    {
        await using var place = await Workplace.StartAsync();
        await place.StockAsync();
        await using var visit = await place.VisitAsync(panel.Browser, "/stations/face");
        await Expect(visit.At(".wanted")).ToContainTextAsync("GLASS lot G1 from FACE");
        await visit.PhotographAsync("screen-ready.png", whole: false);
        await place.ScanAsync("face", Workplace.Glass("G2"));
        await Expect(visit.At("body")).ToHaveAttributeAsync("data-pattern", "redFlashing");
        await Expect(visit.At("[data-word]")).ToHaveTextAsync("wrong, put back");
        await Expect(visit.At("[data-text]")).ToContainTextAsync("take lot G1 from FACE");
        await Expect(visit.At("[data-shape]")).ToHaveAttributeAsync("href", "#light-redFlashing");
        await Expect(visit.At("body")).ToHaveAttributeAsync("data-tone", "low");
        Assert.True(await visit.At(".word").EvaluateAsync<double>("e => parseFloat(getComputedStyle(e).fontSize)") >= 72);
        Assert.Equal(1280, await visit.At("body").EvaluateAsync<double>("e => e.getBoundingClientRect().width"));
        await visit.PhotographAsync("screen-red.png", whole: false);
        await place.ScanAsync("face", Workplace.Glass("G1"));
        await Expect(visit.At("body")).ToHaveAttributeAsync("data-tone", "high");
        await Expect(visit.At("[data-word]")).ToHaveTextAsync("right");
        await Expect(visit.At("body")).ToHaveAttributeAsync("data-pattern", "ready");
        await Expect(visit.At(".reads tbody tr")).ToHaveCountAsync(3);
        await Expect(visit.At(".reads tbody tr").Nth(1)).ToContainTextAsync("wrong, put back");
        await Expect(visit.At(".queue")).ToContainTextAsync("Working locally, ");
        await Expect(visit.At(".queue")).ToHaveAttributeAsync("data-tone", "warn");
        visit.Check("/live");
    }

    [PanelFact]
    public async Task Not_found_at_the_screen_goes_on_with_the_scanners_work()
    {
        await using var place = await Workplace.StartAsync();
        await place.StockAsync();
        await using var visit = await place.VisitAsync(panel.Browser, "/stations/face");
        await place.ScanAsync("face", Workplace.Glass("G2"));
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Not found" }).ClickAsync();
        await Expect(visit.At("[data-receipt]")).ToContainTextAsync("read screen 1, warning. Event ");
        await Expect(visit.At("[data-text]")).ToContainTextAsync("lot G1 counted as missing at FACE");
        await Expect(visit.At(".wanted")).ToContainTextAsync("G2");
        await place.ScanAsync("face", Workplace.Glass("G2"));
        await Expect(visit.At(".reads tbody tr").First).ToContainTextAsync("right");
        var look = place.Gateway.Look(loop => loop.Look("face"))!;
        Assert.Null(look.State.Reader("scanner").Demanded);
        Assert.Equal(1L, place.Gateway.Look(loop => (object)loop.LastRead("face.screen")));
        visit.Check("/live");
    }

    [PanelFact]
    public async Task Undo_is_a_read_of_the_screen_with_a_receipt()
    {
        await using var place = await Workplace.StartAsync();
        await using var visit = await place.VisitAsync(panel.Browser, "/stations/dock");
        await visit.At("button[value=undo]").FocusAsync();
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(visit.At("[data-receipt]")).ToContainTextAsync("read screen 1");
        await Expect(visit.At(".reads tbody tr").First).ToContainTextAsync("CMD:UNDO");
        visit.Check("/live");
    }

    [PanelFact]
    public async Task Manual_entry_is_typed_twice_and_blind()
    {
        await using var place = await Workplace.StartAsync();
        await place.ScanAsync("dock", "KPO1");
        await using var visit = await place.VisitAsync(panel.Browser, "/stations/dock");
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Type a label" }).ClickAsync();
        await TypeAsync(visit, "(01)09521300000015(30)5(10)G7");
        await Expect(visit.At("label.next")).ToContainTextAsync("again");
        Assert.Equal("", await visit.At("#typed").InputValueAsync());
        Assert.DoesNotContain("G7", await visit.At("body").InnerTextAsync(), StringComparison.Ordinal);
        await TypeAsync(visit, "(01)09521300000015(30)5(10)G1");
        await Expect(visit.At("[role=alert]")).ToContainTextAsync("The two entries differ");
        Assert.DoesNotContain(place.Gateway.Screens["dock"].Reads, r => r.Reader == "screen");
        await TypeAsync(visit, "(01)09521300000015(30)5(10)G7");
        await TypeAsync(visit, "(01)09521300000015(30)5(10)G7");
        await visit.Page.WaitForURLAsync("**/stations/dock?receipt=1");
        await Expect(visit.At("[data-receipt]")).ToContainTextAsync("read screen 1, right. Event ");
        Assert.NotNull(place.Gateway.Look(loop => loop.Directory.Lot("https://id.gs1.org/01/09521300000015/10/G7")));
        visit.Check("/live", "status of 422");
    }

    private static async Task TypeAsync(Visit visit, string text)
    {
        await visit.At("#typed").FillAsync(text);
        await visit.At("body").EvaluateAsync("e => { e.dataset.old = 'yes'; }");
        await visit.At("#typed").PressAsync("Enter");
        await Expect(visit.At("body[data-old]")).ToHaveCountAsync(0);
    }

    [PanelFact]
    public async Task A_question_of_the_rules_is_answered_by_a_button()
    {
        await using var place = await Workplace.StartAsync();
        await place.ScanAsync("dock", "KPO1");
        await place.ScanAsync("dock", Workplace.Glass("G1"));
        await Task.Delay(StationRules.Debounce * 1.5);
        await place.ScanAsync("dock", Workplace.Glass("G1"));
        await using var visit = await place.VisitAsync(panel.Browser, "/stations/dock");
        await Expect(visit.At("[data-text]")).ToContainTextAsync("another one? Scan it again for yes");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Yes" }).ClickAsync();
        await Expect(visit.At("[data-receipt]")).ToContainTextAsync("right. Event ");
        await Expect(visit.At("button.awaited")).ToHaveCountAsync(0);
        visit.Check("/live");
    }

    [PanelFact]
    public async Task An_overrides_reason_is_a_read_of_the_screen_too()
    {
        await using var place = await Workplace.StartAsync();
        await using var visit = await place.VisitAsync(panel.Browser, "/stations/face/override");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Quality decided so" }).ClickAsync();
        await Expect(visit.At("[data-receipt]")).ToContainTextAsync("read screen 1");
        Assert.Equal("CMD:REASON-QUALITY", place.Gateway.Screens["face"].Reads[0].Text);
        visit.Check("/live");
    }

    [PanelFact]
    public async Task The_language_is_the_browsers_or_the_one_asked_for()
    {
        await using var place = await Workplace.StartAsync();
        await place.StockAsync();
        await using var visit = await place.VisitAsync(panel.Browser, "/stations/face", locale: "de-CH");
        await Expect(visit.At("[data-word]")).ToHaveTextAsync("bereit");
        await place.ScanAsync("face", Workplace.Glass("G2"));
        await Expect(visit.At("[data-word]")).ToHaveTextAsync("falsch, zurücklegen");
        await Expect(visit.At("[data-text]")).ToHaveTextAsync("Falsches Los: GLASS Los G2 in der Hand, ein älteres liegt hier: Los G1 von FACE nehmen");
        await visit.PhotographAsync("screen-deutsch.png", whole: false);
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "English" }).ClickAsync();
        await Expect(visit.At("[data-word]")).ToHaveTextAsync("wrong, put back");
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Type a label" }).ClickAsync();
        await Expect(visit.At("label.next")).ToContainTextAsync("Type what the label says");
        visit.Check("/live");
    }

    [PanelFact]
    public async Task A_barcode_that_wants_to_be_markup_is_text()
    {
        const string Canary = "<img src=x onerror=\"window.__x=1\">\u202E\u200B{{7*7}}javascript:1";
        await using var place = await Workplace.StartAsync();
        await using var visit = await place.VisitAsync(panel.Browser, "/stations/dock");
        await place.ScanAsync("dock", Canary);
        await Expect(visit.At(".reads .code").First).ToHaveTextAsync("<img src=x onerror=\"window.__x=1\">[U+202E][U+200B]{{7*7}}javascript:1");
        await place.ScanAsync("dock", "KPO1");
        await place.ScanAsync("dock", Workplace.Glass("<a/onload=__x=2>"));
        await Expect(visit.At("[data-text]")).ToContainTextAsync("received GLASS lot <a/onload=__x=2>");
        await visit.Page.GotoAsync("/stations/dock/entry");
        await TypeAsync(visit, "\"><img src=x onerror=window.__x=3>");
        await TypeAsync(visit, "\"><img src=x onerror=window.__x=3>");
        await Expect(visit.At(".reads .code").First).ToContainTextAsync("\"><img src=x");
        await visit.Page.GotoAsync("/?tested=<img src=x onerror=window.__x=4>");
        Assert.Equal(0, await visit.At("img").CountAsync());
        Assert.Null(await visit.Page.EvaluateAsync<object?>("window.__x"));
        visit.Check("/live");
    }

    [PanelFact]
    public async Task Without_a_connection_nothing_can_be_checked()
    {
        await using var place = await Workplace.StartAsync();
        await using var visit = await place.VisitAsync(panel.Browser, "/stations/dock", locale: "de-DE");
        await using var overview = await place.VisitAsync(panel.Browser, "/");
        await place.ScanAsync("dock", "KPO1");
        await place.ScanAsync("dock", Workplace.Glass("G1"));
        await Expect(visit.At("[data-word]")).ToHaveTextAsync("richtig");
        await place.UnplugAsync();
        await Expect(visit.At("body")).ToHaveAttributeAsync("data-pattern", "dark");
        await Expect(visit.At("[data-word]")).ToHaveTextAsync("keine Prüfung");
        await Expect(overview.At("[data-tile=dock] [data-word]")).ToHaveTextAsync("cannot check");
        await visit.PhotographAsync("screen-dark.png", whole: false);
    }

    [PanelFact]
    public async Task Without_the_loops_proof_nothing_can_be_checked()
    {
        await using var place = await Workplace.StartAsync();
        await using var visit = await place.VisitAsync(panel.Browser, "/stations/dock");
        await place.StopAsync();
        await Expect(visit.At("body")).Not.ToHaveAttributeAsync("data-pattern", "ready");
        Assert.Contains("cannot check", await visit.At(".verdict").InnerTextAsync(), StringComparison.Ordinal);
    }

    [PanelFact]
    public async Task Without_script_everything_works()
    {
        await using var place = await Workplace.StartAsync();
        await using var visit = await place.VisitAsync(panel.Browser, "/", script: false);
        await visit.At("[data-tile=dock]").ClickAsync();
        Assert.Equal(1, await visit.At("meta[http-equiv=refresh]").CountAsync());
        await place.ScanAsync("dock", "KPO1");
        await Expect(visit.At(".facts")).ToContainTextAsync("purchase order PO1");
        await visit.Page.GotoAsync("/stations/dock/entry?lang=de");
        await TypeAsync(visit, "(01)09521300000015(30)5(10)G9");
        await TypeAsync(visit, "(01)09521300000015(30)5(10)G9");
        await Expect(visit.At("[data-receipt]")).ToContainTextAsync("richtig");
        await visit.At("button[value=undo]").ClickAsync();
        await Expect(visit.At("[data-receipt]")).ToContainTextAsync("Lesung screen 2");
        await Expect(visit.At(".devices")).ToContainTextAsync("scanner: bereit liest von ");
        visit.Check();
    }

    [PanelFact]
    public async Task Buttons_are_large_apart_and_at_most_four()
    {
        await using var place = await Workplace.StartAsync();
        await place.StockAsync();
        await place.ScanAsync("face", Workplace.Glass("G2"));
        await using var visit = await place.VisitAsync(panel.Browser, "/stations/face");
        var boxes = await visit.Page.EvalOnSelectorAllAsync<double[][]>(".actions button, .actions .button", "all => all.map(e => { const b = e.getBoundingClientRect(); return [b.left, b.right, b.height]; })");
        Assert.Equal(4, boxes.Length);
        Assert.All(boxes, b => Assert.True(b[2] >= 72));
        for (var i = 1; i < boxes.Length; i++) Assert.True(boxes[i][0] - boxes[i - 1][1] >= 16 || boxes[i][0] < boxes[i - 1][1]);
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site", 403)]
    [InlineData("Sec-Fetch-Site", "same-site", 403)]
    [InlineData("Origin", "http://evil.example", 403)]
    [InlineData("Origin", "null", 403)]
    [InlineData("Host", "evil.example", 421)]
    [InlineData("Sec-Fetch-Site", "same-origin", 200)]
    [InlineData("Accept", "application/json", 200)]
    public async Task Only_our_own_pages_press_buttons(string header, string value, int status)
    {
        await using var place = await Workplace.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/stations/dock/commands") { Content = new FormUrlEncodedContent([new("command", "done")]) };
        if (header == "Host") request.Headers.Host = value;
        else request.Headers.TryAddWithoutValidation(header, value);
        using var answer = await place.Http.SendAsync(request);
        Assert.Equal((HttpStatusCode)status, answer.StatusCode);
        Assert.Equal(status == 200 ? 1 : 0, place.Gateway.Screens["dock"].Reads.Count);
        if (status != 200) return;
        using var receipt = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal("redFlashing", receipt.RootElement.GetProperty("light").GetString());
        Assert.Equal(1, receipt.RootElement.GetProperty("events").GetArrayLength());
        Assert.Equal("CMD:DONE", receipt.RootElement.GetProperty("read").GetString());
    }

    [Theory]
    [InlineData("commands", "application/json", 1)]
    [InlineData("entry", "application/json", 1)]
    [InlineData("commands", "application/x-www-form-urlencoded", 5000)]
    public async Task What_is_no_form_of_ours_is_refused_and_is_no_fault_of_the_gateway(string page, string type, int fields)
    {
        await using var place = await Workplace.StartAsync();
        using var content = new StringContent(string.Join('&', Enumerable.Range(0, fields).Select(i => $"f{i}=1")), null, type);
        using var answer = await place.Http.PostAsync(new Uri($"/stations/dock/{page}", UriKind.Relative), content);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
        Assert.Empty(place.Gateway.Screens["dock"].Reads);
    }

    [PanelFact]
    public async Task Every_answer_carries_the_policy_and_no_page_asks_another_host()
    {
        await using var place = await Workplace.StartAsync();
        foreach (var path in new[] { "/", "/stations/dock", "/stations/dock/entry", "/stations/dock/override", "/stations/nowhere" })
        {
            using var answer = await place.Http.GetAsync(new Uri(path, UriKind.Relative));
            Assert.Contains("default-src 'self'", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
            var text = await answer.Content.ReadAsStringAsync();
            Assert.DoesNotContain("style=\"", text, StringComparison.Ordinal);
            Assert.DoesNotContain("<script>", text, StringComparison.Ordinal);
            if (path == "/stations/nowhere") continue;
            await using var visit = await place.VisitAsync(panel.Browser, path);
            Assert.All(visit.Requests, r => Assert.StartsWith(place.Address, r));
            visit.Check("/live");
        }
    }

    [Fact]
    public async Task Reads_of_the_screen_keep_their_numbers_over_a_restart()
    {
        await using var place = await Workplace.StartAsync();
        foreach (var command in new[] { "done", "undo" })
        {
            using var answer = await place.Http.PostAsync(new Uri("/stations/dock/commands", UriKind.Relative), new FormUrlEncodedContent([new("command", command)]));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
        Assert.Equal(2L, place.Gateway.Look(loop => (object)loop.LastRead($"dock.{ScreenContext.Reader}")));
    }
}

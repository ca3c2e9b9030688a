using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Traceability.Edge.Health;
using Traceability.Edge.Replay;
using Traceability.Tests.Architecture;
using Traceability.Tests.Demo;

namespace Traceability.Tests.Devices;

/// <summary>Anybody can print a label. What stands on it is data all the way: in a gateway's log, on its screen and in its journal.</summary>
public sealed partial class HostileLabelsTests : IDisposable
{
    private const string Plant = """
        { "plant": "hostile", "gln": "9521300000008", "locations": [{ "location": "L", "kind": "dock", "gln": "9521300002002" }],
          "items": [{ "item": "A", "gtin": "09521300000015", "tracking": "lot" }], "documents": { "purchaseOrders": [{ "id": "PO1", "item": "A" }] },
          "stations": [{ "id": "st", "gateway": "g", "kind": "receiving", "location": "L", "readers": [{ "id": "r", "driver": "serial", "framing": "cr" }] }] }
        """;

    // Latin-1 characters are bytes: line feeds, terminal commands, markup, SQL, formulas, and line separators in UTF-8.
    public static TheoryData<string> Labels => new()
    {
        "KPO1\nwarn: HOSTILE: all is well", "\u001b[2J\u001b]0;HOSTILE\u0007", "K<script>HOSTILE</script>", "]C1019521300000015210<img src=x onerror=HOSTILE>",
        "WHOSTILE'; DROP TABLE records; --", "L=HYPERLINK(\"http://HOSTILE\")", "1K\0HOSTILE\u0085\u009b31m", "K\u00e2\u0080\u00a8HOSTILE\u00e2\u0080\u00ae",
        "]C10109521300000015" + "10HOSTILE<&\"'>", "CMD:HOSTILE", "]Q1HOSTILE\"},{\"state\":\"ready",
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("traceability-hostile-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Hostile_labels_break_no_line_of_the_log_and_stand_escaped_on_the_screen()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "plant.json"), Plant);
        Directory.CreateDirectory(Path.Combine(_folder, "devices"));
        using var scanner = new PseudoTerminal(Path.Combine(_folder, "devices", "st.r"));
        var port = DemoRun.FreePorts();
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "traceability-gateway"),
            ["run", "--plant", _folder, "--data", _folder, "--gateway", "g", "--broker", "127.0.0.1:1", "--http", $"{port}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var gateway = Process.Start(start)!;
        var (output, errors) = (gateway.StandardOutput.ReadToEndAsync(), gateway.StandardError.ReadToEndAsync());
        try
        {
            using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromSeconds(10) };
            await StateAsync(http, state => Text(state).Contains("reads from", StringComparison.Ordinal));
            foreach (var label in Labels)
            {
                var before = Last(await StateAsync(http, _ => true));
                await scanner.SendAsync(Encoding.Latin1.GetBytes(label), null, default);
                await StateAsync(http, state => Last(state) > before);
            }
        }
        finally
        {
            gateway.Kill();
        }
        Assert.DoesNotContain("HOSTILE", await output + await errors, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Labels))]
    public void A_log_entry_is_one_line_of_printable_characters(string label)
    {
        foreach (var exception in (Exception?[])[null, new InvalidOperationException(label)])
        {
            var line = new StringWriter();
            new LineFormatter().Write(new LogEntry<string>(LogLevel.Warning, label, default, label, exception, (state, _) => $"read {state}"), null, line);
            Assert.EndsWith("\n", line.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain(line.ToString()[..^1], c => char.IsControl(c) || c is '\u2028' or '\u2029' or '\u202e');
            Assert.StartsWith("warn: ", line.ToString(), StringComparison.Ordinal);
        }
    }

    // Values travel as parameters; what may stand in a statement itself is a constant, or a piece of SQL that a private method is handed.
    [Fact]
    public void No_statement_of_SQL_is_put_together_from_values()
    {
        var statements = from folder in (string[])["edge", "cloud"]
                         from file in Repository.Files(folder, "*.cs")
                         from Match statement in Interpolated().Matches(File.ReadAllText(file))
                         where Sql().IsMatch(statement.Value)
                         from Match value in Value().Matches(statement.Value)
                         select (File: Repository.Name(file), Value: value.Groups[1].Value);
        Assert.NotEmpty(statements);
        Assert.DoesNotContain(statements, s => !Constant().IsMatch(s.Value));
    }

    private static async Task<JsonElement> StateAsync(HttpClient http, Func<JsonElement, bool> until)
    {
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < TimeSpan.FromSeconds(30); await Task.Delay(20))
        {
            HttpResponseMessage answer;
            try
            {
                answer = await http.GetAsync(new Uri("/state", UriKind.Relative));
            }
            catch (HttpRequestException)
            {
                continue;
            }
            var body = await answer.Content.ReadAsStringAsync();
            Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
            Assert.DoesNotContain(body, c => c is < ' ' or '<' or '>' or '&' or '\'' or > '~');
            var state = JsonDocument.Parse(body).RootElement;
            if (until(state)) return state;
        }
        throw new TimeoutException("the gateway did not come to the expected state");
    }

    private static string Text(JsonElement state) => state.GetProperty("devices")[0].GetProperty("text").GetString()!;
    private static long Last(JsonElement state) => state.GetProperty("queue").GetProperty("last").GetInt64();

    [GeneratedRegex(@"(?s)\$""{3}.*?""{3}|\$""[^""\n]+""")]
    private static partial Regex Interpolated();

    [GeneratedRegex(@"\b(SELECT|INSERT INTO|UPDATE|DELETE FROM|CREATE TABLE|PRAGMA) ")]
    private static partial Regex Sql();

    [GeneratedRegex(@"\{([^{}]+)\}")]
    private static partial Regex Value();

    [GeneratedRegex(@"^([A-Z][A-Za-z.]*|table|only|columns|which)$")]
    private static partial Regex Constant();
}

using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace Traceability.Tests.Hardware;

/// <summary>The gateway as the guest's systemd runs it: told by systemctl, asked at /state, its journal looked at beside it.</summary>
internal sealed class InstalledGateway : IDisposable
{
    public const string Unit = "traceability-gateway.service", Journal = "/var/lib/private/traceability/g1.journal.db";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);
    private readonly HttpClient _http = new() { BaseAddress = new Uri("http://127.0.0.1:8081"), Timeout = TimeSpan.FromSeconds(60) };

    public async Task<JsonElement> StateAsync()
    {
        using var document = JsonDocument.Parse(await _http.GetByteArrayAsync("/state"));
        return document.RootElement.Clone();
    }

    public async Task<long> LastAsync() => (await StateAsync()).GetProperty("queue").GetProperty("last").GetInt64();

    public async Task<string> PatternAsync() => (await StateAsync()).GetProperty("stations").GetProperty("dock").GetProperty("pattern").GetString()!;

    /// <summary>What the station's light says last.</summary>
    public async Task<string> ReasonAsync() => (await StateAsync()).GetProperty("stations").GetProperty("dock").GetProperty("reason").GetString() ?? "";

    /// <summary>State and sentence of a reader.</summary>
    public async Task<(string State, string Text)> ReaderAsync(string reader)
    {
        var device = (await StateAsync()).GetProperty("devices").EnumerateArray().Single(d => d.GetProperty("reader").GetString() == reader);
        return (device.GetProperty("state").GetString()!, device.GetProperty("text").GetString()!);
    }

    public Task ReadyAsync() => UntilAsync("every device is ready", async () =>
        (await StateAsync()) is var state && state.GetProperty("devices").EnumerateArray().Concat(state.GetProperty("lights").EnumerateArray()).All(d => d.GetProperty("state").GetString() == "ready"));

    /// <summary>The records of the journal that speak of a lot.</summary>
    public static IReadOnlyList<string> RecordsOf(string lot)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Journal, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT bytes FROM record ORDER BY number";
        using var row = command.ExecuteReader();
        var records = new List<string>();
        while (row.Read())
            if (Encoding.UTF8.GetString(row.GetFieldValue<byte[]>(0)) is var record && record.Contains($"{lot}\"", StringComparison.Ordinal)) records.Add(record);
        return records;
    }

    /// <summary>Waits for one record of the lot, all of it: item, quantity and lot come from a label whose separators arrived.</summary>
    public static async Task<string> RecordedAsync(string lot)
    {
        await UntilAsync($"a record of lot {lot}", () => Task.FromResult(RecordsOf(lot).Count > 0));
        var record = RecordsOf(lot).Single();
        Check.That(record.Contains("\"quantity\":10", StringComparison.Ordinal), $"lot {lot} is recorded with its quantity: {record}");
        return record;
    }

    public static string Property(string name) => Run("/usr/bin/systemctl", "show", "--value", "-p", name, Unit).Trim();

    public static void Control(params string[] words) => Run("/usr/bin/systemctl", [.. words, Unit]);

    public static string Run(string program, params string[] words)
    {
        using var process = Process.Start(new ProcessStartInfo(program, words) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEnd());
        process.WaitForExit();
        Check.That(process.ExitCode == 0, $"{Path.GetFileName(program)} {string.Join(' ', words)} ends with {process.ExitCode.ToString(CultureInfo.InvariantCulture)}: {errors}");
        return output.Result;
    }

    public static async Task UntilAsync(string what, Func<Task<bool>> condition)
    {
        var last = "";
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < Patience; await Task.Delay(20))
        {
            try
            {
                if (await condition()) return;
            }
            // A gateway that ends just while it is asked may show as the socket's own fault.
            catch (Exception e) when (e is HttpRequestException or SocketException or TaskCanceledException or SqliteException)
            {
                last = $" ({e.Message})";
            }
        }
        throw new CheckFailedException($"waited {Patience.TotalSeconds} s in vain for: {what}{last}");
    }

    public void Dispose() => _http.Dispose();
}

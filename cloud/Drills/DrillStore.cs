using System.Text.Json;
using Microsoft.Data.Sqlite;
using Traceability.Cloud.Api;

namespace Traceability.Cloud.Drills;

/// <summary>Drills in a file of their own beside the events: a row each, the whole report as JSON, so that a report is read as it was written.</summary>
public sealed class DrillStore : IDisposable
{
    private static readonly JsonSerializerOptions Options = Configured();
    private readonly Lock _one = new();
    private readonly SqliteConnection _connection;

    private DrillStore(string source)
    {
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = source, Pooling = false, DefaultTimeout = 5 }.ToString());
        _connection.Open();
        Run("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE IF NOT EXISTS drill (id INTEGER PRIMARY KEY AUTOINCREMENT, summary TEXT NOT NULL, report TEXT NOT NULL);");
    }

    public static DrillStore Open(string path) => new(path);

    /// <summary>Kept for as long as the service runs; for tests and demonstrations.</summary>
    public static DrillStore InMemory() => new(":memory:");

    public DrillReport Begin(DrillOrder asked, DateTimeOffset now)
    {
        lock (_one)
        {
            Run("INSERT INTO drill (summary, report) VALUES ('', '')");
            using var last = _connection.CreateCommand();
            last.CommandText = "SELECT last_insert_rowid()";
            var report = new DrillReport((long)last.ExecuteScalar()!, asked, DrillState.Running, now, null);
            Put(report);
            return report;
        }
    }

    public void Keep(DrillReport report)
    {
        lock (_one) Put(report);
    }

    public DrillReport? Find(long id)
    {
        lock (_one) return Read("SELECT report FROM drill WHERE id = $id", id).FirstOrDefault();
    }

    /// <summary>The newest first, without the single things.</summary>
    public IReadOnlyList<DrillReport> All()
    {
        lock (_one) return Read("SELECT summary FROM drill WHERE $id = 0 ORDER BY id DESC", 0);
    }

    private void Put(DrillReport report) => Run("UPDATE drill SET summary = $summary, report = $report WHERE id = $id",
        ("$id", report.Id), ("$summary", JsonSerializer.Serialize(report with { Things = [] }, Options)), ("$report", JsonSerializer.Serialize(report, Options)));

    private List<DrillReport> Read(string sql, long id)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.Parameters.AddWithValue("$id", id);
        using var row = command.ExecuteReader();
        var reports = new List<DrillReport>();
        while (row.Read()) reports.Add(JsonSerializer.Deserialize<DrillReport>(row.GetString(0), Options)!);
        return reports;
    }

    private void Run(string sql, params ReadOnlySpan<(string Name, object Value)> values)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in values) command.Parameters.AddWithValue(name, value);
        command.ExecuteNonQuery();
    }

    private static JsonSerializerOptions Configured()
    {
        var options = new JsonSerializerOptions();
        Json.Configure(options);
        return options;
    }

    public void Dispose() => _connection.Dispose();
}

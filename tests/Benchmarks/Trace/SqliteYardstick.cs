using Microsoft.Data.Sqlite;

namespace Traceability.Tests.Benchmarks.Trace;

/// <summary>
/// What a user would write over a table of links in SQLite: a recursive query that only counts what is reachable. All pages
/// fit into its cache, the index covers the question, and the things are numbers already: the best that can be had of it.
/// </summary>
internal sealed class SqliteYardstick : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("bench-sqlite-");
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _query;
    private readonly SqliteParameter _source;

    public SqliteYardstick(PlainGraph graph)
    {
        _connection = new SqliteConnection($"Data Source={Path.Combine(_folder.FullName, "links.db")};Pooling=False");
        _connection.Open();
        Run("PRAGMA cache_size = -2000000; PRAGMA mmap_size = 2000000000; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF");
        Run("CREATE TABLE link (from_id INTEGER NOT NULL, to_id INTEGER NOT NULL)");
        Fill(graph);
        Run("CREATE INDEX link_from ON link (from_id, to_id); ANALYZE");
        _query = _connection.CreateCommand();
        _query.CommandText = """
            WITH RECURSIVE reached (id) AS (SELECT $source UNION SELECT to_id FROM link JOIN reached ON from_id = id)
            SELECT count(*) - 1 FROM reached
            """;
        _source = _query.Parameters.Add("$source", SqliteType.Integer);
        _query.Prepare();
    }

    public int Reach(int source)
    {
        _source.Value = source;
        return (int)(long)_query.ExecuteScalar()!;
    }

    public void Dispose()
    {
        _query.Dispose();
        _connection.Dispose();
        _folder.Delete(recursive: true);
    }

    private void Run(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private void Fill(PlainGraph graph)
    {
        using var transaction = _connection.BeginTransaction();
        using var insert = _connection.CreateCommand();
        insert.CommandText = "INSERT INTO link VALUES ($from, $to)";
        var (from, to) = (insert.Parameters.Add("$from", SqliteType.Integer), insert.Parameters.Add("$to", SqliteType.Integer));
        for (var i = 0; i < graph.Links; i++)
        {
            (from.Value, to.Value) = (graph.From[i], graph.To[i]);
            insert.ExecuteNonQuery();
        }
        transaction.Commit();
    }
}

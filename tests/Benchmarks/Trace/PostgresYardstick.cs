using Npgsql;
using NpgsqlTypes;

namespace Traceability.Tests.Benchmarks.Trace;

/// <summary>
/// The same table and the same query in PostgreSQL: prepared, over the local socket, all of it in shared buffers, the index
/// alone answers. Compiling queries is switched off, which at this size only costs.
/// </summary>
internal sealed class PostgresYardstick : IAsyncDisposable
{
    private readonly PostgresCluster _cluster;
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlCommand _query;

    private PostgresYardstick(PostgresCluster cluster, NpgsqlConnection connection)
    {
        (_cluster, _connection) = (cluster, connection);
        _query = new NpgsqlCommand("""
            WITH RECURSIVE reached (id) AS (SELECT $1 UNION SELECT to_id FROM link JOIN reached ON from_id = id)
            SELECT count(*) - 1 FROM reached
            """, connection);
        _query.Parameters.Add(new NpgsqlParameter<int> { NpgsqlDbType = NpgsqlDbType.Integer });
    }

    public static async Task<PostgresYardstick> StartAsync(PlainGraph graph)
    {
        var cluster = await PostgresCluster.StartAsync("shared_buffers=1GB", "work_mem=64MB", "maintenance_work_mem=256MB", "max_wal_size=4GB", "jit=off");
        var connection = new NpgsqlConnection(cluster.ConnectionString);
        var yardstick = new PostgresYardstick(cluster, connection);
        try
        {
            await connection.OpenAsync();
            await yardstick.RunAsync("CREATE TABLE link (from_id integer NOT NULL, to_id integer NOT NULL)");
            yardstick.Fill(graph);
            await yardstick.RunAsync("CREATE INDEX link_from ON link (from_id, to_id)");
            await yardstick.RunAsync("VACUUM ANALYZE link");
            await yardstick._query.PrepareAsync();
            return yardstick;
        }
        catch
        {
            await yardstick.DisposeAsync();
            throw;
        }
    }

    public int Reach(int source)
    {
        ((NpgsqlParameter<int>)_query.Parameters[0]).TypedValue = source;
        return (int)(long)_query.ExecuteScalar()!;
    }

    public async ValueTask DisposeAsync()
    {
        await _query.DisposeAsync();
        await _connection.DisposeAsync();
        await _cluster.DisposeAsync();
    }

    private async Task RunAsync(string sql)
    {
        await using var command = new NpgsqlCommand(sql, _connection);
        await command.ExecuteNonQueryAsync();
    }

    private void Fill(PlainGraph graph)
    {
        using var import = _connection.BeginBinaryImport("COPY link FROM STDIN (FORMAT BINARY)");
        for (var i = 0; i < graph.Links; i++)
        {
            import.StartRow();
            import.Write(graph.From[i], NpgsqlDbType.Integer);
            import.Write(graph.To[i], NpgsqlDbType.Integer);
        }
        import.Complete();
    }
}

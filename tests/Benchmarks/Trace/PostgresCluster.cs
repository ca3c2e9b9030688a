using System.Diagnostics;
using Npgsql;

namespace Traceability.Tests.Benchmarks.Trace;

/// <summary>
/// A private PostgreSQL in a temporary folder, reached through a socket in it and gone afterwards. The server refuses to run
/// as root; there it runs as the user that its package has made.
/// </summary>
internal sealed class PostgresCluster : IAsyncDisposable
{
    private const string User = "postgres";
    private readonly DirectoryInfo _folder;
    private readonly string _programs;

    private PostgresCluster(string programs, DirectoryInfo folder) => (_programs, _folder) = (programs, folder);

    public string ConnectionString => new NpgsqlConnectionStringBuilder { Host = _folder.FullName, Username = User, Database = User, CommandTimeout = 0 }.ToString();

    private string Data => Path.Combine(_folder.FullName, "data");

    /// <summary>Where Debian's package puts version 15, or null where it is not installed.</summary>
    public static string? Programs => Directory.Exists("/usr/lib/postgresql/15/bin") ? "/usr/lib/postgresql/15/bin" : null;

    public static async Task<PostgresCluster> StartAsync(params string[] settings)
    {
        var programs = Programs ?? throw new InvalidOperationException("PostgreSQL 15 is missing: apt-get install postgresql-15");
        var cluster = new PostgresCluster(programs, Directory.CreateTempSubdirectory("bench-postgres-"));
        try
        {
            if (Environment.IsPrivilegedProcess) await RunAsync(cluster._folder.FullName, "chown", User, cluster._folder.FullName);
            await cluster.ProgramAsync("initdb", "--pgdata", cluster.Data, "--username", User, "--auth", "trust", "--encoding", "UTF8", "--no-locale", "--no-sync");
            string[] own = ["listen_addresses=''", $"unix_socket_directories='{cluster._folder.FullName}'", .. settings];
            await cluster.ProgramAsync("pg_ctl", "start", "--wait", "--silent", "--pgdata", cluster.Data, "--log", Path.Combine(cluster._folder.FullName, "log"),
                "--options", string.Join(' ', own.Select(s => $"-c {s}")));
            return cluster;
        }
        catch
        {
            cluster._folder.Delete(recursive: true);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await ProgramAsync("pg_ctl", "stop", "--wait", "--silent", "--mode", "immediate", "--pgdata", Data);
        _folder.Delete(recursive: true);
    }

    private Task ProgramAsync(string name, params string[] arguments)
    {
        var path = Path.Combine(_programs, name);
        return Environment.IsPrivilegedProcess
            ? RunAsync(_folder.FullName, "setpriv", ["--reuid", User, "--regid", User, "--init-groups", path, .. arguments])
            : RunAsync(_folder.FullName, path, arguments);
    }

    // The server inherits what pg_ctl writes to, so nothing is read through a pipe: its end would never come.
    private static async Task RunAsync(string folder, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo("sh") { WorkingDirectory = folder };
        foreach (var word in (string[])["-c", "exec \"$@\" >output 2>&1", "sh", program, .. arguments]) start.ArgumentList.Add(word);
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        if (process.ExitCode == 0) return;
        throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {await File.ReadAllTextAsync(Path.Combine(folder, "output"))}");
    }
}

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Traceability.Tests.Demo;

/// <summary>The demo as a person starts it: its own process with broker, cloud, gateways and replay below it.</summary>
internal sealed class DemoRun : IDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();

    private DemoRun(Process process) => _process = process;

    public IReadOnlyList<string> Lines => [.. _lines];
    public string Output => string.Join('\n', _lines);
    public int ExitCode => _process.ExitCode;
    public bool HasEnded => _process.HasExited;

    /// <summary>Why the demo cannot run on this machine, or null.</summary>
    public static string? Missing => File.Exists("/usr/sbin/mosquitto") ? null : "the MQTT broker is not installed: apt-get install mosquitto";

    public static DemoRun Start(params string[] arguments)
    {
        var folder = AppContext.BaseDirectory;
        var info = new ProcessStartInfo(Path.Combine(folder, "traceability-gateway")) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])["demo", "--cloud", Path.Combine(folder, "traceability"), .. arguments]) info.ArgumentList.Add(argument);
        var run = new DemoRun(Process.Start(info)!);
        run._process.OutputDataReceived += (_, e) => run.Take(e.Data);
        run._process.ErrorDataReceived += (_, e) => run.Take(e.Data);
        run._process.BeginOutputReadLine();
        run._process.BeginErrorReadLine();
        return run;
    }

    /// <summary>A port from which on as many are free as a plant of the public size needs.</summary>
    public static int FreePorts()
    {
        while (true)
        {
            using var probe = new TcpListener(IPAddress.Loopback, 0);
            probe.Start();
            var first = ((IPEndPoint)probe.LocalEndpoint).Port;
            if (first < 60_000 && Enumerable.Range(first + 1, 14).All(IsFree)) return first;
        }
    }

    /// <summary>The demo's processes: their program and process id, read from the kernel.</summary>
    public IReadOnlyList<(string Name, int Id)> Children()
    {
        var children = new List<(string, int)>();
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(f => int.TryParse(Path.GetFileName(f), out _)))
            try
            {
                var stat = File.ReadAllText(Path.Combine(folder, "stat"));
                var parent = int.Parse(stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]);
                if (parent != _process.Id || stat[stat.LastIndexOf(')') + 2] == 'Z') continue;
                var words = File.ReadAllText(Path.Combine(folder, "cmdline")).Split('\0');
                children.Add((NameOf(words), int.Parse(Path.GetFileName(folder))));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It ended while we looked.
            }
        return children;
    }

    public async Task<bool> EndsWithinAsync(TimeSpan patience)
    {
        using var cancel = new CancellationTokenSource(patience);
        try
        {
            await _process.WaitForExitAsync(cancel.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    public void Kill() => _process.Kill();

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private void Take(string? line)
    {
        if (line is not null) _lines.Enqueue(line);
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var probe = new TcpListener(IPAddress.Loopback, port);
            probe.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static string NameOf(string[] words)
    {
        if (words[0].EndsWith("mosquitto", StringComparison.Ordinal)) return "broker";
        var gateway = Array.IndexOf(words, "--gateway");
        return gateway > 0 ? words[gateway + 1] : words.Contains("serve") ? "cloud" : words.Contains("replay") ? "replay" : words[0];
    }
}

/// <summary>A test that runs the whole demo over a public plant.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class DemoFactAttribute : FactAttribute
{
    public DemoFactAttribute()
    {
        if (DemoRun.Missing is { } missing) Skip = missing;
        else if (Simulation.SharedPlants.Folder is null) Skip = "the folder ../shared/plants is not beside the repository";
    }
}

/// <summary>Demos and browsers take ports and processors: one at a time, when the other tests are through.</summary>
[CollectionDefinition(nameof(DemoCollection), DisableParallelization = true)]
public sealed class DemoCollection;

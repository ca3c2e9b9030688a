using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Traceability.Tests.Delivery;

/// <summary>A real mosquitto on a free loopback port with a folder of its own; killed and started again as a test wants.</summary>
public sealed class Broker : IDisposable
{
    private const string Program = "/usr/sbin/mosquitto";
    private Process? _process;

    public Broker(bool persistent = false, int? port = null)
    {
        Port = port ?? FreePort();
        var persistence = persistent ? $"persistence true\npersistence_location {Folder.Path}/\nautosave_on_changes true\nautosave_interval 1\n" : "persistence false\n";
        File.WriteAllText(Path.Combine(Folder.Path, "mosquitto.conf"),
            $"listener {Port} 127.0.0.1\nallow_anonymous true\nuser {Environment.UserName}\nset_tcp_nodelay true\n"
            + $"max_inflight_messages 100\nmax_queued_messages 0\nmax_queued_bytes 0\nmessage_size_limit 1000000\n{persistence}");
    }

    /// <summary>Why no test of this kind can run here; null where it can.</summary>
    public static string? Absent => File.Exists(Program) ? null : $"{Program} is not installed (Debian package mosquitto).";

    public TempFolder Folder { get; } = new();
    public int Port { get; }

    public Broker Start()
    {
        _process = Process.Start(new ProcessStartInfo(Program, ["-c", Path.Combine(Folder.Path, "mosquitto.conf")]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginErrorReadLine();
        Eventually.True(Answers, "the broker listens");
        return this;
    }

    /// <summary>SIGKILL: what it has not saved is lost.</summary>
    public void Kill()
    {
        _process?.Kill();
        _process?.WaitForExit();
        _process?.Dispose();
        _process = null;
    }

    public void Dispose()
    {
        Kill();
        Folder.Dispose();
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private bool Answers()
    {
        if (_process!.HasExited) throw new InvalidOperationException("The broker ended at once.");
        try
        {
            using var client = new TcpClient();
            client.Connect(IPAddress.Loopback, Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}

/// <summary>A fact that needs a broker; skipped in words where there is none.</summary>
public sealed class BrokerFactAttribute : FactAttribute
{
    public BrokerFactAttribute() => Skip = Broker.Absent;
}

/// <summary>The same for a test with rows.</summary>
public sealed class BrokerTheoryAttribute : TheoryAttribute
{
    public BrokerTheoryAttribute() => Skip = Broker.Absent;
}

/// <summary>A folder that is gone after the test.</summary>
public sealed class TempFolder : IDisposable
{
    private const string Memory = "/dev/shm";

    /// <param name="inMemory">Where there is such a place: for files of which only the content matters.</param>
    public TempFolder(bool inMemory = false) => Path = inMemory && Directory.Exists(Memory)
        ? Directory.CreateDirectory(System.IO.Path.Combine(Memory, $"traceability-{System.IO.Path.GetRandomFileName()}")).FullName : Directory.CreateTempSubdirectory("traceability-").FullName;

    public string Path { get; }

    public string this[string name] => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

/// <summary>Waits for what has to become true; the time limit is for a broken build, not for a slow machine.</summary>
public static class Eventually
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public static void True(Func<bool> condition, string what)
    {
        using var never = new ManualResetEventSlim();
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            if (watch.Elapsed > Limit) Assert.Fail($"Within {Limit.TotalSeconds} s it did not happen that {what}.");
            never.Wait(2);
        }
    }

    public static async Task TrueAsync(Func<bool> condition, string what)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            if (watch.Elapsed > Limit) Assert.Fail($"Within {Limit.TotalSeconds} s it did not happen that {what}.");
            await Task.Delay(2);
        }
    }
}

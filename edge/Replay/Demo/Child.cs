using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Traceability.Edge.Replay;

/// <summary>A program the demo runs. Log null shows its output; otherwise it goes to the file. Once: its end is not a fault.</summary>
public sealed record Program(string Name, string File, IReadOnlyList<string> Arguments, string? Log, bool Once = false);

/// <summary>
/// One supervised process: started again when it dies, with one line said, until told to stop. The kernel kills it when
/// the demo itself is killed, so nothing is ever left behind.
/// </summary>
internal sealed partial class Child(Program program, Spawner spawner, TextWriter say)
{
    private static readonly TimeSpan Healthy = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);
    private const int QuickEnds = 5;
    private const int Sigterm = 15;
    private const int Signalled = 128;

    /// <summary>Runs until stopped, or for a program that runs once until it ends by itself.</summary>
    /// <returns>The exit code of a program that runs once.</returns>
    /// <exception cref="MissingException">It ends at once whenever it is started: the last line of its log says why.</exception>
    public async Task<int> RunAsync(CancellationToken stop)
    {
        var quick = 0;
        while (true)
        {
            using var process = spawner.Start(program);
            var started = Stopwatch.GetTimestamp();
            try
            {
                await process.WaitForExitAsync(stop);
                // A signal to the whole terminal ends children a moment before it reaches us.
                await Task.Delay(100, stop);
            }
            catch (OperationCanceledException)
            {
                await EndAsync(process);
                return 0;
            }
            if (program.Once && process.ExitCode is 0 or 2 or 3) return process.ExitCode;
            // Who was killed may be killed again; only who ends by itself at once, time after time, is beyond help.
            quick = process.ExitCode < Signalled && Stopwatch.GetElapsedTime(started) < Healthy ? quick + 1 : 0;
            if (quick > QuickEnds) throw new MissingException($"{program.Name} ends whenever it is started: {LastLine()}");
            await say.WriteLineAsync($"{program.Name} ended ({Reason(process.ExitCode)}): started again");
            await Task.Delay(TimeSpan.FromMilliseconds(50 << Math.Min(quick, 5)), stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stop.IsCancellationRequested) return 0;
        }
    }

    private static async Task EndAsync(Process process)
    {
        if (process.HasExited) return;
        _ = Kill(process.Id, Sigterm);
        using var patience = new CancellationTokenSource(Grace);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    private string LastLine() => program.Log is { } log && File.Exists(log) ? File.ReadLines(log).LastOrDefault(l => l.Length > 0) ?? "it says nothing" : "see above";

    private static string Reason(int exitCode) => exitCode > Signalled ? $"signal {exitCode - Signalled}" : $"exit code {exitCode}";

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);
}

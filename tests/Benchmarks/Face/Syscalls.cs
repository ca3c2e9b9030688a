using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Traceability.Tests.Benchmarks.Face;

/// <summary>How often this process asks the kernel for something, as strace sees it.</summary>
internal static class Syscalls
{
    /// <summary>Null where there is no strace, or it may not look.</summary>
    public static long? Counted(string names, Action work)
    {
        var report = Path.GetTempFileName();
        try
        {
            using var strace = Process.Start(new ProcessStartInfo("strace", ["-f", "-c", "-e", $"trace={names}", "-o", report, "-p", $"{Environment.ProcessId}"]) { RedirectStandardError = true })!;
            // It says so when it has attached to the last thread; nothing is counted before.
            if (strace.StandardError.ReadLine()?.Contains("attached", StringComparison.Ordinal) != true) return null;
            work();
            using (var interrupt = Process.Start("kill", ["-INT", $"{strace.Id}"])) interrupt.WaitForExit();
            strace.WaitForExit();
            return File.ReadLines(report).Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(w => w.Length >= 5 && names.Split(',').Contains(w[^1]))
                .Sum(w => long.Parse(w[3], CultureInfo.InvariantCulture));
        }
        catch (Win32Exception)
        {
            return null;
        }
        finally
        {
            File.Delete(report);
        }
    }
}

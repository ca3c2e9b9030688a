using System.Collections.Concurrent;
using System.Diagnostics;

namespace Traceability.Edge.Replay;

/// <summary>
/// Starts processes that die with us. The kernel's parent-death signal is sent when the thread that started the child
/// ends, so one thread that lives as long as the program starts them all.
/// </summary>
internal sealed class Spawner : IDisposable
{
    private readonly BlockingCollection<(ProcessStartInfo Info, TaskCompletionSource<Process> Started)> _orders = [];

    public Spawner() => new Thread(Work) { IsBackground = true, Name = "spawner" }.Start();

    public Process Start(Program program)
    {
        var info = new ProcessStartInfo("/bin/sh") { UseShellExecute = false };
        // exec keeps one process a program: what is killed is the program and not a shell around it.
        var output = program.Log is null ? "" : " >>\"$0\" 2>&1";
        info.ArgumentList.Add("-c");
        info.ArgumentList.Add($"exec setpriv --pdeathsig KILL -- \"$@\" </dev/null{output}");
        info.ArgumentList.Add(program.Log ?? program.Name);
        info.ArgumentList.Add(program.File);
        foreach (var argument in program.Arguments) info.ArgumentList.Add(argument);
        TaskCompletionSource<Process> started = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _orders.Add((info, started));
        return started.Task.GetAwaiter().GetResult();
    }

    private void Work()
    {
        foreach (var (info, started) in _orders.GetConsumingEnumerable())
            try
            {
                started.SetResult(Process.Start(info)!);
            }
            catch (Exception e) when (e is System.ComponentModel.Win32Exception or InvalidOperationException)
            {
                started.SetException(e);
            }
    }

    public void Dispose() => _orders.CompleteAdding();
}

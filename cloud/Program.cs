using System.Runtime.InteropServices;
using Traceability.Cloud;

if (args is not ["serve", .. var options])
{
    Console.Error.WriteLine(ServeCommand.Usage);
    return args is ["--help" or "-h"] ? 0 : 2;
}
var (command, fault) = ServeCommand.Parse(options);
if (command is null)
{
    Console.Error.WriteLine(fault);
    return 2;
}
using var stop = new CancellationTokenSource();
using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
return await command.RunAsync(Console.Out, Console.Error, Composition.OpenAsync, stop.Token);

// Cancelling the signal keeps the process alive until what is under way is finished.
void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stop.Cancel();
}

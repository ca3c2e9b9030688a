using System.Runtime.InteropServices;
using Traceability.Cloud;
using Traceability.Cloud.Doctor;
using Traceability.Gs1;

if (args is ["id", .. var codes] && codes.Length > 0)
{
    foreach (var code in codes) Console.WriteLine(Explanation.Of(code, DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime)));
    return 0;
}
if (args is ["doctor", .. var doctor]) return await DoctorCommand.RunAsync(doctor, Console.Out, Console.Error, CancellationToken.None);
if (args is not ["serve" or "forward", .. var options] || options is ["--help" or "-h"])
{
    Console.Error.WriteLine(ServeCommand.Usage);
    return args is [.., "--help" or "-h"] ? 0 : 2;
}
using var stop = new CancellationTokenSource();
using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
if (args[0] == "forward") return await ForwardCommand.RunAsync(options, Console.Out, Console.Error, stop.Token);
var (command, fault) = ServeCommand.Parse(options);
if (command is null)
{
    Console.Error.WriteLine(fault);
    return 2;
}
return await command.RunAsync(Console.Out, Console.Error, Composition.OpenAsync, stop.Token);

// Cancelling the signal keeps the process alive until what is under way is finished.
void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stop.Cancel();
}

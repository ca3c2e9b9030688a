using Traceability.Checks;

namespace Traceability.Cloud.Doctor;

/// <summary>
/// <c>traceability doctor</c>: everything the service needs, looked at in the order in which one mends. It changes nothing and takes
/// nothing from a service that runs beside it. Exit code 0, or 1 where something is at fault.
/// </summary>
internal static class DoctorCommand
{
    public static async Task<int> RunAsync(IReadOnlyList<string> args, TextWriter output, TextWriter error, CancellationToken stop)
    {
        var rest = args.ToList();
        string? revokedList = null;
        if (rest.IndexOf("--broker-crl") is >= 0 and var at)
        {
            if (at + 1 == rest.Count)
            {
                await error.WriteLineAsync("--broker-crl needs a value: the broker's list of revoked certificates, for example /etc/traceability/pki/broker/revoked.pem");
                return 2;
            }
            revokedList = rest[at + 1];
            rest.RemoveRange(at, 2);
        }
        var (command, fault) = ServeCommand.Parse(rest);
        if (command is not null) return await FindingsReport.WriteAsync(Checkup.Of(new DoctorOptions { Serve = command, RevokedList = revokedList }, stop), output, stop);
        await error.WriteLineAsync(fault);
        return 2;
    }
}

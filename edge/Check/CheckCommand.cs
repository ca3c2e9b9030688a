using System.CommandLine;
using Traceability.Checks;

namespace Traceability.Edge.Check;

/// <summary>The technician's command: everything a gateway needs, looked at before it is needed. Exit code 1 where something is at fault.</summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        var gateway = new Option<string>("--gateway") { Description = "this gateway's code in plant.json", Required = true };
        var broker = new Option<string>("--broker") { Description = "host:port of the plant's MQTT broker", DefaultValueFactory = _ => "127.0.0.1:1883" };
        var http = new Option<int>("--http") { Description = "loopback port of the screen and of /state", DefaultValueFactory = _ => 8081 };
        var config = new Option<string>("--config") { Description = "as the gateway is run: file, or cloud, whose newer plant file is then the one that is looked at", DefaultValueFactory = _ => "file" };
        config.AcceptOnlyFromAmong("file", "cloud");
        var lamps = new Option<bool>("--lamps") { Description = "light every lamp of every stack light in turn: look at them meanwhile" };
        var command = new Command("check", "Look at everything a gateway needs: plant, devices, rights, lights, disk, journal, clock, port, certificate, broker. Says what to do about each fault; exit code 0 or 1.")
        {
            CommandLine.Plant, CommandLine.Data, gateway, broker, http, config, lamps, CommandLine.BrokerAuthority, CommandLine.BrokerCertificate, CommandLine.BrokerKey,
        };
        command.SetAction((parsed, stop) => CommandLine.Guard(async () =>
        {
            var (host, port) = CommandLine.Broker(parsed.GetValue(broker)!);
            var options = new CheckOptions
            {
                Plant = parsed.GetValue(CommandLine.Plant)!,
                Gateway = parsed.GetValue(gateway)!,
                DataFolder = parsed.GetValue(CommandLine.Data)!,
                BrokerHost = host,
                BrokerPort = port,
                BrokerTls = CommandLine.Tls(parsed),
                HttpPort = CommandLine.Port(parsed.GetValue(http)),
                ConfigFromCloud = parsed.GetValue(config) == "cloud",
                Lamps = parsed.GetValue(lamps),
            };
            return await RunAsync(options, Console.Out, stop);
        }));
        return command;
    }

    public static Task<int> RunAsync(CheckOptions options, TextWriter output, CancellationToken stop) => FindingsReport.WriteAsync(Checkup.Of(options, stop), output, stop);
}

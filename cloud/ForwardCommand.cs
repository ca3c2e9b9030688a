using Traceability.Cloud.Ingest;
using Traceability.Messaging;

namespace Traceability.Cloud;

/// <summary>
/// <c>traceability forward</c>: carries batches from the broker into the log, and knows no store. It takes the options of serve that it has a use
/// for; exit codes as there.
/// </summary>
internal static class ForwardCommand
{
    /// <summary>
    /// The broker keeps a part of the shared work for a forwarder that is away, so not for long: what it lets go of then, gateways send again,
    /// because no mark has come for it.
    /// </summary>
    private static readonly TimeSpan SessionExpiry = TimeSpan.FromMinutes(10);

    public static async Task<int> RunAsync(IReadOnlyList<string> args, TextWriter output, TextWriter error, CancellationToken stop)
    {
        var rest = args.ToList();
        var name = MqttTls.ForwarderName;
        if (rest.IndexOf("--name") is >= 0 and var at && at + 1 < rest.Count)
        {
            name = rest[at + 1];
            rest.RemoveRange(at, 2);
        }
        if (!rest.Contains("--events")) rest.AddRange(["--events", "eventhubs"]);
        var (command, fault) = ServeCommand.Parse(rest);
        fault ??= command!.LogSettings is null ? "forward carries events into a log: --events eventhubs."
            : !MqttTls.IsForwarder(name) || !Topics.IsCode(name)
                ? $"--name is '{name}'; {MqttTls.ForwarderName} or {MqttTls.ForwarderName}-… is expected, for example {MqttTls.ForwarderName}-2."
            : command.Tls?.OtherName(name);
        if (fault is not null)
        {
            await error.WriteLineAsync(fault);
            return 2;
        }
        if (await ServeCommand.ReadPlantAsync(command!.Plant, error, stop) is not var (plant, _)) return 2;
        using var logs = LoggerFactory.Create(log => log.AddSimpleConsole().SetMinimumLevel(LogLevel.Information));
        try
        {
            await using var log = EventLogs.All[command.Events](command.LogSettings!)!;
            await output.WriteLineAsync($"Plant {plant.Code}: forwarding as {name} from {command.Broker} by {command.Mqtt} to {log.Place}");
            await new ForwardLoop(Options(command, plant.Code, name), log, TimeProvider.System, logs.CreateLogger(MqttTls.ForwarderName)).RunAsync(stop);
            return 0;
        }
        catch (LogException e)
        {
            await error.WriteLineAsync(e.Message);
            return 2;
        }
    }

    private static ForwardOptions Options(ServeCommand command, string plant, string name) => new()
    {
        Plant = plant,
        Connect = Links.All[command.Mqtt],
        Broker = new MqttOptions
        {
            Host = command.Broker.Host,
            Port = command.Broker.Port,
            Tls = command.Tls,
            ClientId = $"lt.{plant}.{name}",
            SessionExpiry = SessionExpiry,
        },
    };
}

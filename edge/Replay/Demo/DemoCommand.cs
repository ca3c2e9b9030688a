using System.CommandLine;

namespace Traceability.Edge.Replay;

/// <summary>The demo's command line; deploy/demo.sh adds where the cloud was built and passes the rest on.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var plant = new Option<string>("--plant") { Description = "folder with plant.json, scans.jsonl and, for --verify, truth.json", Required = true };
        var cloud = new Option<string>("--cloud") { Description = "the cloud's program", Required = true };
        var speed = new Option<string>("--speed") { Description = "virtual (as fast as it goes) or a factor of real time, for example 60", DefaultValueFactory = _ => "virtual" };
        var port = new Option<int>("--port") { Description = "port of the cloud; the broker takes the next, gateways those after", DefaultValueFactory = _ => 8080 };
        var data = new Option<string?>("--data") { Description = "folder to keep; an existing one goes on where it stopped (default: a new one, removed at the end)" };
        var fresh = new Option<bool>("--fresh") { Description = "wipe the data folder first" };
        var once = new Option<bool>("--once") { Description = "end after the replay" };
        var verify = new Option<bool>("--verify") { Description = "compare the cloud's answers with truth.json; the exit code says it" };
        var command = new Command("demo", "Run a whole plant on this machine and play its recorded day.") { plant, cloud, speed, port, data, fresh, once, verify };
        command.SetAction((parsed, stop) => CommandLine.Guard(() => new Demo(new DemoOptions
        {
            PlantPath = Path.GetFullPath(parsed.GetValue(plant)!),
            CloudProgram = parsed.GetValue(cloud)!,
            Speed = parsed.GetValue(speed)!,
            Port = parsed.GetValue(port),
            DataFolder = parsed.GetValue(data),
            Fresh = parsed.GetValue(fresh),
            Once = parsed.GetValue(once),
            Verify = parsed.GetValue(verify),
        }, Console.Out).RunAsync(stop)));
        return command;
    }
}

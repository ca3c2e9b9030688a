using System.Globalization;

namespace Traceability.Tests.Hardware;

/// <summary>The gateway as the service that ships, under a systemd that starts it, watches it and shuts it in.</summary>
internal sealed class ServiceChecks(InstalledGateway gateway, GuestDevices devices)
{
    public async Task StartsAsync()
    {
        SimulatedChip.ForgetHistory();
        // Type=notify: this returns when the gateway has said that it is ready.
        InstalledGateway.Control("start");
        Check.That(InstalledGateway.Property("ActiveState") == "active", $"the service is active, not {InstalledGateway.Property("ActiveState")}");
        Check.That(await gateway.LastAsync() == 0, "it answers at once, with an empty journal");
        await gateway.ReadyAsync();
        var user = File.ReadLines($"/proc/{InstalledGateway.Property("MainPID")}/status").Single(l => l.StartsWith("Uid:", StringComparison.Ordinal));
        Check.That(!user.Split('\t').Contains("0"), $"it runs as a user of its own: {user}");
        Check.Say($"note memory of the service when ready: {long.Parse(InstalledGateway.Property("MemoryCurrent"), CultureInfo.InvariantCulture) / 1048576} MiB");
    }

    public async Task ClockAsync()
    {
        KernelCalls.Synchronise();
        devices.SendSerial(GuestPlant.Label("C1"));
        var record = await InstalledGateway.RecordedAsync("C1");
        Check.That(record.Contains("\"synced\"", StringComparison.Ordinal), $"the event says that the clock is synchronised: {record}");
    }

    public async Task HangsAsync()
    {
        await gateway.ReadyAsync();
        var (before, restarts, process) = (await gateway.LastAsync(), Restarts(), InstalledGateway.Property("MainPID"));
        InstalledGateway.Control("kill", "--signal=STOP", "--kill-who=main");
        await InstalledGateway.UntilAsync("the watchdog ends the process", () => Task.FromResult(Restarts() == restarts + 1 && InstalledGateway.Property("MainPID") is var next && next != process && next != "0"));
        await gateway.ReadyAsync();
        Check.That(await gateway.LastAsync() == before, $"the journal has its {before} records");
        devices.SendSerial(GuestPlant.Label("W1"));
        _ = await InstalledGateway.RecordedAsync("W1");
        Check.That(await gateway.LastAsync() == before + 1, "the next scan is the next record");
        Check.That(Restarts() == restarts + 1, "a process that works is left alone");
    }

    private static int Restarts() => int.Parse(InstalledGateway.Property("NRestarts"), CultureInfo.InvariantCulture);
}

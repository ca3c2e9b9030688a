namespace Traceability.Tests.Hardware;

/// <summary>The tower on GPIO lines, as the lines themselves show it. Red is lit while its line is low.</summary>
internal sealed class LampChecks(InstalledGateway gateway, GuestDevices devices)
{
    public const int Lines = 5;

    // Red, yellow, green, blue, white.
    private const string Ready = "10001", CannotCheck = "10010", Green = "10100", Red = "00000", All = "01111", None = "10000";

    /// <summary>The kernel's own record of every level since the service started: first picture, then the lamp test, all lamps and none.</summary>
    public async Task FirstPictureAsync()
    {
        await InstalledGateway.UntilAsync("the lamp test is over", () => Task.FromResult(devices.Chip.History().Count >= 4 * Lines));
        var pictures = devices.Chip.History().Chunk(Lines).Where(c => c.Length == Lines).ToList();
        foreach (var lines in pictures.Take(2)) Check.That(lines.Select(l => l.Line).Order().SequenceEqual(Enumerable.Range(0, Lines)), "all lines are set together");
        var levels = pictures.ConvertAll(p => string.Concat(p.OrderBy(l => l.Line).Select(l => l.Level)));
        var said = string.Join(' ', levels.Take(6));
        Check.That(levels[0] is Ready or CannotCheck, $"the lines become outputs with the first picture, ready or cannot check: {said}");
        Check.That(levels.TakeWhile(l => l != All).All(l => l is Ready or CannotCheck or None), $"no other lamp is lit before the lamp test: {said}");
        Check.That(levels.Contains(All), $"the lamp test lights all: {said}");
    }

    public async Task VerdictsAsync()
    {
        await ShownAsync(Ready, "ready");
        devices.SendSerial(GuestPlant.Label("L1"));
        await ShownAsync(Green, "green");
        await ShownAsync(Ready, "ready again, green ends by itself");
        // A work order is not awaited here.
        devices.SendSerial("WWO1");
        await ShownAsync(Red, "red");
        devices.SendSerial(GuestPlant.Label("L2"));
        await ShownAsync(Green, "green after the refusal");
        await ShownAsync(Ready, "ready");
    }

    public async Task KilledAsync()
    {
        var before = await gateway.LastAsync();
        devices.SendSerial(GuestPlant.Label("L3"));
        await ShownAsync(Green, "green");
        InstalledGateway.Control("kill", "--signal=KILL", "--kill-who=main");
        // The simulated resistors pull every line down: green off, and red, on its normally closed contact, lit. A gateway never shows that beside no light.
        await ShownAsync(Red, "all lines low");
        await gateway.ReadyAsync();
        var after = await gateway.LastAsync();
        Check.That(after == before + 1, $"the journal has {before} records and the one of the green scan, not {after}");
        await ShownAsync(Ready, "ready after the restart");
    }

    private Task ShownAsync(string levels, string what) => InstalledGateway.UntilAsync($"{what} ({levels}, the lines are {devices.Chip.Levels})", () => Task.FromResult(devices.Chip.Levels == levels));
}

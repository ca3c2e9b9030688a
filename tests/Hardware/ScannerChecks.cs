namespace Traceability.Tests.Hardware;

/// <summary>Scanners as device files of the kernel: what they send becomes events, and nothing else does.</summary>
internal sealed class ScannerChecks(InstalledGateway gateway, GuestDevices devices)
{
    /// <summary>Without this the silence that the grab makes would prove nothing.</summary>
    public async Task AnyoneHearsTheKeyboardAsync()
    {
        using var listener = KernelCalls.Open(devices.Keyboard.Path);
        await devices.Keyboard.TypeAsync("A");
        Check.That(KernelCalls.Drain(listener) > 0, "keys reach a program that listens");
    }

    public async Task KeyboardAsync()
    {
        const int Busy = 16;
        using var listener = KernelCalls.Open(devices.Keyboard.Path);
        await devices.Keyboard.TypeAsync(GuestPlant.Order);
        // As a person does: the next scan when the light has answered to the last. The first one on an emulated processor takes seconds.
        await InstalledGateway.UntilAsync("the station knows the order", async () => (await gateway.ReasonAsync()).Contains(GuestPlant.Order[1..], StringComparison.Ordinal));
        await devices.Keyboard.TypeAsync(GuestPlant.Label("K1"));
        _ = await InstalledGateway.RecordedAsync("K1");
        Check.That(KernelCalls.Drain(listener) == 0, "no key reaches another program");
        Check.That(KernelCalls.Control(listener, KernelCalls.Grab, 1) == Busy, "nobody else can take the scanner");
    }

    public static async Task HidPosAsync()
    {
        // A second separator and a serial take the label beyond the 53 bytes that would fit one report.
        GuestDevices.SendHidPos(GuestPlant.Order);
        GuestDevices.SendHidPos($"{GuestPlant.Label("H1")}\u001d240{new string('X', 30)}");
        _ = await InstalledGateway.RecordedAsync("H1");
    }

    public async Task SerialAsync()
    {
        devices.SendSerial(GuestPlant.Order);
        devices.SendSerial(GuestPlant.Label("S1"));
        _ = await InstalledGateway.RecordedAsync("S1");
    }

    public async Task UnpluggedAsync()
    {
        var before = await gateway.LastAsync();
        // All of a label but its end: whatever comes next must not complete it.
        devices.SendSerialBytes(GuestPlant.Label("S2"));
        await Task.Delay(TimeSpan.FromMilliseconds(500));
        devices.Serial.PullOut();
        devices.ForgetLine();
        await InstalledGateway.UntilAsync("the scanner is missing in words", async () => await gateway.ReaderAsync("serial") is ("missing", var text) && text.Contains("plugged", StringComparison.Ordinal));
        devices.Serial.PlugIn();
        await InstalledGateway.UntilAsync("the scanner is ready again", async () => (await gateway.ReaderAsync("serial")).State == "ready");
        devices.SendSerial(GuestPlant.Label("S3"));
        _ = await InstalledGateway.RecordedAsync("S3");
        var after = await gateway.LastAsync();
        Check.That(after == before + 1, $"the one whole scan is the only new record: {before} before, {after} after");
        Check.That(InstalledGateway.RecordsOf("S2").Count == 0, "the half scan is none");
    }
}

using Traceability.Edge.Devices;
using Traceability.Edge.Stations;
using Traceability.Messaging;
using Traceability.Plant;

namespace Traceability.Edge.Lights;

/// <summary>
/// Shows a station's light on one tower. It runs beside the stations' loop and only looks at what there is to show, so a
/// slow or dead tower delays nothing: the newest picture wins. Every half second it renews the permission, reads back what
/// the lamps show and says in words where that is not what was set.
/// </summary>
public sealed class TowerLoop
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LastWord = TimeSpan.FromMilliseconds(200);

    private readonly Tower _tower;
    private readonly ILampDriver _driver;
    private readonly StationLight _light;
    private readonly TimeProvider _time;
    private readonly DeviceLoop _loop;
    private readonly Signal _signal = new();
    private (Light Light, long Number, long Since) _pattern;
    private bool _beats;
    private volatile bool _testWanted = true;
    private volatile string? _test;

    public TowerLoop(string station, Tower tower, ILampDriver driver, StationLight light, TimeProvider time)
    {
        (Station, _tower, _driver, _light, _time) = (station, tower, driver, light, time);
        _loop = new DeviceLoop(time, LongestPause);
        light.Watch(_signal);
    }

    public string Station { get; }
    public string Id => _tower.Id;
    public DeviceStatus Status => _loop.Status;
    public ILampDriver Driver => _driver;

    /// <summary>The plant has a watchdog behind an output that would keep its lamps lit.</summary>
    public bool IsGuarded => _tower.Watchdog || _driver.WithoutHost == WithoutHost.Falls;

    /// <summary>The result of the newest lamp test as a sentence; null before the first.</summary>
    public string? LampTest => _test;

    /// <summary>How long a device may take for one answer.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long the lamp test shows every lamp, and then none.</summary>
    public TimeSpan TestFor { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Lights every lamp together as soon as no refusal is shown; a light that changes meanwhile ends it.</summary>
    public void RequestLampTest()
    {
        _testWanted = true;
        _signal.Set();
    }

    public Task RunAsync(CancellationToken stop) => _loop.RunAsync(SessionAsync, stop);

    private async Task SessionAsync(CancellationToken stop)
    {
        _loop.Show(DeviceState.Opening, $"opening {_driver.Place}");
        var (shown, _) = Wanted();
        using var tower = await WithinAsync(patience => _driver.OpenAsync(shown, patience), stop).ConfigureAwait(false);
        try
        {
            await VerifyAsync(tower, shown, stop).ConfigureAwait(false);
            await ShowLoopAsync(tower, shown, stop).ConfigureAwait(false);
        }
        finally
        {
            // Dark is not allowed; whoever ends in order says so himself instead of leaving it to the hardware.
            if (stop.IsCancellationRequested) await GoDarkAsync(tower).ConfigureAwait(false);
        }
    }

    private async Task ShowLoopAsync(ILampConnection tower, TowerPicture shown, CancellationToken stop)
    {
        var checkedAt = _time.GetTimestamp();
        while (true)
        {
            if (_testWanted && !_light.Look().Light.IsRefusal) shown = await TestAsync(tower, stop).ConfigureAwait(false);
            var (picture, due) = Wanted();
            if (picture != shown)
            {
                await WithinAsync(patience => tower.ShowAsync(picture, patience), stop).ConfigureAwait(false);
                shown = picture;
            }
            var untilCheck = Lease.Renewal - _time.GetElapsedTime(checkedAt);
            if (untilCheck <= TimeSpan.Zero)
            {
                if (shown[Lamp.Green] != LampSignal.Off) await WithinAsync(tower.RenewAsync, stop).ConfigureAwait(false);
                await VerifyAsync(tower, shown, stop).ConfigureAwait(false);
                (checkedAt, untilCheck) = (_time.GetTimestamp(), Lease.Renewal);
            }
            await _signal.WaitAsync(LampRhythm.Earlier(due, untilCheck), _time, stop).ConfigureAwait(false);
        }
    }

    // A light that is not this loop's own picture any more begins its rhythm anew, an equal one of the next read too.
    private (TowerPicture Picture, TimeSpan Due) Wanted()
    {
        var seen = _light.Look();
        if (seen.Number != _pattern.Number || seen.Light != _pattern.Light) _pattern = (seen.Light, seen.Number, _time.GetTimestamp());
        var word = seen.Light.Pattern.ToString();
        var (lit, next) = LampRhythm.At(_tower.Pictures[char.ToLowerInvariant(word[0]) + word[1..]], _time.GetElapsedTime(_pattern.Since), _driver.FlashesItself);
        var due = LampRhythm.Earlier(next, seen.Due);
        if (!_tower.Lamps.ContainsKey(Lamp.Heartbeat)) return (Fitted(lit), due);
        // It stops with the lease, where it is: a relay that waits for a change falls, whatever the level.
        var now = _time.GetElapsedTime(0);
        if (_light.IsAlive) _beats = now.Ticks / Lease.Renewal.Ticks % 2 == 0;
        var beat = Fitted(lit).With(Lamp.Heartbeat, _beats ? LampSignal.Steady : LampSignal.Off);
        return (beat, LampRhythm.Earlier(due, TimeSpan.FromTicks(Lease.Renewal.Ticks - (now.Ticks % Lease.Renewal.Ticks))));
    }

    private TowerPicture Fitted(TowerPicture picture)
    {
        var fitted = _tower.Lamps.ContainsKey(Lamp.Buzzer) ? new TowerPicture { Tone = picture.Tone } : new TowerPicture();
        foreach (var lamp in TowerPictures.Visible.Where(_tower.Lamps.ContainsKey)) fitted = fitted.With(lamp, picture[lamp]);
        return fitted;
    }

    private async Task VerifyAsync(ILampConnection tower, TowerPicture wanted, CancellationToken stop)
    {
        var seen = await WithinAsync(tower.LookAsync, stop).ConfigureAwait(false);
        if (LampBits.Difference(wanted, seen, _tower.Lamps.Keys) is { } difference)
            throw DeviceException.Faulted($"{_driver.Place}: {difference}; look at the wiring, and for another program that writes there");
        _loop.Show(DeviceState.Ready, $"drives {_driver.Place}");
    }

    // All lamps together: that is no pattern, so nobody can take it for permission.
    private async Task<TowerPicture> TestAsync(ILampConnection tower, CancellationToken stop)
    {
        var all = _tower.Lamps.Keys.Aggregate(new TowerPicture(), (p, lamp) => p.With(lamp, LampSignal.Steady));
        foreach (var picture in (TowerPicture[])[all, new TowerPicture()])
        {
            await WithinAsync(patience => tower.ShowAsync(picture, patience), stop).ConfigureAwait(false);
            await VerifyAsync(tower, picture, stop).ConfigureAwait(false);
            var begun = _time.GetTimestamp();
            while (TestFor - _time.GetElapsedTime(begun) is var left && left > TimeSpan.Zero && !_light.Look().Light.IsRefusal)
                await _signal.WaitAsync(left, _time, stop).ConfigureAwait(false);
        }
        _testWanted = false;
        _test = $"all {_tower.Lamps.Count} outputs answered on and off";
        return new TowerPicture();
    }

    private async Task GoDarkAsync(ILampConnection tower)
    {
        using var patience = new CancellationTokenSource(LastWord, _time);
        try
        {
            await tower.ShowAsync(new TowerPicture(), patience.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is DeviceException or IOException or System.Net.Sockets.SocketException or OperationCanceledException)
        {
            // It cannot be told any more; what it does now is what its driver says under WithoutHost.
        }
    }

    private Task WithinAsync(Func<CancellationToken, Task> call, CancellationToken stop) =>
        WithinAsync(async patience =>
        {
            await call(patience).ConfigureAwait(false);
            return true;
        }, stop);

    private async Task<T> WithinAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken stop)
    {
        using var over = new CancellationTokenSource(Patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, over.Token);
        try
        {
            return await call(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw DeviceException.Missing($"{_driver.Place} did not answer within {Patience.TotalSeconds:0.#} s");
        }
    }
}

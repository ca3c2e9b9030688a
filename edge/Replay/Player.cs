using System.Diagnostics;
using Traceability.Plant;

namespace Traceability.Edge.Replay;

/// <summary>How far the replay is, for people.</summary>
public sealed record Progress(int Taken, int Total, DateTimeOffset Time, TimeSpan Elapsed);

/// <summary>
/// Plays a recording into running gateways through emulated devices (api.md section 5), one read after the other: a read
/// is sent when its gateway awaits it and over when it is durable there. A gateway that dies and comes back goes on at
/// its durable numbers, and so does the replay itself.
/// </summary>
public sealed class Player : IDisposable
{
    private static readonly TimeSpan DevicePatience = TimeSpan.FromSeconds(5), AnswerPatience = TimeSpan.FromSeconds(20);

    private readonly IReadOnlyList<Scan> _scans;
    private readonly GatewayControl _control;
    private readonly Dictionary<string, IEmulator> _emulators = new(StringComparer.Ordinal);
    private readonly List<EmulatedTower> _towers = [];
    private readonly Dictionary<string, string> _gatewayOf = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _taken = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _last = new(StringComparer.Ordinal);
    private readonly Dictionary<string, GatewayWord> _met = new(StringComparer.Ordinal);
    private readonly IReadOnlyList<string> _gateways;
    private readonly double? _speed;

    /// <summary>Speed is how many times faster than the recording; null plays each read as soon as the one before is taken. Only: the one gateway that takes part.</summary>
    public Player(PlantModel plant, IReadOnlyList<Scan> scans, string dataFolder, string socketPath, double? speed, string? only = null)
    {
        (_scans, _speed) = (scans, speed);
        _gateways = plant.Gateways.Where(g => only is null || g == only).ToList();
        foreach (var station in plant.Stations.Values.Where(s => _gateways.Contains(s.Gateway)))
        {
            foreach (var reader in station.Readers)
            {
                _emulators[$"{station.Id}.{reader.Id}"] = Emulators.Start(station, reader, dataFolder);
                _gatewayOf[$"{station.Id}.{reader.Id}"] = station.Gateway;
            }
            _towers.AddRange(station.Towers.Select(t => Emulators.Start(station, t, dataFolder)).OfType<EmulatedTower>());
        }
        _control = new GatewayControl(socketPath);
    }

    /// <returns>The time from the first read to the last.</returns>
    public async Task<TimeSpan> RunAsync(IProgress<Progress> progress, CancellationToken stop)
    {
        var accepting = _control.AcceptAsync(stop);
        foreach (var gateway in _gateways) await MeetAsync(gateway, stop);
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < _scans.Count;)
        {
            var scan = _scans[i];
            if (scan.N <= _taken.GetValueOrDefault(scan.Key))
            {
                i++;
                continue;
            }
            try
            {
                await PaceAsync(i, stop);
                await PlayAsync(scan, stop);
                progress.Report(new Progress(++i, _scans.Count, scan.Time, watch.Elapsed));
            }
            catch (GatewayGoneException gone)
            {
                await MeetAsync(gone.Gateway, stop);
                // Sightings of a portal that were only in memory are played again: the first read that is not taken is next.
                i = Math.Min(i, FirstUntaken());
            }
        }
        var elapsed = watch.Elapsed;
        if (_scans.Count > 0) await SettleAsync(_scans[^1].Time.AddHours(1), stop);
        if (accepting.IsFaulted) await accepting;
        return elapsed;
    }

    private async Task PlayAsync(Scan scan, CancellationToken stop)
    {
        // A gateway that was killed while nobody talked to it has come back with other numbers than we remember.
        if (await _control.HelloAsync(scan.Gateway, stop) != _met[scan.Gateway]) throw new GatewayGoneException(scan.Gateway);
        var after = _last.Where(l => l.Key != scan.Gateway && l.Value > 0).ToDictionary(StringComparer.Ordinal);
        await _control.OrderAsync(scan.Gateway, new ReplayOrder { Advance = scan.Time, Expect = scan.Key, N = scan.N, After = after }, stop);
        await _control.AnswerAsync(scan.Gateway, stop);
        // A network device waits for its client; if the gateway dies meanwhile the wait must end too.
        await WithinAsync(scan.Gateway, DevicePatience, async patience =>
        {
            if (scan.Beam is { } isBroken) await ((LlrpPortal)_emulators[scan.Key]).SendBeamAsync(isBroken, patience);
            else await _emulators[scan.Key].SendAsync(scan.Data, scan.Tag, patience);
            return true;
        }, stop);
        // A reader that was left in the middle of another read may give this one up: whoever holds a scanner then scans again.
        var word = await WithinAsync(scan.Gateway, AnswerPatience, patience => _control.AnswerAsync(scan.Gateway, patience), stop);
        _last[scan.Gateway] = word.Last;
        _taken[scan.Key] = word.Taken ?? throw new InvalidDataException($"gateway {scan.Gateway} did not answer the read {scan.Key} {scan.N}");
    }

    private async Task<T> WithinAsync<T>(string gateway, TimeSpan patience, Func<CancellationToken, Task<T>> call, CancellationToken stop)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop);
        either.CancelAfter(patience);
        try
        {
            return await call(either.Token);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException && !stop.IsCancellationRequested)
        {
            // The gateway may live and only its device be away: what it said when it came is old by now.
            _control.Forget(gateway);
            throw new GatewayGoneException(gateway);
        }
    }

    /// <summary>Takes over what is durable at a gateway that came or came back; what it had not read is thrown away and sent again.</summary>
    private async Task MeetAsync(string gateway, CancellationToken stop)
    {
        foreach (var (reader, emulator) in _emulators)
            if (_gatewayOf[reader] == gateway) await emulator.DiscardAsync();
        var hello = await _control.HelloAsync(gateway, stop);
        (_met[gateway], _last[gateway]) = (hello, hello.Last);
        foreach (var (reader, of) in _gatewayOf)
            if (of == gateway) _taken[reader] = hello.Reads?.GetValueOrDefault(reader) ?? 0;
    }

    private int FirstUntaken()
    {
        for (var i = 0; i < _scans.Count; i++)
            if (_scans[i].N > _taken.GetValueOrDefault(_scans[i].Key)) return i;
        return _scans.Count;
    }

    private async Task PaceAsync(int i, CancellationToken stop)
    {
        if (_speed is not { } speed || i == 0) return;
        var pause = (_scans[i].Time - _scans[i - 1].Time) / speed;
        if (pause > TimeSpan.Zero) await Task.Delay(pause, stop);
    }

    /// <summary>An hour passes, so that what waits for silence ends; then the cloud has to mark everything.</summary>
    private async Task SettleAsync(DateTimeOffset end, CancellationToken stop)
    {
        foreach (var gateway in _gateways)
            while (true)
                try
                {
                    foreach (var order in new[] { new ReplayOrder { Advance = end }, new ReplayOrder { Settle = true } })
                    {
                        await _control.OrderAsync(gateway, order, stop);
                        await _control.AnswerAsync(gateway, stop);
                    }
                    break;
                }
                catch (GatewayGoneException)
                {
                    await MeetAsync(gateway, stop);
                }
    }

    public void Dispose()
    {
        _control.Dispose();
        foreach (var emulator in _emulators.Values) emulator.Dispose();
        foreach (var tower in _towers) tower.Dispose();
    }
}

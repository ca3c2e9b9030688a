using Traceability.Edge.Stations;
using Traceability.Messaging;

namespace Traceability.Edge.Screen;

/// <summary>Keeps the light board as the lamps are: the screen's green, too, comes after the disk and ends with its moment or its lease.</summary>
internal sealed class BoardLoop
{
    private readonly IReadOnlyDictionary<string, StationLight> _lights;
    private readonly LightBoard _board;
    private readonly Action _changed;
    private readonly TimeProvider _time;
    private readonly Signal _signal = new();
    private readonly Dictionary<string, (Light Light, long Number)> _shown = new(StringComparer.Ordinal);

    public BoardLoop(IReadOnlyDictionary<string, StationLight> lights, LightBoard board, Action changed, TimeProvider time)
    {
        (_lights, _board, _changed, _time) = (lights, board, changed, time);
        foreach (var light in lights.Values) light.Watch(_signal);
    }

    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            await ShowLoopAsync(stop).ConfigureAwait(false);
        }
        finally
        {
            // Whoever still looks must not take the last light for one of now.
            foreach (var station in _lights.Keys) _board.Show(station, StationLight.Fault);
        }
    }

    private async Task ShowLoopAsync(CancellationToken stop)
    {
        while (true)
        {
            var (due, any) = (Timeout.InfiniteTimeSpan, false);
            foreach (var (station, light) in _lights)
            {
                var seen = light.Look();
                if (seen.Due != Timeout.InfiniteTimeSpan && (due == Timeout.InfiniteTimeSpan || seen.Due < due)) due = seen.Due;
                if (_shown.TryGetValue(station, out var shown) && shown == (seen.Light, seen.Number)) continue;
                _shown[station] = (seen.Light, seen.Number);
                _board.Show(station, seen.Light);
                any = true;
            }
            if (any) _changed();
            await _signal.WaitAsync(due, _time, stop).ConfigureAwait(false);
        }
    }
}

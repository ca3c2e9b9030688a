using Traceability.Edge.Devices;
using Traceability.Plant;

namespace Traceability.Edge.Lights.Gpio;

/// <summary>
/// Lamps on GPIO lines of the machine itself. A chip is better named by its label than by its number: the numbers of a
/// Raspberry Pi 5 have changed between kernels.
/// </summary>
public sealed class GpioTower : ILampDriver
{
    private readonly IGpioCalls _kernel;
    private readonly string _chip;
    private readonly List<Lamp> _lamps;
    private readonly List<int> _lines;
    private readonly ulong _activeLow;

    /// <summary>The device is a path (/dev/gpiochip0) or a chip's label (pinctrl-rp1).</summary>
    public GpioTower(Tower tower, string device, IGpioCalls kernel)
    {
        (_chip, _kernel) = (device, kernel);
        _lamps = tower.Lamps.Keys.Order().ToList();
        _lines = _lamps.ConvertAll(l => tower.Lamps[l]);
        for (var i = 0; i < _lamps.Count; i++)
            if (tower.ActiveLow.Contains(_lamps[i])) _activeLow |= 1UL << i;
        Place = $"{device}, lines {string.Join(" ", _lines)}";
    }

    public string Place { get; }

    // Closing a request mostly makes inputs of its lines, and the resistors decide; some kernels of the Pi leave the level as it was.
    public WithoutHost WithoutHost => WithoutHost.Unknown;
    public bool FlashesItself => false;

    public Task<ILampConnection> OpenAsync(TowerPicture first, CancellationToken stop)
    {
        var path = _chip.StartsWith('/') ? _chip : PathOfLabel();
        var request = GpioMessages.LineRequest(_lines, _activeLow, LampBits.Of(first, _lamps));
        return Task.FromResult<ILampConnection>(GpioConnection.Open(_kernel, path, Place, _lamps, request));
    }

    private string PathOfLabel()
    {
        var labels = new List<string>();
        foreach (var path in _kernel.Chips())
        {
            if (Info(path) is not { } info) continue;
            if (info.Label == _chip) return path;
            labels.Add(info.Label);
        }
        var there = labels.Count == 0 ? "none can be opened by this user" : $"there are {string.Join(", ", labels)}";
        throw DeviceException.Missing($"no GPIO chip is labelled '{_chip}'; {there}");
    }

    private (string Name, string Label, int Lines)? Info(string path)
    {
        var chip = _kernel.Open(path);
        if (chip < 0) return null;
        try
        {
            var info = new byte[GpioMessages.ChipInfoSize];
            return _kernel.Control(chip, GpioMessages.GetChipInfo, info) < 0 ? null : GpioMessages.ChipInfo(info);
        }
        finally
        {
            _kernel.Close(chip);
        }
    }
}

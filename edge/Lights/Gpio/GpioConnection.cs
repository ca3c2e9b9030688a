using Traceability.Edge.Devices;
using Traceability.Edge.Devices.Linux;
using Traceability.Plant;

namespace Traceability.Edge.Lights.Gpio;

/// <summary>All lines of a tower, held in one request. The kernel gives them back when the descriptor closes, also when the process is killed.</summary>
internal sealed class GpioConnection : ILampConnection
{
    private const int InvalidArgument = 22;

    private readonly IGpioCalls _kernel;
    private readonly string _place;
    private readonly IReadOnlyList<Lamp> _lamps;
    private readonly int _lines;
    private bool _closed;

    private GpioConnection(IGpioCalls kernel, string place, IReadOnlyList<Lamp> lamps, int lines) => (_kernel, _place, _lamps, _lines) = (kernel, place, lamps, lines);

    /// <exception cref="DeviceException">The chip or a line is not there, not allowed, or in use.</exception>
    public static GpioConnection Open(IGpioCalls kernel, string path, string place, IReadOnlyList<Lamp> lamps, byte[] request)
    {
        var chip = kernel.Open(path);
        if (chip < 0) throw Problem(path, -chip);
        try
        {
            var error = kernel.Control(chip, GpioMessages.GetLine, request);
            if (error < 0) throw Problem(place, -error);
            return new GpioConnection(kernel, place, lamps, GpioMessages.Descriptor(request));
        }
        finally
        {
            // The lines have a descriptor of their own; the chip is not needed any more.
            kernel.Close(chip);
        }
    }

    public Task ShowAsync(TowerPicture picture, CancellationToken stop)
    {
        Control(GpioMessages.SetValues, GpioMessages.LineValues(LampBits.Of(picture, _lamps), _lamps.Count));
        return Task.CompletedTask;
    }

    public Task<TowerPicture> LookAsync(CancellationToken stop)
    {
        var values = GpioMessages.LineValues(0, _lamps.Count);
        Control(GpioMessages.GetValues, values);
        return Task.FromResult(LampBits.Picture(GpioMessages.Bits(values), _lamps));
    }

    public void Dispose()
    {
        if (_closed) return;
        _closed = true;
        _kernel.Close(_lines);
    }

    private static DeviceException Problem(string place, int error) => error switch
    {
        Libc.AccessDenied or Libc.NotPermitted => DeviceException.Faulted($"{place} may not be opened by this user; the group gpio gives the right"),
        InvalidArgument => DeviceException.Faulted($"{place}: the chip has no such line, or one stands twice"),
        Libc.NotATerminal => DeviceException.Faulted($"{place} is no GPIO chip"),
        _ => DeviceException.OfError(place, error),
    };

    private void Control(nuint request, byte[] buffer)
    {
        var error = _kernel.Control(_lines, request, buffer);
        if (error < 0) throw Problem(_place, -error);
    }
}

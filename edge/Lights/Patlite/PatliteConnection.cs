using System.Net.Sockets;
using Traceability.Edge.Devices;
using Traceability.Plant;

namespace Traceability.Edge.Lights.Patlite;

/// <summary>One command at a time to a PATLITE tower. An answer that did not come ends the connection.</summary>
internal sealed class PatliteConnection(Socket socket, PatliteTower tower) : ILampConnection
{
    private TowerPicture _told;

    public async Task ShowAsync(TowerPicture picture, CancellationToken stop)
    {
        await Answer.SendAsync(socket, PnsMessages.Show(tower.Model, tower.Units, tower.HasBuzzer, picture), stop).ConfigureAwait(false);
        var answer = await FirstByteAsync(stop).ConfigureAwait(false);
        if (answer != PnsMessages.Acknowledged) throw Strange(answer);
        _told = picture;
    }

    public async Task<TowerPicture> LookAsync(CancellationToken stop)
    {
        await Answer.SendAsync(socket, PnsMessages.Look(tower.Model), stop).ConfigureAwait(false);
        var status = new byte[tower.Model.StatusSize];
        // A refusal is one byte, and no state begins with it: states begin with an input or a lamp's pattern.
        status[0] = await FirstByteAsync(stop).ConfigureAwait(false);
        await Answer.FillAsync(socket, status.AsMemory(1), tower.Place, stop).ConfigureAwait(false);
        var (picture, problem) = PnsMessages.Picture(tower.Model, tower.Units, status, _told);
        return problem is null ? picture : throw DeviceException.Faulted($"{tower.Place} {problem}");
    }

    public void Dispose() => socket.Dispose();

    private async Task<byte> FirstByteAsync(CancellationToken stop)
    {
        var first = new byte[1];
        await Answer.FillAsync(socket, first, tower.Place, stop).ConfigureAwait(false);
        return first[0] != PnsMessages.Refused ? first[0]
            : throw DeviceException.Faulted($"{tower.Place} refuses the command (NAK); is it a {tower.ModelName}, with PNS switched on?");
    }

    private DeviceException Strange(byte answer) => DeviceException.Faulted($"{tower.Place} answers 0x{answer:X2} where PNS has 0x06 or 0x15; is it a PATLITE tower?");
}

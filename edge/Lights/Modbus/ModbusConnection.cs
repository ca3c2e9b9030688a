using System.Net.Sockets;
using Traceability.Edge.Devices;
using Traceability.Plant;

namespace Traceability.Edge.Lights.Modbus;

/// <summary>One question at a time to a Modbus TCP device. A question whose answer did not come ends the connection, so no answer is taken for another's.</summary>
internal sealed class ModbusConnection(Socket socket, ModbusTower tower) : ILampConnection
{
    private ushort _transaction;

    public async Task ShowAsync(TowerPicture picture, CancellationToken stop)
    {
        // A green that the device times is no coil of the common write: there it is off, and the pulse lights it.
        var timed = tower.GreenPulse is not null && picture[Lamp.Green] != LampSignal.Off;
        var bits = tower.Bits(timed ? picture.With(Lamp.Green, LampSignal.Off) : picture);
        await AskAsync(ModbusMessages.WriteCoils(++_transaction, tower.Unit, tower.First, tower.Count, bits), stop).ConfigureAwait(false);
        if (timed) await RenewAsync(stop).ConfigureAwait(false);
    }

    public async Task<TowerPicture> LookAsync(CancellationToken stop)
    {
        var body = await AskAsync(ModbusMessages.ReadCoils(++_transaction, tower.Unit, tower.First, tower.Count), stop).ConfigureAwait(false);
        return tower.Picture(ModbusMessages.Coils(body, tower.Count));
    }

    public async Task RenewAsync(CancellationToken stop)
    {
        if (tower.GreenPulse is { } coil)
            await AskAsync(ModbusMessages.WriteCoil(++_transaction, tower.Unit, coil, ModbusTower.PulseTenths), stop).ConfigureAwait(false);
    }

    public void Dispose() => socket.Dispose();

    private async Task<byte[]> AskAsync(byte[] request, CancellationToken stop)
    {
        await Answer.SendAsync(socket, request, stop).ConfigureAwait(false);
        var header = new byte[ModbusMessages.HeaderSize];
        await Answer.FillAsync(socket, header, tower.Place, stop).ConfigureAwait(false);
        if (ModbusMessages.BodyLength(header, request) is not { } length)
            throw DeviceException.Faulted($"{tower.Place} answers what is no Modbus TCP; is something else listening there?");
        var body = new byte[length - 1];
        await Answer.FillAsync(socket, body, tower.Place, stop).ConfigureAwait(false);
        if (ModbusMessages.WhyNot(request, body) is { } reason) throw DeviceException.Faulted($"{tower.Place} {reason}");
        return body;
    }
}

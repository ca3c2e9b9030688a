using System.Runtime.InteropServices;
using System.Text;
using Traceability.Edge.Devices;
using Traceability.Edge.Devices.Linux;
using Traceability.Edge.Devices.Serial;

namespace Traceability.Edge.Replay;

/// <summary>
/// A serial scanner: a pseudo-terminal whose far end is linked to the device's place. The far end is also held open here, so
/// that no hang-up is seen when the gateway that read it is killed.
/// </summary>
public sealed class PseudoTerminal : IEmulator
{
    private readonly string _path;
    private readonly Descriptor _scanner;
    private readonly Descriptor _line;

    public PseudoTerminal(string path)
    {
        _path = path;
        var scanner = Libc.OpenPseudoTerminal(Libc.ReadWrite | Libc.NoControllingTerminal | Libc.CloseOnExec | Libc.NonBlocking);
        if (scanner < 0) throw DeviceException.OfError("/dev/ptmx", Marshal.GetLastPInvokeError());
        _scanner = Descriptor.Adopt(scanner, path);
        if (Libc.GrantPseudoTerminal(scanner) < 0 || Libc.UnlockPseudoTerminal(scanner) < 0)
            throw DeviceException.OfError("/dev/ptmx", Marshal.GetLastPInvokeError());
        var name = NameOf(scanner);
        _line = Descriptor.Open(name, write: true);
        SerialConnection.SetRaw(_line, Plant.Reader.DefaultBaud);
        var draft = $"{path}.new";
        File.Delete(draft);
        File.CreateSymbolicLink(draft, name);
        File.Move(draft, path, overwrite: true);
    }

    public Task SendAsync(ReadOnlyMemory<byte> data, TagSighting? tag, CancellationToken stop) => SendRawAsync((byte[])[.. data.Span, (byte)'\r'], stop);

    /// <summary>Bytes as they are, without a terminator.</summary>
    public Task SendRawAsync(ReadOnlyMemory<byte> bytes, CancellationToken stop)
    {
        _scanner.Write(bytes.Span, stop);
        return Task.CompletedTask;
    }

    // Reading until there is nothing takes along what the kernel still holds on its way; a flush would not.
    public Task DiscardAsync()
    {
        Span<byte> waste = stackalloc byte[1024];
        while (_line.Read(waste) > 0) { }
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        File.Delete(_path);
        _line.Dispose();
        _scanner.Dispose();
    }

    private static unsafe string NameOf(int scanner)
    {
        var name = stackalloc byte[64];
        var error = Libc.NameOfPseudoTerminal(scanner, name, 64);
        if (error != 0) throw DeviceException.OfError("/dev/ptmx", error);
        return Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(name));
    }
}

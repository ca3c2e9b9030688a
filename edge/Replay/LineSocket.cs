using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Traceability.Edge.Replay;

/// <summary>JSON objects, one a line, over a Unix socket. A closed peer reads as null, also one that was killed in the middle of a line.</summary>
internal sealed class LineSocket : IDisposable
{
    private readonly NetworkStream _stream;
    private readonly StreamReader _reader;

    public LineSocket(Socket socket)
    {
        _stream = new NetworkStream(socket, ownsSocket: true);
        _reader = new StreamReader(_stream, Encoding.UTF8);
    }

    public static async Task<LineSocket> ConnectAsync(string path, CancellationToken stop)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), stop);
            return new LineSocket(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public async Task SendAsync<T>(T message, JsonTypeInfo<T> type, CancellationToken stop)
    {
        var line = JsonSerializer.SerializeToUtf8Bytes(message, type);
        await _stream.WriteAsync((byte[])[.. line, (byte)'\n'], stop);
    }

    public async Task<T?> ReceiveAsync<T>(JsonTypeInfo<T> type, CancellationToken stop) where T : class
    {
        try
        {
            return await _reader.ReadLineAsync(stop) is { } line ? JsonSerializer.Deserialize(line, type) : null;
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            return null;
        }
    }

    public void Dispose()
    {
        _reader.Dispose();
        _stream.Dispose();
    }
}

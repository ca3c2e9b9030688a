using System.Threading.Channels;
using Traceability.Edge.Devices.Tcp;
using Traceability.Messaging;

namespace Traceability.Edge.Devices.Llrp;

/// <summary>
/// An RFID portal that speaks LLRP 1.0.1: pure codec (LlrpFrames, LlrpReport, LlrpRequests), connection (LlrpConnection)
/// and the device here: it takes the reader, gives it one inventory to do and turns each sighting into a frame.
/// </summary>
public sealed class LlrpReader : IReader
{
    public const int DefaultPort = 5084;

    /// <summary>Two keep-alives missed and a half.</summary>
    public static readonly TimeSpan DefaultPatience = TimeSpan.FromMilliseconds(LlrpRequests.KeepaliveMilliseconds * 2.5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    private const int MostInputs = 32;

    private readonly string _device;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _patience;
    private readonly Plant.Door _door;
    private readonly DeviceLoop _loop;
    private readonly List<TagReport> _tags = [];
    private readonly SortedDictionary<int, bool> _inputs = [];
    private string _place = "", _note = "";
    private ChannelWriter<Frame>? _frames;

    /// <summary>
    /// The device is host:port (5084 when it names none), or the path of a file that holds it. The patience says how long
    /// the reader may send nothing; with a real one it must not lie under its keep-alive of five seconds. The door names the antennas to
    /// use, and the input of a photo-eye.
    /// </summary>
    public LlrpReader(string station, string id, string device, TimeProvider clock, TimeSpan? patience = null, Plant.Door? door = null)
    {
        (Station, Id, _device, _clock, _patience, _door) = (station, id, device, clock, patience ?? DefaultPatience, door ?? new Plant.Door());
        _loop = new DeviceLoop(TimeProvider.System, LongestPause);
    }

    public string Station { get; }
    public string Id { get; }
    public DeviceStatus Status => _loop.Status;

    public Task RunAsync(ChannelWriter<Frame> frames, CancellationToken stop)
    {
        _frames = frames;
        return _loop.RunAsync(SessionAsync, stop);
    }

    private async Task SessionAsync(CancellationToken stop)
    {
        var place = NetworkPlace.Locate(_device, DefaultPort);
        using var connection = await LlrpConnection.OpenAsync(place, _patience, stop).ConfigureAwait(false);
        _note = "";
        _inputs.Clear();
        _loop.Show(DeviceState.Opening, $"{place} answers; waiting for the reader");
        try
        {
            await TakeReaderAsync(connection, place, stop).ConfigureAwait(false);
            await StartInventoryAsync(connection, stop).ConfigureAwait(false);
            _place = place.ToString();
            ShowReady();
            while (true) await HandleAsync(connection, await connection.ReceiveAsync().ConfigureAwait(false), stop).ConfigureAwait(false);
        }
        catch (LlrpFormatException e)
        {
            throw DeviceException.Faulted($"{place} cannot be understood: {e.Message}");
        }
        finally
        {
            if (stop.IsCancellationRequested) connection.SayGoodbye(LlrpRequests.CloseConnection(9));
        }
    }

    private void ShowReady()
    {
        var inputs = _inputs.Count == 0 ? "" : $"; {string.Join(", ", _inputs.Select(i => $"input {i.Key} is {(i.Value ? "on" : "off")}"))}";
        _loop.Show(DeviceState.Ready, $"reads from {_place}{_note}{inputs}");
    }

    // The reader speaks first, and says whether this client may have it: it serves one at a time.
    private static async Task TakeReaderAsync(LlrpConnection connection, HostPort place, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var message = await connection.ReceiveAsync().ConfigureAwait(false);
            if (message.Type != LlrpType.ReaderEventNotification) throw DeviceException.Faulted($"{place} began with message {message.Type}");
            switch (LlrpReport.ReadEvents(message.Body.Span).ConnectionAttempt)
            {
                case 0: return;
                case null: continue;
                case 1 or 2: throw DeviceException.Faulted($"{place} is held by another client");
                case var why: throw DeviceException.Faulted($"{place} refused the connection (reason {why})");
            }
        }
    }

    private async Task StartInventoryAsync(LlrpConnection connection, CancellationToken stop)
    {
        await AskAsync(connection, LlrpRequests.SetReaderConfig(1, _door.PhotoEye?.Gpi), stop).ConfigureAwait(false);
        await AskAsync(connection, LlrpRequests.DeleteRoSpec(2, roSpec: 0), stop).ConfigureAwait(false);
        await AskAsync(connection, LlrpRequests.AddRoSpec(3, [.. _door.Inside.Concat(_door.Outside).Order()]), stop).ConfigureAwait(false);
        await AskAsync(connection, LlrpRequests.EnableRoSpec(4), stop).ConfigureAwait(false);
        await AskAsync(connection, LlrpRequests.StartRoSpec(5), stop).ConfigureAwait(false);
        if (_door.PhotoEye?.Gpi is { } gpi && LlrpReport.ReadInput((await AskAsync(connection, LlrpRequests.GetInput(7, gpi), stop).ConfigureAwait(false)).Body.Span, gpi) is { } isHigh)
            await NoteAsync(default(ReaderEvents) with { Input = (gpi, isHigh) }, stop).ConfigureAwait(false);
        // The reader was told to hold its reports over a lost connection; this releases them.
        await connection.SendAsync(LlrpRequests.EnableEventsAndReports(6)).ConfigureAwait(false);
    }

    // Keep-alives, events and first reports may come before the answer.
    private async Task<LlrpMessage> AskAsync(LlrpConnection connection, LlrpMessage request, CancellationToken stop)
    {
        await connection.SendAsync(request).ConfigureAwait(false);
        while (true)
        {
            var message = await connection.ReceiveAsync().ConfigureAwait(false);
            if (message.Type == request.Type + LlrpType.ResponseOffset && message.Id == request.Id)
            {
                if (LlrpReport.ReadFailure(message.Body.Span) is { } failure)
                    throw DeviceException.Faulted($"the reader refused message {request.Type}: {failure}");
                return message;
            }
            await HandleAsync(connection, message, stop).ConfigureAwait(false);
        }
    }

    private async ValueTask HandleAsync(LlrpConnection connection, LlrpMessage message, CancellationToken stop)
    {
        switch (message.Type)
        {
            case LlrpType.RoAccessReport:
                await ReportAsync(message, stop).ConfigureAwait(false);
                break;
            case LlrpType.Keepalive:
                await connection.SendAsync(LlrpRequests.KeepaliveAck(message.Id)).ConfigureAwait(false);
                break;
            case LlrpType.ReaderEventNotification:
                await NoteAsync(LlrpReport.ReadEvents(message.Body.Span), stop).ConfigureAwait(false);
                break;
            case LlrpType.ErrorMessage:
                throw DeviceException.Faulted($"the reader refused a message: {LlrpReport.ReadFailure(message.Body.Span) ?? "without a reason"}");
        }
    }

    private async ValueTask ReportAsync(LlrpMessage message, CancellationToken stop)
    {
        _tags.Clear();
        LlrpReport.ReadTags(message.Body.Span, _tags);
        var now = _clock.GetUtcNow();
        foreach (var tag in _tags)
            await _frames!.WriteAsync(new Frame(Station, Id, tag.Epc, now, now, new TagSighting(tag.Antenna, tag.Rssi)), stop).ConfigureAwait(false);
    }

    private async ValueTask NoteAsync(ReaderEvents events, CancellationToken stop)
    {
        if (events.Closing) throw DeviceException.Missing("the reader closes the connection");
        // Another program on the reader's own web page can stop the inventory; a new session starts it again.
        if (events.RoSpecEnded) throw DeviceException.Missing("the reader ended the inventory; starting it again");
        if (events.Text is { } text) _note = $"; {text}";
        // A photo-eye or a door contact on the reader: shown, and a beam where the plant says that it is one.
        if (events.Input is { } input && (_inputs.Count < MostInputs || _inputs.ContainsKey(input.Port))) _inputs[input.Port] = input.IsHigh;
        if (Status.State == DeviceState.Ready) ShowReady();
        if (_door.PhotoEye is not { Gpi: { } gpi } eye || events.Input is not { } change || change.Port != gpi) return;
        var now = _clock.GetUtcNow();
        await _frames!.WriteAsync(new Frame(Station, Id, default, now, now) { Beam = change.IsHigh != eye.ActiveLow }, stop).ConfigureAwait(false);
    }
}

namespace Traceability.Messaging.Mosquitto;

/// <summary>
/// A link over libmosquitto. One native handle per connection, because the library's own reconnect forgets the session
/// expiry; one thread of ours drives it, because only so acknowledgements can wait for the handlers of several messages at once.
/// The library numbers messages with 16 bits and queues without limit, so the window is kept here.
/// </summary>
public sealed class MosquittoLink : IMqttLink
{
    private const int MaxWindow = 64;
    private const int MaxWaiting = 1000;
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly MqttOptions _options;
    private readonly NativeConnection _native;
    private readonly Dictionary<int, TaskCompletionSource> _unacknowledged = [];
    private readonly Queue<(MqttMessage Message, TaskCompletionSource Done)> _waiting = new();
    private readonly Dictionary<int, TaskCompletionSource> _subscribing = [];
    private readonly TaskCompletionSource<bool> _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<string> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _window = MaxWindow;
    private bool _ended;

    private MosquittoLink(MqttOptions options, Func<MqttMessage, Task> handler)
    {
        _options = options;
        _native = new NativeConnection(options, handler, this);
    }

    public bool SessionPresent { get; private set; }

    public Task<string> Closed => _closed.Task;

    /// <exception cref="MqttException">No library, no broker, or the broker refuses.</exception>
    public static async Task<IMqttLink> ConnectAsync(MqttOptions options, Func<MqttMessage, Task> handler, CancellationToken stop)
    {
        options.RequireProtection(TimeProvider.System.GetUtcNow());
        Libmosquitto.Require();
        var link = new MosquittoLink(options, handler);
        link._native.Start();
        try
        {
            link.SessionPresent = await link._connected.Task.WaitAsync(options.ConnectTimeout, stop).ConfigureAwait(false);
            return link;
        }
        catch (MqttTlsException e)
        {
            // The library says that a certificate fails and not which or why; a second handshake does.
            throw new MqttException(await TlsLook.FaultAsync(options.Host, options.Port, options.Tls!, stop).ConfigureAwait(false) ?? e.Message);
        }
        catch (TimeoutException)
        {
            link.Close();
            throw new MqttException($"The broker at {options.Host}:{options.Port} gave no answer within {options.ConnectTimeout.TotalSeconds} s.");
        }
        catch (OperationCanceledException)
        {
            link.Close();
            throw;
        }
    }

    public Task PublishAsync(MqttMessage message)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_ended) return Task.FromException(Over());
            if (message.Qos == 0)
            {
                _native.Publish(message);
                return Task.CompletedTask;
            }
            if (_waiting.Count >= MaxWaiting) return Task.FromException(new MqttException($"{MaxWaiting} messages wait for the broker already."));
            _waiting.Enqueue((message, done));
            SendWaiting();
        }
        return done.Task;
    }

    public Task SubscribeAsync(MqttFilter filter)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_ended) return Task.FromException(Over());
            _subscribing.Add(_native.Subscribe(filter), done);
        }
        return done.Task;
    }

    public async ValueTask DisposeAsync()
    {
        Close();
        // A handler that is still at work may hold the native thread longer; the thread then cleans up by itself.
        await Task.WhenAny(_closed.Task, Task.Delay(CloseTimeout)).ConfigureAwait(false);
    }

    private void Close()
    {
        lock (_gate)
        {
            if (!_ended) _native.Close();
        }
    }

    internal void TakeConnected(bool sessionPresent, int receiveMaximum)
    {
        _window = Math.Min(MaxWindow, receiveMaximum);
        _connected.TrySetResult(sessionPresent);
    }

    internal void TakePublished(int id, int reason)
    {
        TaskCompletionSource? done;
        // The acknowledgement can come before the publishing call has returned its id; the lock makes it wait for that.
        lock (_gate)
        {
            if (!_unacknowledged.Remove(id, out done)) return;
            SendWaiting();
        }
        if (reason < 0x80) done.TrySetResult();
        else done.TrySetException(new MqttException($"The broker refused a message: {Libmosquitto.Reason(reason)}."));
    }

    internal void TakeSubscribed(int id, int granted)
    {
        TaskCompletionSource? done;
        lock (_gate)
        {
            if (!_subscribing.Remove(id, out done)) return;
        }
        if (granted < 0x80) done.TrySetResult();
        else done.TrySetException(new MqttException($"The broker refused a subscription: {Libmosquitto.Reason(granted)}."));
    }

    /// <summary>Called by the native thread before it frees the handle: from here on nothing touches it.</summary>
    internal void TakeEnd(MqttException over)
    {
        List<TaskCompletionSource> lost;
        lock (_gate)
        {
            _ended = true;
            _native.Dispose();
            lost = [.. _unacknowledged.Values, .. _subscribing.Values, .. _waiting.Select(w => w.Done)];
        }
        foreach (var done in lost)
        {
            done.TrySetException(over);
            // Seen here, so that a publish nobody waits for does not end as an unobserved exception.
            _ = done.Task.Exception;
        }
        if (_connected.TrySetException(over)) _ = _connected.Task.Exception;
        _closed.TrySetResult(over.Message);
    }

    private void SendWaiting()
    {
        while (_unacknowledged.Count < _window && _waiting.TryPeek(out var next))
        {
            _waiting.Dequeue();
            try
            {
                _unacknowledged.Add(_native.Publish(next.Message), next.Done);
            }
            catch (MqttException e)
            {
                next.Done.TrySetException(e);
            }
        }
    }

    private MqttException Over() => new(_closed.Task.IsCompletedSuccessfully ? _closed.Task.Result : $"The connection to {_options.Host}:{_options.Port} has ended.");
}

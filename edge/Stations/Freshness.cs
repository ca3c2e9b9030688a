using Traceability.Plant;

namespace Traceability.Edge.Stations;

/// <summary>How old a face's directory may be at most, and why it counts as stale; null where it does not.</summary>
public readonly record struct FaceAge(TimeSpan Age, string? Stale);

/// <summary>
/// Whether a face's directory can be trusted (edge.md section 4). A gateway feeds a face if it can bring lots there or say something of them
/// anywhere in the plant: it has a station of a kind that works beyond its own place (transfer, count, quality and what else reads places or
/// labels from everywhere), or one that stands at the face. One's own journal needs no hearing. A feeding gateway is heard by its batches and by its births,
/// which it repeats as a heartbeat. Silence of one beyond the face's time, a number of any gateway that is known to exist and is not applied, or a
/// session that the broker forgot make the face stale. On real, monotonic time, whatever the stations' clock is.
/// </summary>
public sealed class Freshness
{
    /// <summary>Numbers that a birth tells of may still be on their way; also how long births take to tell what a forgotten session missed.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly TimeProvider _time;
    private readonly bool _isReplay;
    private readonly long _began;
    private readonly Dictionary<string, IReadOnlyList<string>> _feeders = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TimeSpan> _heard = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Missing> _missing = new(StringComparer.Ordinal);
    private TimeSpan _unsureUntil = TimeSpan.MinValue;

    private sealed record Missing(string Epoch, long Until, TimeSpan Due);

    /// <param name="plant">The whole plant.</param>
    /// <param name="gateway">Which of its gateways this is.</param>
    /// <param name="time">Monotonic and real.</param>
    /// <param name="isReplay">A replay hands a read over only when every peer's events are applied: nobody is unheard at its start, and a forgotten session has lost nothing.</param>
    public Freshness(PlantModel plant, string gateway, TimeProvider time, bool isReplay)
    {
        (_time, _isReplay, _began) = (time, isReplay, time.GetTimestamp());
        foreach (var face in plant.Locations.Values.Where(l => l.Kind == "pickFace"))
            _feeders[face.Uri] = plant.Stations.Values.Where(s => s.Gateway != gateway && Feeds(s, face)).Select(s => s.Gateway).Distinct().Order(StringComparer.Ordinal).ToList();
    }

    /// <summary>How often a gateway has to say that it is there, so that nobody's face goes stale.</summary>
    public static TimeSpan Heartbeat(PlantModel plant) =>
        TimeSpan.FromMinutes(plant.Locations.Values.Where(l => l.Kind == "pickFace").Select(l => l.StaleAfterMinutes).DefaultIfEmpty(Location.DefaultStaleAfterMinutes).Min()) / 3;

    public static bool Feeds(Station station, Location face) => station.Location.Uri == face.Uri
        || station.Kind is not (StationKind.Receiving or StationKind.Pick or StationKind.Consume or StationKind.Produce or StationKind.Pack or StationKind.Shipping);

    /// <summary>A gateway was heard. Last is the newest number that it is known to have; isGap: some before it are missing for sure.</summary>
    public void Heard(string gateway, string epoch, long last, long applied, bool isGap)
    {
        var now = Now();
        _heard[gateway] = now;
        // An old batch once more says nothing of what is missing behind it.
        var known = _missing.TryGetValue(gateway, out var missing) && missing.Epoch == epoch && missing.Until > applied ? missing : null;
        if (known is null && last <= applied) _missing.Remove(gateway);
        else if (known is null) _missing[gateway] = new Missing(epoch, last, isGap ? now : now + Grace);
        else if (last > applied) _missing[gateway] = new Missing(epoch, Math.Max(known.Until, last), isGap && now < known.Due ? now : known.Due);
    }

    /// <summary>The broker has forgotten our session: what it would have delivered is unknown until everybody has told of itself.</summary>
    public void SessionLost()
    {
        if (_isReplay) return;
        _heard.Clear();
        _unsureUntil = Now() + Grace;
    }

    /// <summary>Applied: the number up to which a gateway's epoch is in the face's directory.</summary>
    public FaceAge Of(Location face, Func<string, string, long> applied)
    {
        var (now, age) = (Now(), TimeSpan.Zero);
        string? stale = null;
        foreach (var gateway in _feeders.GetValueOrDefault(face.Uri) ?? [])
        {
            var silent = _heard.TryGetValue(gateway, out var at) ? now - at : now;
            if (silent > age) age = silent;
            if (!_isReplay && !_heard.ContainsKey(gateway)) stale ??= $"gateway {gateway} has not been heard yet";
            else if (silent > TimeSpan.FromMinutes(face.StaleAfterMinutes)) stale ??= $"gateway {gateway} has not been heard for {(int)silent.TotalMinutes} minutes";
        }
        // Whoever made them: a receipt that is missing hides an older lot as well as a transfer does.
        foreach (var (gateway, missing) in _missing)
            if (now >= missing.Due && applied(gateway, missing.Epoch) < missing.Until) stale ??= $"events of gateway {gateway} are missing and asked for";
        if (now < _unsureUntil && _feeders.GetValueOrDefault(face.Uri) is { Count: > 0 }) stale ??= "the connection is new, what was missed is being asked for";
        return new FaceAge(age, stale);
    }

    private TimeSpan Now() => _time.GetElapsedTime(_began);
}

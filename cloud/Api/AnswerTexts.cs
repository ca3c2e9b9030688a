using System.Runtime.InteropServices;
using Traceability.Cloud.Genealogy;
using Traceability.Epcis;

namespace Traceability.Cloud.Api;

/// <summary>What an answer says again and again, found once: identities, event ids, times, and where things are.</summary>
internal sealed class AnswerTexts(Projection projection, int things)
{
    private readonly Dictionary<int, string> _uris = new(things);
    private readonly Dictionary<int, string> _events = [];
    private readonly Dictionary<int, Whereabouts> _places = new(things);
    private (int Fact, string Text) _time = (-1, "");

    public string Uri(int thing)
    {
        ref var text = ref CollectionsMarshal.GetValueRefOrAddDefault(_uris, thing, out var known);
        if (!known) text = projection.Things.Uri(thing);
        return text!;
    }

    public string Event(int fact)
    {
        ref var text = ref CollectionsMarshal.GetValueRefOrAddDefault(_events, fact, out var known);
        if (!known) text = projection.EventIdOf(fact);
        return text!;
    }

    /// <summary>What is said in the order of time says one time often in a row.</summary>
    public string Time(int fact)
    {
        if (_time.Fact != fact) _time = (fact, EventWriter.Time(projection.Timeline.TimeOf(fact)));
        return _time.Text;
    }

    public Whereabouts Where(int thing)
    {
        if (!_places.TryGetValue(thing, out var where)) _places.Add(thing, where = Whereabouts.Of(projection, thing));
        return where;
    }
}

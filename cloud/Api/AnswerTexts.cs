using System.Runtime.InteropServices;
using System.Text;
using Traceability.Cloud.Genealogy;
using Traceability.Epcis;

namespace Traceability.Cloud.Api;

/// <summary>
/// What an answer says again and again, found once: identities, event ids, times and reasons. Long answers are as much text as anything in
/// the process, so it is kept as the bytes that are written, in a few pages, and what is found by number are numbers: large
/// tables of references would keep what they refer to alive long after the answer.
/// </summary>
internal sealed class AnswerTexts(Projection projection, int things)
{
    private const int PageBytes = 32 * 1024;

    private readonly record struct Kept(int Page, int At, int Length);

    private readonly Dictionary<int, Kept> _uris = new(things);
    private readonly Dictionary<int, Kept> _events = new(things);
    private readonly Dictionary<(Why, int), string?> _reasons = [];
    private readonly Dictionary<int, string> _items = [];
    private readonly List<byte[]> _pages = [[]];
    private int _used;
    private (int Fact, string Text) _time = (-1, "");

    public ReadOnlySpan<byte> Uri(int thing)
    {
        ref var text = ref CollectionsMarshal.GetValueRefOrAddDefault(_uris, thing, out var known);
        if (!known) text = Keep(projection.Things.Uri(thing));
        return Read(text);
    }

    public ReadOnlySpan<byte> Event(int fact)
    {
        ref var text = ref CollectionsMarshal.GetValueRefOrAddDefault(_events, fact, out var known);
        if (!known) text = Keep(projection.EventIdOf(fact));
        return Read(text);
    }

    /// <summary>What is said in the order of time says one time often in a row.</summary>
    public string Time(int fact)
    {
        if (_time.Fact != fact) _time = (fact, EventWriter.Time(projection.Timeline.TimeOf(fact)));
        return _time.Text;
    }

    /// <summary>The plant's code of the item that a lot or unit is of.</summary>
    public string Item(int thing)
    {
        ref var code = ref CollectionsMarshal.GetValueRefOrAddDefault(_items, projection.Things.ItemOf(thing), out _);
        return code ??= projection.ItemOf(thing);
    }

    /// <summary>Null where nothing is open. What came of one run has one reason.</summary>
    public string? Reason(Why why, int member)
    {
        if (why.Class == LinkClass.Confirmed) return Explanations.Words(projection, why, member);
        ref var words = ref CollectionsMarshal.GetValueRefOrAddDefault(_reasons, (why, member), out var known);
        if (!known) words = Explanations.Words(projection, why, member);
        return words;
    }

    private ReadOnlySpan<byte> Read(Kept text) => _pages[text.Page].AsSpan(text.At, text.Length);

    private Kept Keep(string text)
    {
        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        if (_pages[^1].Length - _used < most)
        {
            _pages.Add(GC.AllocateUninitializedArray<byte>(Math.Max(PageBytes, most)));
            _used = 0;
        }
        var kept = new Kept(_pages.Count - 1, _used, Encoding.UTF8.GetBytes(text, _pages[^1].AsSpan(_used)));
        _used += kept.Length;
        return kept;
    }
}

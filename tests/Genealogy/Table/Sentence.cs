using Traceability.Epcis;

namespace Traceability.Tests.Genealogy.Table;

/// <summary>One line of an events table, taken apart: <c>[name=] time verb things keyword value …</c>.</summary>
internal sealed class Sentence
{
    private static readonly HashSet<string> Keywords = new(StringComparer.Ordinal)
    {
        "at", "from", "to", "run", "position", "of", "lot", "by", "error", "unsynced", "boot", "order", "supplierLot", "stateless", "whole", "corrected",
    };

    private readonly List<string> _words;

    public Sentence(string line)
    {
        _words = [.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
        if (_words[0].EndsWith('='))
        {
            Name = _words[0][..^1];
            _words.RemoveAt(0);
        }
        Time = Names.Time(_words[0]);
        Verb = _words[1];
        Object = _words.Skip(2).TakeWhile(w => !Keywords.Contains(w)).ToList();
        Parts = Names.Parts(Object);
    }

    public string? Name { get; }
    public DateTimeOffset Time { get; }
    public string Verb { get; }

    /// <summary>The words between the verb and the first keyword, and the things they are.</summary>
    public IReadOnlyList<string> Object { get; }
    public IReadOnlyList<Part> Parts { get; }

    public bool Has(string keyword) => _words.Contains(keyword);
    public string? Word(string keyword) => _words.IndexOf(keyword) is >= 0 and var i && i + 1 < _words.Count ? _words[i + 1] : null;
    public string? Place(string keyword) => Word(keyword) is { } code ? Names.Place(code) : null;
    public IReadOnlyList<Part> List(string keyword) => Has(keyword) ? Names.Parts(_words.Skip(_words.IndexOf(keyword) + 1).TakeWhile(w => !Keywords.Contains(w))) : [];

    /// <summary>What is counted by quantity; a quantity that is not stated is <paramref name="otherwise"/>.</summary>
    public static List<QuantityElement> Lots(IEnumerable<Part> parts, decimal? otherwise = null) =>
        parts.Where(p => Names.IsByQuantity(p.Name)).Select(p => new QuantityElement(Names.Uri(p.Name), p.Stated ? p.Quantity : otherwise)).ToList();

    public static List<string> Epcs(IEnumerable<Part> parts) => parts.Where(p => !Names.IsByQuantity(p.Name)).Select(p => Names.Uri(p.Name)).ToList();
}

using System.Text;
using Traceability.Gs1;
using Xunit.Abstractions;

namespace Traceability.Tests.Gs1;

public class RoundTripTests(ITestOutputHelper output)
{
    private const int Count = 1_000_000, Seed = 4_2026;
    private static readonly DateOnly Today = new(2026, 3, 2);

    [Fact]
    public void Every_spelling_of_a_thing_is_one_identity()
    {
        var source = new RandomIdentity(Seed);
        var tags = new SortedDictionary<string, int>();
        var named = 0;
        for (var n = 0; n < Count; n++)
        {
            var epc = source.Next();
            var elements = epc.Elements();
            var label = Identifier.Identify(Encoding.Latin1.GetBytes("]C1" + ElementString.Build(elements)), Today);
            var context = $"seed {Seed}, case {n}: {epc.Urn()}";
            Same(elements, label, label, context);
            Same(elements, label, Identifier.IdentifyText(DigitalLink.Build(elements)!, Today), context);
            var urn = Identifier.IdentifyText(epc.Urn(), Today);
            Same(elements, label, urn, context);
            if (urn.CompanyPrefixLength != epc.Prefix.Length || EpcUrn.Build(elements, epc.Prefix.Length) != epc.Urn()) Assert.Fail(context);
            foreach (var scheme in TagScheme.All)
                if (scheme.Epc == epc.Scheme) Tagged(new TagContent(scheme.Name, n & 7, epc), elements, label, tags, context);
            var plus = epc.Scheme.Name.ToUpperInvariant() + "+";
            if (Tag.EncodePlus(plus, n & 7, elements) is { } words) Tagged(plus, words, n & 7, elements, label, tags, context);
            if (label.Id is { } id)
            {
                named++;
                if (Identifier.IdentifyText(id.Uri, Today).Id != id) Assert.Fail($"{context}: {id.Uri}");
            }
        }
        output.WriteLine($"seed {Seed}: {Count} identities, {named} of them with a material identity; tags written and read: {string.Join(", ", tags)}");
        Assert.True(tags.Count == TagScheme.All.Count + 11, string.Join(", ", tags.Keys));
    }

    private static void Tagged(TagContent content, Element[] elements, Identified label, SortedDictionary<string, int> tags, string context)
    {
        // A tag that is too short for the serial is refused at writing; the counts show that each kind was met.
        if (Tag.Encode(content.TagUrn!) is not { } words) return;
        Tagged(content.Name, words, content.Filter, elements, label, tags, context);
        if (Identifier.IdentifyText(Tag.Raw(words), Today).Id != label.Id || Identifier.IdentifyText(content.TagUrn!, Today).Id != label.Id) Assert.Fail(context);
    }

    private static void Tagged(string name, byte[] words, int filter, Element[] elements, Identified label, SortedDictionary<string, int> tags, string context)
    {
        var read = Identifier.IdentifyTag(words);
        if (read.Filter != filter) Assert.Fail($"{context}: {name} filter {read.Filter}");
        if (read.Id != label.Id || read.Elements.Count > 0 && !Equal(read.Elements, elements)) Assert.Fail($"{context}: {name} {Convert.ToHexString(words)} is {read.Id} {read.Refusal}");
        tags[name] = tags.GetValueOrDefault(name) + 1;
    }

    private static void Same(Element[] elements, Identified label, Identified other, string context)
    {
        if (other.Refusal is not null || other.Id != label.Id || !Equal(other.Elements, elements)) Assert.Fail($"{context}: {other.Id} {other.Refusal}");
    }

    private static bool Equal(IReadOnlyList<Element> one, Element[] other)
    {
        if (one.Count != other.Length) return false;
        for (var at = 0; at < one.Count; at++)
            if (one[at].Ai != other[at].Ai || one[at].Value != other[at].Value) return false;
        return true;
    }
}

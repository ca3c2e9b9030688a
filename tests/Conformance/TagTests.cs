using Traceability.Gs1;
using Xunit.Abstractions;

namespace Traceability.Tests.Conformance;

/// <summary>EPC binary against published tags, both ways.</summary>
public class TagTests(ITestOutputHelper output)
{
    private const string Folder = "epc-tag-binary-vectors";

    [VectorFact(Folder)]
    public void Tags_read_and_write_as_published()
    {
        var tally = new Tally("epc_hex_vectors.jsonl", output);
        foreach (var line in Vectors.Lines(Folder, "epc_hex_vectors.jsonl"))
        {
            var hex = line.Text("hex")!;
            var name = $"{line.Text("scheme")} {hex}";
            var bytes = Convert.FromHexString(hex.Length % 2 == 0 ? hex : hex + "0");
            var content = Tag.Decode(bytes);
            if (content is null)
            {
                tally.Check(name, false, "not read");
                continue;
            }
            foreach (var (what, ours) in (IEnumerable<(string, string?)>)[("tag_uri", content.TagUrn), ("pure_identity_uri", content.Urn),
                ("filter", content.Filter.ToString()), ("digital_link_path", DigitalLink.Build(content.Elements, ""))])
                if (line.Text(what) is { } published) tally.Check($"{name} {what}", published == ours, $"{ours} instead of {published}");
            if (content.Name.EndsWith("++", StringComparison.Ordinal)) tally.Exclude(name + " written", "the product writes no host names into tags (\"++\" schemes are read only)");
            else
            {
                var written = content.TagUrn is { } urn ? Tag.Encode(urn) : Tag.EncodePlus(content.Name, content.Filter, content.Elements);
                var words = written is null ? "" : Convert.ToHexString(written).TrimEnd('0');
                tally.Check(name + " written", words == hex.TrimEnd('0'), words);
            }
            var identified = Identifier.IdentifyTag(bytes);
            tally.Check(name + " identified", identified.Refusal is null, $"{identified.Refusal}");
        }
        tally.Report();
    }
}

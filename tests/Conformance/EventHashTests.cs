using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Traceability.Epcis;
using Xunit.Abstractions;

namespace Traceability.Tests.Conformance;

/// <summary>The event hash id against the published events, canonical texts and hashes.</summary>
public class EventHashTests(ITestOutputHelper output)
{
    private const string Folder = "epcis-event-hash";

    private static readonly Dictionary<string, string> NotApplicable = new()
    {
        ["epcisDocHavingEventWithIgnoreFields.jsonld[0]"] = "fields to leave out are an option of the publisher's program (repository-x:ignoreFields), CBV knows none",
    };

    [VectorFact(Folder)]
    public void Hashes_are_as_published()
    {
        var tally = new Tally("tests/examples", output);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Vectors.Root, Folder, "tests", "examples"), "*.hashes").Order(StringComparer.Ordinal))
        {
            var json = Path.ChangeExtension(file, ".jsonld");
            var name = Path.GetFileName(json);
            if (!File.Exists(json))
            {
                tally.Exclude(Path.GetFileName(Path.ChangeExtension(file, ".xml")), "published as XML only, which is not captured");
                continue;
            }
            var hashes = File.ReadAllLines(file);
            var texts = File.Exists(Path.ChangeExtension(file, ".prehashes")) ? File.ReadAllLines(Path.ChangeExtension(file, ".prehashes")) : [];
            var events = EpcisFiles.Events(File.ReadAllBytes(json), out var context);
            for (var i = 0; i < events.Count; i++)
            {
                var one = $"{name}[{i}]";
                if (NotApplicable.TryGetValue(one, out var reason)) tally.Exclude(one, reason);
                else tally.Check(one, EventHash.IdOf(events[i], context) == hashes[i], EventHash.TextOf(events[i], context));
                if (i >= texts.Length || NotApplicable.ContainsKey(one)) continue;
                if (!hashes[i].Contains(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(texts[i]))), StringComparison.Ordinal))
                    tally.Exclude(one + " text", "the published text does not give the published hash");
                else tally.Check(one + " text", EventHash.TextOf(events[i], context) == texts[i], EventHash.TextOf(events[i], context));
            }
        }
        tally.Report(atLeast: 20);
    }

    [VectorFact(Folder)]
    public void Spellings_of_one_event_give_one_hash()
    {
        var tally = new Tally("tests/expected_equal", output);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Vectors.Root, Folder, "tests", "expected_equal")).Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(file);
            if (!name.EndsWith(".json", StringComparison.Ordinal))
            {
                tally.Exclude(name, "published as XML only, which is not captured");
                continue;
            }
            var events = EpcisFiles.Events(File.ReadAllBytes(file), out var context);
            tally.Check(name, events.Select(e => EventHash.IdOf(e, context)).Distinct().Count() == 1, string.Join('\n', events.Select(e => EventHash.TextOf(e, context))));
        }
        tally.Report();
    }
}

/// <summary>Published documents taken apart by other means than the product's.</summary>
internal static class EpcisFiles
{
    /// <summary>The events of a document, of a query's answer, or the one event that the file is.</summary>
    public static List<byte[]> Events(byte[] file, out EventContext context)
    {
        using var document = JsonDocument.Parse(file);
        var root = document.RootElement;
        context = root.TryGetProperty("@context", out var names) ? EventContext.Read(Encoding.UTF8.GetBytes(names.GetRawText())) : EventContext.Standard;
        if (!root.TryGetProperty("epcisBody", out var body)) return [file];
        var list = body.TryGetProperty("eventList", out var events) ? events : body.GetProperty("queryResults").GetProperty("resultsBody").GetProperty("eventList");
        return list.EnumerateArray().Select(e => Encoding.UTF8.GetBytes(e.GetRawText())).ToList();
    }
}

using System.Text.Json;
using Traceability.Tests.Capture;
using Xunit.Abstractions;

namespace Traceability.Tests.Conformance;

/// <summary>Every published JSON document over HTTP: captured and read back the same, or refused in the words that belong to its fault.</summary>
public class CaptureDocumentTests(ITestOutputHelper output)
{
    /// <summary>Files that must be refused, and what must be said.</summary>
    private static readonly Dictionary<string, string> Refused = new()
    {
        ["JSON/AssociationEvent/AssociationEvent-h.jsonld"] = "Duplicate property 'eventID'",
        ["JSON-Schema/test/Extended-Event.json"] = "is an event type of your own",
        ["Capture/Invalid/EPCISDocument_without_context.json"] = "@context is missing",
        ["Capture/Invalid/ObjectEvent_with_invalid_action.json"] = "'CREATE' is no action",
        ["Capture/Invalid/ObjectEvent_with_invalid_certificationInfo.json"] = "/certificationInfo/0 must be text",
        ["Capture/Invalid/ObjectEvent_with_non_standard_bizStep.json"] = "'transforming' is no business step",
        ["Capture/Invalid/ObjectEvent_with_unknown_field_in_quantityList.json"] = "is no member of a quantity element",
        ["Capture/Invalid/ObjectEvent_without_action_and_eventTime.json"] = "is missing",
    };

    [VectorFact("gs1-epcis-2.0-examples")]
    public async Task Documents_of_GS1() => await All("gs1-epcis-2.0-examples", 50, "JSON", Path.Combine("JSON-Schema", "test"));

    [VectorFact("openepcis-test-resources")]
    public async Task Documents_of_OpenEPCIS() => await All("openepcis-test-resources", 20, Path.Combine("core", "src", "main", "resources", "2.0", "EPCIS", "JSON"));

    private async Task All(string folder, int atLeast, params string[] below)
    {
        var tally = new Tally(folder, output);
        foreach (var file in below.SelectMany(b => Directory.EnumerateFiles(Path.Combine(Vectors.Root, folder, b), "*.json*", SearchOption.AllDirectories)).Order(StringComparer.Ordinal))
        {
            var name = file[(file.LastIndexOf(below[0] + Path.DirectorySeparatorChar, StringComparison.Ordinal) is >= 0 and var at ? at : 0)..];
            if (below.Length == 1) name = name[(below[0].Length + 1)..];
            else if (file.Contains("JSON-Schema", StringComparison.Ordinal)) name = "JSON-Schema/test/" + Path.GetRelativePath(Path.Combine(Vectors.Root, folder, below[1]), file);
            var bytes = await File.ReadAllBytesAsync(file);
            var type = TypeOf(bytes);
            if (type is null) tally.Exclude(name, "a query or a JSON schema, no document with events");
            else await Check(tally, name, bytes, type);
        }
        tally.Report(atLeast);
    }

    private static async Task Check(Tally tally, string name, byte[] bytes, string type)
    {
        // Published files give different events one id, so each has a store of its own.
        await using var host = await CaptureHost.StartAsync();
        var (outcome, said) = type is "EPCISDocument" or "EPCISQueryDocument" ? await Document(host, bytes) : await Single(host, bytes);
        var expected = type == "EPCISQueryDocument" ? "an EPCISQueryDocument, the answer to a query" : Refused.GetValueOrDefault(name);
        if (expected is not null)
        {
            tally.Check(name, !outcome && said.Contains(expected, StringComparison.Ordinal) && host.Store.LastCommit == 0, $"{said} instead of: {expected}");
            return;
        }
        var events = EpcisFiles.Events(bytes, out _);
        var stored = host.Store.ReadAfter(0).ToList();
        var kept = stored.Select(s => host.Store.ReadBytes(s.Event.EventId)!).ToList();
        tally.Check(name, outcome && stored.Count == events.Distinct(new SameBytes()).Count() && kept.TrueForAll(k => events.Exists(e => e.AsSpan().SequenceEqual(k))), $"{said} {stored.Count} of {events.Count} stored");
        await host.RestartAsync();
        tally.Check(name + " again", JsonSerializer.Serialize(stored) == JsonSerializer.Serialize(host.Store.ReadAfter(0)), "read differently after a restart");
    }

    private static async Task<(bool, string)> Document(CaptureHost host, byte[] bytes)
    {
        var (status, answer) = await host.CaptureAsync(bytes);
        return (status == 202 && answer.GetProperty("success").GetBoolean(), answer.GetRawText().Replace("\\u0027", "'", StringComparison.Ordinal));
    }

    private static async Task<(bool, string)> Single(CaptureHost host, byte[] bytes)
    {
        using var response = await host.SendAsync(HttpMethod.Post, "/epcis/events", bytes);
        return ((int)response.StatusCode == 201, (await response.Content.ReadAsStringAsync()).Replace("\\u0027", "'", StringComparison.Ordinal));
    }

    private static string? TypeOf(byte[] bytes)
    {
        using var document = JsonDocument.Parse(bytes);
        return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("type", out var type) && !document.RootElement.TryGetProperty("$schema", out _)
            && type.GetString() is { } text && (text.StartsWith("EPCIS", StringComparison.Ordinal) || text.EndsWith("Event", StringComparison.Ordinal)) ? text : null;
    }

    private sealed class SameBytes : IEqualityComparer<byte[]>
    {
        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);
        public int GetHashCode(byte[] obj) => obj.Length;
    }
}

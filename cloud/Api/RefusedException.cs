namespace Traceability.Cloud.Api;

/// <summary>
/// Refusals as problem details (RFC 9457). The type is stable and part of the contract; the sentence is for people. Field
/// names the offending parameter.
/// </summary>
public sealed class RefusedException(int status, string type, string field, string sentence, IReadOnlyList<Candidate>? candidates = null) : Exception(sentence)
{
    public const string Namespace = "https://traceability.example/problems/";

    public int Status { get; } = status;
    public string Type { get; } = Namespace + type;
    public string Field { get; } = field;
    public IReadOnlyList<Candidate> Candidates { get; } = candidates ?? [];

    public static RefusedException Missing(string field, string what) => new(400, "missing-parameter", field, $"The parameter '{field}' is missing: {what}.");
    public static RefusedException Malformed(string field, string value, string expected) => new(400, "malformed-parameter", field, $"'{field}' is '{value}'; {expected}.");

    public IResult Result()
    {
        var extensions = new Dictionary<string, object?> { ["field"] = Field };
        if (Candidates.Count > 0) extensions["candidates"] = Candidates;
        return Results.Problem(Message, statusCode: Status, title: Title, type: Type, extensions: extensions);
    }

    private string Title => Status switch
    {
        300 => "That means several things",
        404 => "Not in the records",
        _ => "The question cannot be answered as asked",
    };
}

/// <summary>What an ambiguous or nearly right id may have meant.</summary>
public sealed record Candidate(string Id, string Kind, string? Item, string? Lot, string? Serial, bool NearMiss = false);

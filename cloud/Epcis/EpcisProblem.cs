using System.Text.Json;
using System.Text.Json.Serialization;
using Traceability.Epcis;

namespace Traceability.Cloud.Capture;

/// <summary>
/// A refusal as the standard's problem details (EPCIS 2.0 section 12.6, RFC 9457). Beside the standard's members it says which event,
/// counted from 0, and where in what was sent, as a JSON Pointer.
/// </summary>
public sealed record EpcisProblem(string Type, string Title, int Status, string Detail)
{
    public int? Event { get; init; }
    [JsonPropertyName("eventID")]
    public string? EventId { get; init; }
    public string? Pointer { get; init; }

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static EpcisProblem Invalid(string detail, string? pointer = null) =>
        new("epcisException:ValidationException", "What was sent is not valid EPCIS", 400, detail) { Pointer = pointer };

    public static EpcisProblem TooLarge(string detail) =>
        new("epcisException:CaptureLimitExceededException", "More was sent than is taken at once", 413, detail);

    public static EpcisProblem NotThere(string detail) => new("epcisException:NoSuchResourceException", "Not in the records", 404, detail);

    public static EpcisProblem Fault(string detail) => new("epcisException:ImplementationException", "The server failed", 500, detail);

    public static EpcisProblem Conflict(string detail) =>
        new("epcisException:ResourceAlreadyExistsException", "The eventID is in use for another event", 409, detail);

    public static EpcisProblem Of(EventFormatException fault, string advice) =>
        Invalid($"{(fault.Field.Length > 0 ? fault.Field : "The event")} {fault.Problem}. {advice}", fault.Field);

    public static string Write(IReadOnlyList<EpcisProblem> problems) => JsonSerializer.Serialize(problems, Options);

    public IResult Result() => Results.Text(JsonSerializer.Serialize(this, Options), "application/problem+json", statusCode: Status);
}

/// <summary>Carries a refusal to the one place that answers with it.</summary>
public sealed class EpcisRefusedException(EpcisProblem problem) : Exception(problem.Detail)
{
    public EpcisProblem Problem { get; } = problem;
}

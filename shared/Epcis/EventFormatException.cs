namespace Traceability.Epcis;

/// <summary>An event that cannot be read: which field and what is wrong with it. The event is kept as bytes by whoever received it.</summary>
public sealed class EventFormatException : Exception
{
    public EventFormatException(string field, string problem) : base($"{field}: {problem}") => (Field, Problem) = (field, problem);

    public string Field { get; }

    /// <summary>What is wrong, without the field.</summary>
    public string Problem { get; }
}

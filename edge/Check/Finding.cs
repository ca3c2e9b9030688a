namespace Traceability.Edge.Check;

public enum Severity { Ok, Warning, Fault }

/// <summary>One thing looked at: what it is, how it stands, and for all but the good ones what to do, in a sentence.</summary>
public sealed record Finding(Severity Severity, string Subject, string Text, string? Remedy = null)
{
    public static Finding Ok(string subject, string text) => new(Severity.Ok, subject, text);
    public static Finding Warning(string subject, string text, string remedy) => new(Severity.Warning, subject, text, remedy);
    public static Finding Fault(string subject, string text, string remedy) => new(Severity.Fault, subject, text, remedy);

    public override string ToString() => $"{Severity.ToString().ToLowerInvariant(),-8}{Subject}: {Text}{(Remedy is null ? "" : $"\n        -> {Remedy}")}";
}

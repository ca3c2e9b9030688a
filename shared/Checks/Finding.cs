namespace Traceability.Checks;

public enum Severity { Ok, Warning, Fault }

/// <summary>One thing looked at: what it is, how it stands, and for all but the good ones what to do, in a sentence.</summary>
public sealed record Finding(Severity Severity, string Subject, string Text, string? Remedy = null)
{
    public static Finding Ok(string subject, string text) => new(Severity.Ok, subject, text);
    public static Finding Warning(string subject, string text, string remedy) => new(Severity.Warning, subject, text, remedy);
    public static Finding Fault(string subject, string text, string remedy) => new(Severity.Fault, subject, text, remedy);

    public override string ToString() => $"{Severity.ToString().ToLowerInvariant(),-8}{Subject}: {Text}{(Remedy is null ? "" : $"\n        -> {Remedy}")}";
}

/// <summary>What a check prints: a line or two a finding, and at the end how many are at fault.</summary>
public static class FindingsReport
{
    /// <returns>The exit code: 0 where nothing is at fault, else 1.</returns>
    public static async Task<int> WriteAsync(IAsyncEnumerable<Finding> findings, TextWriter output, CancellationToken stop)
    {
        var (faults, warnings) = (0, 0);
        await foreach (var finding in findings.WithCancellation(stop).ConfigureAwait(false))
        {
            await output.WriteLineAsync(finding.ToString()).ConfigureAwait(false);
            if (finding.Severity == Severity.Fault) faults++;
            if (finding.Severity == Severity.Warning) warnings++;
        }
        await output.WriteLineAsync($"{faults} at fault, {warnings} to look at").ConfigureAwait(false);
        return faults == 0 ? 0 : 1;
    }
}

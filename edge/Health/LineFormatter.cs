using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Traceability.Edge.Health;

/// <summary>
/// One line a log entry, whatever it holds: what other machines, devices and labels wrote stands in messages and in the texts of
/// exceptions, and must not look like an entry of its own or reach a terminal as a command.
/// </summary>
public sealed class LineFormatter() : ConsoleFormatter(Called)
{
    public const string Called = "line";

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        textWriter.Write(Word(logEntry.LogLevel));
        textWriter.Write(": ");
        textWriter.Write(OneLine($"{logEntry.Category}: {logEntry.Formatter(logEntry.State, logEntry.Exception)}"));
        if (logEntry.Exception is { } exception) textWriter.Write(OneLine($" {exception}"));
        textWriter.Write('\n');
    }

    /// <summary>Control, formatting and line-breaking characters written as \uXXXX.</summary>
    public static string OneLine(string text) => text.Any(IsUnprintable) ? string.Concat(text.Select(c => IsUnprintable(c) ? $"\\u{(int)c:X4}" : c.ToString())) : text;

    private static bool IsUnprintable(char c) => char.GetUnicodeCategory(c) is System.Globalization.UnicodeCategory.Control or System.Globalization.UnicodeCategory.Format
        or System.Globalization.UnicodeCategory.LineSeparator or System.Globalization.UnicodeCategory.ParagraphSeparator;

    private static string Word(LogLevel level) => level switch
    {
        LogLevel.Critical => "crit",
        LogLevel.Error => "fail",
        LogLevel.Warning => "warn",
        _ => "info",
    };
}

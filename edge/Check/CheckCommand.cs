using System.CommandLine;

namespace Traceability.Edge.Check;

internal static class CheckCommand
{
    public static Command Create() => new("check", "stub");
}

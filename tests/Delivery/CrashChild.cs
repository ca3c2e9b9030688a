using System.Diagnostics;
using System.Globalization;
using System.Text;
using Traceability.Edge.Journal;

/// <summary>
/// The child process of the crash tests. .NET runs this before the entry point of any program that is started with
/// DOTNET_STARTUP_HOOKS naming this assembly; so a test needs no program of its own to be killed.
/// </summary>
internal static class StartupHook
{
    private const string Variable = "TRACEABILITY_CRASH_JOURNAL";
    private const string Kind = "TRACEABILITY_CRASH_KIND";
    private const string Limit = "TRACEABILITY_CRASH_COMMITS";

    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } path) return;
        Commit(Environment.GetEnvironmentVariable(Kind)!, path, int.Parse(Environment.GetEnvironmentVariable(Limit)!, CultureInfo.InvariantCulture));
        Environment.Exit(0);
    }

    /// <summary>A child that makes so many commits and ends: .NET overlooks a closed pipe, so nothing else would end it.</summary>
    public static ProcessStartInfo Child(string kind, string journal, int commits, params string[] before)
    {
        var assembly = typeof(StartupHook).Assembly.Location;
        string[] command = [.. before, "dotnet", "exec", assembly];
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOTNET_STARTUP_HOOKS"] = assembly;
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.Environment[Variable] = journal;
        start.Environment[Kind] = kind;
        start.Environment[Limit] = commits.ToString(CultureInfo.InvariantCulture);
        return start;
    }

    /// <summary>Record n says n; one state row counts with it. After each commit it says "ACK n" in one write.</summary>
    private static void Commit(string kind, string path, int commits)
    {
        using var output = Console.OpenStandardOutput();
        using var journal = Journals.All[kind].Open(path, TimeProvider.System);
        for (var left = commits; left > 0; left--)
        {
            var n = journal.Last + 1;
            var text = n.ToString(CultureInfo.InvariantCulture);
            journal.Commit(new JournalWrite
            {
                Records = [Record(n)],
                State = [new StateRow("count", Encoding.UTF8.GetBytes(text))],
                Reads = [new ReadNumber("reader", n)],
            });
            output.Write(Encoding.UTF8.GetBytes($"ACK {text}\n"));
            if (n % 7 == 0) journal.Acknowledge("a", n - 3);
        }
    }

    /// <summary>Of different lengths, so that a torn page shows.</summary>
    public static byte[] Record(long n) => Encoding.UTF8.GetBytes($$"""{"n":{{n}},"x":"{{new string((char)('a' + n % 26), (int)(n * 37 % 600))}}"}""");
}

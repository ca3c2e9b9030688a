namespace Traceability.Tests.Hardware;

/// <summary>A check did not find what must be.</summary>
internal sealed class CheckFailedException(string message) : Exception(message);

/// <summary>Runs checks one after the other and says how each went, one line each; tests/hardware.sh reads the lines.</summary>
internal static class Check
{
    public static void That(bool holds, string what)
    {
        if (!holds) throw new CheckFailedException($"it does not hold that {what}");
    }

    public static async Task RunAsync(string name, Func<Task> check)
    {
        try
        {
            await check();
            Say($"pass {name}");
        }
        catch (Exception e)
        {
            Say($"fail {name}: {(e is CheckFailedException ? e.Message : e.ToString())}");
        }
    }

    /// <summary>One line, at once: the next moment may be the last.</summary>
    public static void Say(string line)
    {
        Console.Out.WriteLine(line.ReplaceLineEndings(" | "));
        Console.Out.Flush();
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Traceability.Tests.Architecture;
using Traceability.Tests.Delivery;

namespace Traceability.Tests.Deploy;

/// <summary>The units that ship: without a word from systemd, and with as few rights as a service can do with.</summary>
public sealed partial class UnitTests
{
    [UnitTheory]
    [InlineData("gateway", 3.5)]
    [InlineData("cloud", 3.0)]
    public void A_unit_is_sound_and_shut(string name, double exposure)
    {
        using var folder = new TempFolder();
        var unit = folder[$"traceability-{name}.service"];
        // The program is only there where it is installed.
        File.WriteAllText(unit, Program().Replace(File.ReadAllText(Path.Combine(Repository.Top, "deploy", "systemd", Path.GetFileName(unit))), "ExecStart=/bin/true"));
        Assert.Equal("", Analyze("verify", unit));
        var said = Exposure().Match(Analyze("security", "--offline=true", "--no-pager", unit));
        Assert.InRange(double.Parse(said.Groups[1].Value, CultureInfo.InvariantCulture), 0, exposure);
    }

    private static string Analyze(params string[] words)
    {
        using var process = Process.Start(new ProcessStartInfo(UnitTheoryAttribute.Analyzer, words) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output + errors.Result;
    }

    [GeneratedRegex(@"ExecStart=/\S+")]
    private static partial Regex Program();

    [GeneratedRegex(@"exposure level for \S+: ([0-9.]+)")]
    private static partial Regex Exposure();
}

/// <summary>A theory that asks systemd; skipped in words where it is not.</summary>
public sealed class UnitTheoryAttribute : TheoryAttribute
{
    public const string Analyzer = "/usr/bin/systemd-analyze";

    public UnitTheoryAttribute() => Skip = File.Exists(Analyzer) ? null : $"{Analyzer} is not on this machine (Debian package systemd).";
}

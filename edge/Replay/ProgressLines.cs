namespace Traceability.Edge.Replay;

/// <summary>Progress as lines, at most two a second and one at the end, so that a log stays readable.</summary>
public sealed class ProgressLines(TextWriter output) : IProgress<Progress>
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private TimeSpan _said = -Pause;

    public void Report(Progress value)
    {
        if (value.Elapsed - _said < Pause && value.Taken < value.Total) return;
        _said = value.Elapsed;
        output.WriteLine($"{value.Time:yyyy-MM-dd HH:mm:ss}  {value.Taken,6} of {value.Total} reads  {value.Taken / Math.Max(value.Elapsed.TotalSeconds, 0.001),7:0}/s");
    }
}

namespace Traceability.Cloud.Genealogy;

/// <summary>
/// How likely it is that chance alone puts a cause into so many of the failing units (Fisher's exact test, one-sided). As logarithms, because
/// what is certain enough to act on is often smaller than the smallest number.
/// </summary>
internal static class Odds
{
    private const double Smallest = 1e-17;

    // Stirling's series is exact to the last digits from here on.
    private const double LargeEnough = 12;

    /// <summary>
    /// Common logarithm of the probability that, of all units with the cause, at least so many are among the failing ones. 0 where it is not
    /// more frequent there than in the good ones: then nothing speaks against it.
    /// </summary>
    public static double Log10(int withFailing, int failing, int withGood, int good)
    {
        if ((double)withFailing * good <= (double)withGood * failing) return 0;
        var with = withFailing + withGood;
        var first = LogChoose(failing, withFailing) + LogChoose(good, withGood) - LogChoose(failing + good, with);
        var (term, sum) = (1.0, 1.0);
        for (var k = withFailing; k < Math.Min(failing, with) && term > sum * Smallest; k++)
        {
            term *= (double)(failing - k) * (with - k) / ((double)(k + 1) * (good - with + k + 1));
            sum += term;
        }
        return Math.Min(0, (first + Math.Log(sum)) / Math.Log(10));
    }

    /// <summary>Likelihood ratio of the same table (G), in natural units; for choosing among many quickly.</summary>
    public static double Ratio(int withFailing, int failing, int withGood, int good)
    {
        double all = failing + good, with = withFailing + withGood;
        return Part(withFailing, with * failing / all) + Part(withGood, with * good / all) + Part(failing - withFailing, (all - with) * failing / all) + Part(good - withGood, (all - with) * good / all);
    }

    private static double Part(double seen, double expected) => seen <= 0 ? 0 : seen * Math.Log(seen / expected);

    private static double LogChoose(int of, int chosen) => LogGamma(of + 1.0) - LogGamma(chosen + 1.0) - LogGamma(of - chosen + 1.0);

    internal static double LogGamma(double x)
    {
        var shift = 0.0;
        for (; x < LargeEnough; x++) shift += Math.Log(x);
        var square = x * x;
        return (x - 0.5) * Math.Log(x) - x + 0.5 * Math.Log(2 * Math.PI) + (1 - (1 / 30.0 - (1 / 105.0 - 1 / (140.0 * square)) / square) / square) / (12 * x) - shift;
    }
}

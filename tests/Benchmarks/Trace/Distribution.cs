namespace Traceability.Tests.Benchmarks.Trace;

/// <summary>Whole numbers from 1 to <c>largest</c> with probabilities falling as a power: most are small, few are large (Zipf).</summary>
internal sealed class Distribution
{
    private readonly double[] _upTo;

    public Distribution(int largest, double power)
    {
        _upTo = new double[largest];
        var sum = 0.0;
        for (var i = 0; i < largest; i++) _upTo[i] = sum += Math.Pow(i + 1, -power);
        for (var i = 0; i < largest; i++) _upTo[i] /= sum;
        _upTo[^1] = 1;
    }

    public int Draw(Random random)
    {
        var at = random.NextDouble();
        var value = 0;
        while (_upTo[value] < at) value++;
        return value + 1;
    }
}

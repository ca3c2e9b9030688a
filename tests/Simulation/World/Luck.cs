namespace Traceability.Tests.Simulation.World;

/// <summary>Everything that happens by chance in a made plant comes from one seed, so that a failing plant can be made again.</summary>
internal sealed class Luck(int seed)
{
    private readonly Random _random = new(seed);

    /// <summary>A whole number, both ends included.</summary>
    public int Between(int low, int high) => _random.Next(low, high + 1);

    public bool Chance(double probability) => _random.NextDouble() < probability;

    public T Of<T>(IReadOnlyList<T> list) => list[_random.Next(list.Count)];

    /// <summary>A letter that nobody mistakes for a digit, as printed at the end of a lot number.</summary>
    public char Letter() => Of("ABCDEGHJKLMNPRSTUVWXYZ".ToCharArray());
}

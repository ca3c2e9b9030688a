using Traceability.Gs1;

namespace Traceability.Tests.Gs1;

/// <summary>Random valid EPCs of every scheme, and random texts of the GS1 character sets.</summary>
internal sealed class RandomIdentity(int seed)
{
    public const string Set82 = "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";
    public const string Set39 = "#-/0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private const string Digits = "0123456789";

    private readonly Random _random = new(seed);

    public Random Random => _random;

    public Epc Next()
    {
        var scheme = EpcScheme.All[_random.Next(EpcScheme.All.Count)];
        var prefix = Text(Digits, _random.Next(6, 13));
        var reference = scheme.Shape == KeyShape.Free
            ? Text(scheme == EpcScheme.Cpi ? Set39 : scheme == EpcScheme.Giai && _random.Next(2) == 0 ? Digits : Set82, _random.Next(1, 31 - prefix.Length))
            : Text(Digits, scheme.Digits - prefix.Length);
        var pieces = scheme.HasPieces ? Pieces() : null;
        return new(scheme, prefix, reference, scheme.HasSerial ? Serial(scheme) : null, pieces);
    }

    public string Text(string alphabet, int length) => string.Create(length, (alphabet, _random), (to, from) =>
    {
        foreach (ref var letter in to) letter = from.alphabet[from._random.Next(from.alphabet.Length)];
    });

    // Half of the serials are plain numbers, which the short tags can hold.
    private string Serial(EpcScheme scheme)
    {
        if (scheme == EpcScheme.Cpi) return _random.NextInt64(1, 1_000_000_000_000).ToString();
        if (scheme.SerialIsNumeric) return Text(Digits, _random.Next(1, scheme.SerialLength + 1));
        return _random.Next(2) == 0 ? _random.Next(1, int.MaxValue).ToString() : Text(Set82, _random.Next(1, scheme.SerialLength + 1));
    }

    private string Pieces()
    {
        var total = _random.Next(1, 100);
        return $"{_random.Next(1, total + 1):D2}{total:D2}";
    }
}

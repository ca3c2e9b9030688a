using System.Buffers;

namespace Traceability.Cloud.Genealogy;

/// <summary>
/// Large arrays for one question, lent by those before it and given back together: made anew each time, they would cost a collection of all
/// that the genealogy holds. An array may be longer than asked for.
/// </summary>
internal sealed class Scratch : IDisposable
{
    private readonly List<Action> _giveBack = [];

    public T[] Zeroed<T>(int count) where T : unmanaged => Filled<T>(count, default);

    public T[] Filled<T>(int count, T value) where T : unmanaged
    {
        var lent = Any<T>(count);
        lent.AsSpan(0, count).Fill(value);
        return lent;
    }

    /// <summary>Holds whatever it held before.</summary>
    public T[] Any<T>(int count) where T : unmanaged
    {
        var lent = ArrayPool<T>.Shared.Rent(count);
        _giveBack.Add(() => ArrayPool<T>.Shared.Return(lent));
        return lent;
    }

    /// <summary>The same in an array of twice the length.</summary>
    public T[] Longer<T>(T[] full) where T : unmanaged
    {
        var longer = Any<T>(full.Length * 2);
        full.CopyTo(longer, 0);
        return longer;
    }

    public void Dispose()
    {
        foreach (var giveBack in _giveBack) giveBack();
        _giveBack.Clear();
    }
}

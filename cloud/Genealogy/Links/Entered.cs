namespace Traceability.Cloud.Genealogy;

/// <summary>
/// An entry as its edge lists it. It is <i>simple</i> where it is all there is of its thing: the only entry, nothing drawn from the thing and
/// nothing in doubt. Of such entries, most of them units, the edge says all there is to say.
/// </summary>
public readonly struct Entered
{
    private const int Simple = int.MinValue;
    private readonly int _thing;

    internal Entered(int entry, int packed) => (Entry, _thing) = (entry, packed);

    internal static int Pack(int thing, bool isSimple) => isSimple ? thing | Simple : thing;

    public int Entry { get; }
    public int Thing => _thing & ~Simple;
    public bool IsSimple => _thing < 0;
}

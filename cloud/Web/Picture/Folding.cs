using System.Globalization;

namespace Traceability.Cloud.Web.Picture;

/// <summary>A box of the picture: one thing, or several that are folded together. Key is empty for what cannot be opened.</summary>
public sealed record PictureBox(string Key, IReadOnlyList<int> Members, bool Folded, bool Rest);

/// <summary>
/// Over sixty boxes siblings are folded by (step, item, state, class) to one box; an opened one unfolds by where its members
/// are, then into single boxes. Seed, held things and the largest of each kind always stay by themselves.
/// </summary>
internal sealed class Folding
{
    public const int Most = 60;

    /// <summary>What an opened box shows singly; the rest are one box that leads to the table.</summary>
    private const int MostSingles = 60;

    /// <summary>An opened box with more members than this is divided once more before they stand singly.</summary>
    private const int Divide = 24;

    private readonly IReadOnlyList<PictureNode> _nodes;
    private readonly IReadOnlySet<string> _open;
    private readonly List<PictureBox> _boxes = [];

    private Folding(IReadOnlyList<PictureNode> nodes, IReadOnlySet<string> open) => (_nodes, _open) = (nodes, open);

    public static IReadOnlyList<PictureBox> Of(IReadOnlyList<PictureNode> nodes, IReadOnlySet<string> open)
    {
        if (nodes.Count <= Most) return Enumerable.Range(0, nodes.Count).Select(n => new PictureBox("", [n], false, false)).ToList();
        // Very many items: folding by item alone would leave too many boxes, so the step comes first.
        var byItem = new Folding(nodes, Empty);
        byItem.Level(Enumerable.Range(0, nodes.Count).ToList(), 1);
        var folding = new Folding(nodes, open);
        folding.Level(Enumerable.Range(0, nodes.Count).ToList(), byItem._boxes.Count > Most ? 0 : 1);
        return folding._boxes;
    }

    /// <summary>The keys of the folds that a node is in, outermost first; they begin with one another.</summary>
    public static string KeyOf(PictureNode node, int level)
    {
        var step = $"{node.Column.ToString(CultureInfo.InvariantCulture)}|{node.State}|{node.Class.ToString().ToLowerInvariant()}";
        return level switch { 0 => step, 1 => $"{step}|{node.Item}", _ => $"{step}|{node.Item}|{node.Place}" };
    }

    private static readonly HashSet<string> Empty = [];

    private void Level(List<int> members, int level)
    {
        foreach (var fold in members.GroupBy(m => KeyOf(_nodes[m], level)))
        {
            var alone = fold.Where(m => Stays(_nodes[m])).ToList();
            var together = fold.Where(m => !Stays(_nodes[m])).ToList();
            if (Largest(together) is { } largest && level == 1) alone.Add(largest);
            foreach (var one in alone) _boxes.Add(new PictureBox("", [one], false, false));
            together.RemoveAll(alone.Contains);
            if (together.Count == 1) _boxes.Add(new PictureBox("", together, false, false));
            else if (together.Count > 1 && !_open.Contains(fold.Key)) _boxes.Add(new PictureBox(fold.Key, together, true, false));
            else if (together.Count > 1) Unfold(fold.Key, together, level);
        }
    }

    private void Unfold(string key, List<int> members, int level)
    {
        if (level == 0 || (level == 1 && members.Count > Divide && members.Select(m => _nodes[m].Place).Distinct().Skip(1).Any()))
        {
            Level(members, level + 1);
            return;
        }
        foreach (var one in members.Take(MostSingles)) _boxes.Add(new PictureBox("", [one], false, false));
        if (members.Count > MostSingles) _boxes.Add(new PictureBox(key, members.Skip(MostSingles).ToList(), true, true));
    }

    private static bool Stays(PictureNode node) => node.Kind == NodeKind.Seed || node.Held;

    // Among units, which all count one, none is the largest.
    private int? Largest(List<int> members)
    {
        if (members.Count < 2) return null;
        var largest = members.MaxBy(m => _nodes[m].Weight);
        return _nodes[largest].Weight > members.Min(m => _nodes[m].Weight) ? largest : null;
    }
}

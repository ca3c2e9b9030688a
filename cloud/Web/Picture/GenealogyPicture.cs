using System.Globalization;
using Traceability.Cloud.Genealogy;

namespace Traceability.Cloud.Web.Picture;

/// <summary>A box as drawn: X and Y are its upper left corner. Where very many stand in a column each has one line of text only.</summary>
public sealed record DrawnBox(int Number, double X, double Y, bool Compact, PictureBox Box, PictureNode Node, string Title, string Detail, string Label, string? Href)
{
    public double Height => HeightOf(Compact);

    public static double HeightOf(bool compact) => compact ? 26 : 46;
}

/// <summary>A line as drawn. Kind is confirmed, possible, formerly or back; Count is how many links it stands for.</summary>
public sealed record DrawnLine(int From, int To, string Path, string Kind, bool Suspect, int Count);

public sealed record DrawnColumn(double X, string Heading);

/// <summary>The genealogy as a picture, left to right from supplier to customer: what is folded, where it stands, how it is joined.</summary>
public sealed class GenealogyPicture
{
    public const double BoxWidth = 190;
    public const double Top = 30;

    /// <summary>Boxes in one column from which they shrink to one line each, so that the picture stays on a screen or two.</summary>
    private const int ManyInColumn = 14;
    private const double Margin = 10;

    /// <summary>How far a line that leads back hangs below its boxes.</summary>
    private const double Loop = 24;
    private const double ColumnPitch = BoxWidth + 58;

    private readonly Dictionary<int, PictureNode> _nodeOfThing;

    private GenealogyPicture(PictureGraph graph)
    {
        Total = graph.Nodes.Count;
        _nodeOfThing = graph.Nodes.Where(n => n.Thing is not null).ToDictionary(n => n.Thing!.Value);
    }

    public IReadOnlyList<DrawnBox> Boxes { get; private init; } = [];
    public IReadOnlyList<DrawnLine> Lines { get; private init; } = [];
    public IReadOnlyList<DrawnColumn> Columns { get; private init; } = [];
    public double Width { get; private init; }
    public double Height { get; private init; }

    /// <summary>Boxes there would be unfolded.</summary>
    public int Total { get; }
    public bool Folded => Boxes.Any(b => b.Box.Folded);

    public static GenealogyPicture Of(Projection projection, TracedRow seed, TraceResult result, IReadOnlyList<TracedRow> rows, IReadOnlyList<AffectedOrder> orders, TraceQuestion question)
    {
        var graph = new PictureGraph(projection, seed, result, rows, orders, question.Forward);
        var boxes = Folding.Of(graph.Nodes, question.Open.ToHashSet(StringComparer.Ordinal));
        var boxOf = new int[graph.Nodes.Count];
        for (var b = 0; b < boxes.Count; b++)
            foreach (var member in boxes[b].Members) boxOf[member] = b;
        var columns = Numbered(boxes.Select(b => graph.Nodes[b.Members[0]].Column).ToList());
        // Folding joins many links to one line, which is as sure as the surest of them.
        var joined = graph.Links.GroupBy(l => (From: boxOf[l.From], To: boxOf[l.To])).Where(g => g.Key.From != g.Key.To)
            .Select(g => (g.Key.From, g.Key.To, Best: g.MinBy(l => l.Class), Count: g.Count())).ToList();
        var ahead = joined.Where(l => columns[l.From] < columns[l.To]).ToList();
        var many = columns.CountBy(c => c).Where(c => c.Value > ManyInColumn).Select(c => c.Key).ToHashSet();
        var layout = new LayeredLayout(columns, ahead.ConvertAll(l => (l.From, l.To)), columns.ConvertAll(c => many.Contains(c) ? DrawnBox.HeightOf(true) + 6 : DrawnBox.HeightOf(false) + 12));
        var drawn = boxes.Select((b, i) => Drawn(graph, question, b, i, X(columns[i]), Y(layout, i), many.Contains(columns[i]))).ToList();
        var lines = ahead.Select((l, i) => new DrawnLine(l.From, l.To, Ahead(layout, layout.Ways[i]), Word(l.Best.Class), l.Best.Suspect, l.Count))
            // Rework that goes round leads back or stays in its column; it takes no part in the layers.
            .Concat(joined.Where(l => columns[l.From] >= columns[l.To]).Select(l => new DrawnLine(l.From, l.To, Back(drawn[l.From], drawn[l.To]), "back", false, l.Count)));
        return new GenealogyPicture(graph)
        {
            Boxes = drawn,
            Lines = lines.OrderBy(l => l.Suspect).ToList(),
            Columns = columns.Distinct().Order().Select(c => new DrawnColumn(X(c), Heading(graph, boxes.Where((_, i) => columns[i] == c)))).ToList(),
            Width = X(columns.Max()) + BoxWidth + Margin,
            Height = drawn.Max(b => b.Y + b.Height) + (ahead.Count < joined.Count ? Loop : 0) + Margin,
        };
    }

    /// <summary>Whether a row of the table belongs to a box, by the box's key.</summary>
    public bool IsIn(TracedRow row, string key) =>
        _nodeOfThing.TryGetValue(row.Thing, out var node) && (Folding.KeyOf(node, 0) == key || Folding.KeyOf(node, 1) == key || Folding.KeyOf(node, 2) == key);

    // Columns that hold no box are no columns: no supplier is known, or everything of a step is the seed itself.
    private static List<int> Numbered(List<int> columns)
    {
        var used = columns.Distinct().Order().ToList();
        return columns.ConvertAll(used.IndexOf);
    }

    // What a box says must fit it; the whole is in its label, for screen readers and as a tip.
    private static DrawnBox Drawn(PictureGraph graph, TraceQuestion question, PictureBox box, int number, double x, double middle, bool compact)
    {
        var y = middle - DrawnBox.HeightOf(compact) / 2;
        var node = graph.Nodes[box.Members[0]];
        var sure = node.Class == LinkClass.Confirmed ? "" : Word(node.Class) + " · ";
        if (!box.Folded)
        {
            // One line has no room for the item; the column's heading says it.
            var own = node.Kind is NodeKind.Seed or NodeKind.Thing && !compact ? $"{node.Item} · " : "";
            var title = VisibleText.Fit(node.Name, compact ? 14 : 20);
            return new DrawnBox(number, x, y, compact, box, node, title, VisibleText.Fit(sure + own + node.Detail, compact ? 26 - title.Length : 31),
                VisibleText.Of($"{node.Item} {node.Name}, {Word(node.Class)}, {node.Detail}"), node.Href);
        }
        var items = box.Members.Select(m => graph.Nodes[m].Item).Distinct().ToList();
        var noun = items.Count > 1 ? $"of {items.Count} items" : node.Kind == NodeKind.Order ? $"orders {items[0]}" : items[0];
        var place = box.Key == Folding.KeyOf(node, 2) && node.Place.Length > 0 ? $" · {node.Place}" : "";
        var weight = box.Members.Sum(m => graph.Nodes[m].Weight) is > 0 and var sum && node.Kind != NodeKind.Order ? $" · {sum:#,0.###} left" : "";
        var more = $"+{box.Members.Count:N0} {noun}";
        var detail = box.Rest ? "more, in the table" : node.Kind == NodeKind.Order ? $"{box.Members.Sum(m => graph.Nodes[m].Weight):N0} units" : $"{sure}{TracedRow.StateWordOf(node.State)}{place}{weight}";
        var href = box.Rest ? (question with { Box = box.Key, After = null }).Href() + "#things" : question.Opened(box.Key).Href() + "#picture";
        return new DrawnBox(number, x, y, compact, box, node, VisibleText.Fit(more, compact ? 18 : 21), VisibleText.Fit(detail, compact ? Math.Max(6, 26 - more.Length) : 31), VisibleText.Of($"{(box.Rest ? "List" : "Open")} {more}, {Word(node.Class)}, {detail}"), href);
    }

    // Suppliers and orders are roles; every other step is named by what is in it.
    private static string Heading(PictureGraph graph, IEnumerable<PictureBox> boxes)
    {
        var nodes = boxes.SelectMany(b => b.Members).Select(m => graph.Nodes[m]).ToList();
        if (nodes.TrueForAll(n => n.Kind == NodeKind.Supplier)) return "Suppliers";
        if (nodes.TrueForAll(n => n.Kind == NodeKind.Order)) return "Orders and customers";
        return VisibleText.Fit(string.Join(", ", nodes.Where(n => n.Kind is NodeKind.Seed or NodeKind.Thing).Select(n => n.Item).Distinct().Order(StringComparer.Ordinal)), 28);
    }

    private static string Word(LinkClass linkClass) => linkClass.ToString().ToLowerInvariant();
    private static double X(int column) => Margin + column * ColumnPitch;
    private static double Y(LayeredLayout layout, int vertex) => layout.Y[vertex] + Top;

    private static string Ahead(LayeredLayout layout, IReadOnlyList<int> way)
    {
        var path = new System.Text.StringBuilder();
        double x = X(layout.ColumnOf(way[0])) + BoxWidth, y = Y(layout, way[0]);
        path.Append(CultureInfo.InvariantCulture, $"M{x:0.#} {y:0.#}");
        foreach (var vertex in way.Skip(1))
        {
            double toX = X(layout.ColumnOf(vertex)), toY = Y(layout, vertex), middle = (x + toX) / 2;
            path.Append(CultureInfo.InvariantCulture, $"C{middle:0.#} {y:0.#} {middle:0.#} {toY:0.#} {toX:0.#} {toY:0.#}");
            if (vertex == way[^1]) break;
            // Through a column that it only passes the line runs level.
            (x, y) = (toX + BoxWidth, toY);
            path.Append(CultureInfo.InvariantCulture, $"H{x:0.#}");
        }
        return path.ToString();
    }

    // Below the boxes, so that it crosses none of the lines that lead ahead.
    private static string Back(DrawnBox from, DrawnBox to)
    {
        double x = from.X + BoxWidth / 2, y = from.Y + from.Height, toX = to.X + BoxWidth / 2, toY = to.Y + to.Height;
        var low = Math.Max(y, toY) + Loop;
        return string.Create(CultureInfo.InvariantCulture, $"M{x:0.#} {y:0.#}C{x:0.#} {low:0.#} {toX:0.#} {low:0.#} {toX:0.#} {toY:0.#}");
    }
}

namespace Traceability.Tests.Genealogy.Oracle;

/// <summary>
/// Used and in process: one book of layers for each line and item, over all its positions. What is used beyond what was loaded is
/// owed and taken off the next load of the same run.
/// </summary>
internal sealed class LineBooks
{
    private sealed class Book(string line, string item)
    {
        public string Line => line;
        public string Item => item;
        public List<(string Position, Layer Layer)> Layers { get; } = [];
        public decimal Owed { get; set; }
        public string? OwedBy { get; set; }
    }

    private readonly List<Book> _books = [];

    public void Load(string line, Standing load, Amount input)
    {
        var book = BookOf(line, ThingUri.Item(input.Thing));
        var run = new Run(load.Event.TransformationId!);
        var layer = new Layer(load, input.Thing, run, input.Quantity, load.Event.Trace?.Feed?.QuantityPer);
        book.Layers.Add((load.Event.Trace?.Position ?? line, layer));
        if (book.OwedBy == run.Id) book.Owed = layer.Use(book.Owed);
    }

    public void Use(string line, string run, string item, decimal amount)
    {
        var book = BookOf(line, item);
        if (book.OwedBy != run) book.Owed = 0;
        book.OwedBy = run;
        foreach (var (_, layer) in book.Layers) amount = layer.Use(amount);
        book.Owed += amount;
    }

    public void Return(string line, string thing, decimal? quantity, string? run)
    {
        foreach (var (_, layer) in BookOf(line, ThingUri.Item(thing)).Layers.AsEnumerable().Reverse())
            if (quantity != 0 && layer.Thing == thing && (run is null || layer.Run.Id == run) && layer.MayBeLeft) quantity = layer.GiveBack(quantity);
    }

    /// <summary>Clears what lies at the place, or on the whole line; a debt of an item concerned is forgotten.</summary>
    public void Empty(string line, string place, bool wholeLine, List<string>? items)
    {
        foreach (var book in _books.Where(b => b.Line == line && (items is null || items.Contains(b.Item))))
        {
            var there = book.Layers.FindAll(l => wholeLine || l.Position == place);
            foreach (var (_, layer) in there) layer.Cleared = true;
            if (there.Count > 0 || wholeLine) book.Owed = 0;
        }
    }

    public (decimal Used, decimal InProcess) Of(string thing)
    {
        var layers = _books.SelectMany(b => b.Layers).Select(l => l.Layer).Where(l => l.Thing == thing).ToList();
        var used = layers.Sum(l => l.Per is null ? Math.Max(0, (l.Loaded ?? 0) - l.Returned) : l.Used);
        return (used, layers.Where(l => l.Per is not null).Sum(l => l.Left ?? 0));
    }

    private Book BookOf(string line, string item)
    {
        var book = _books.Find(b => b.Line == line && b.Item == item);
        if (book is null) _books.Add(book = new Book(line, item));
        return book;
    }
}

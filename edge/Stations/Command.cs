using Traceability.Plant;

namespace Traceability.Edge.Stations;

public enum CommandKind
{
    PurchaseOrder, ShippingOrder, WorkOrder, ReturnNumber, Place, Quantity, Badge, Reason, Done, NotFound, Close, Undo,
    Emptied, Scrap, Unpack, Return, Reprint, Remove, Hold, Release, Sample, OtherSite, Unknown,
}

/// <summary>
/// A barcode that is no material but says what to do: an MH10.8.2 data identifier or a <c>CMD:</c> word, which the site's sheet prints
/// with the site's prefix. Understood only as a whole: what has anything more or less is unknown.
/// </summary>
public sealed record Command(CommandKind Kind, string Value)
{
    private const string Mark = "CMD:", OfReason = "REASON-", OfReturn = "RMA-";
    private const int MostPrefix = 12, MostNumber = 40;

    /// <summary>The command, or null where the code is material or nothing we know.</summary>
    public static Command? Of(Situation s)
    {
        var text = System.Text.Encoding.Latin1.GetString(s.Data.Span);
        // A scanner may say before it which symbology it was: AIM identifier, three characters.
        if (text.Length > 3 && text[0] == ']') text = text[3..];
        if (Prefix(text) is { } prefix)
            return prefix == (s.Plant.CommandPrefix ?? "") ? Word(text, text[(prefix.Length + Mark.Length)..]) : new Command(CommandKind.OtherSite, text);
        return (s.Code.DataIdentifier, s.Code.DataValue) switch
        {
            ("K", { } id) => new Command(CommandKind.PurchaseOrder, id),
            ("1K", { } id) => new Command(CommandKind.ShippingOrder, id),
            ("W", { } id) => new Command(CommandKind.WorkOrder, id),
            ("L", { } id) => new Command(CommandKind.Place, id),
            ("Q", { } quantity) => new Command(CommandKind.Quantity, quantity),
            ("1H", { } badge) => new Command(CommandKind.Badge, badge),
            _ => null,
        };
    }

    // What stands before "CMD:", where it can be a site's prefix at all.
    private static string? Prefix(string text)
    {
        var at = text.IndexOf(Mark, StringComparison.Ordinal);
        return at is < 0 or > MostPrefix || !text.AsSpan(0, at).ToString().All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.' or ':') ? null : text[..at];
    }

    private static Command Word(string whole, string word)
    {
        if (word.StartsWith(OfReason, StringComparison.Ordinal) && Reasons.ByCode.TryGetValue(word[OfReason.Length..], out var reason)) return new Command(CommandKind.Reason, reason);
        if (word.StartsWith(OfReturn, StringComparison.Ordinal) && word.Length - OfReturn.Length is > 0 and <= MostNumber && word.All(letter => letter is > ' ' and < '\x7f'))
            return new Command(CommandKind.ReturnNumber, word[OfReturn.Length..]);
        return new Command(word switch
        {
            "DONE" => CommandKind.Done,
            "NOTFOUND" => CommandKind.NotFound,
            "CLOSE" => CommandKind.Close,
            "UNDO" => CommandKind.Undo,
            "EMPTIED" => CommandKind.Emptied,
            "SCRAP" => CommandKind.Scrap,
            "UNPACK" => CommandKind.Unpack,
            "RETURN" => CommandKind.Return,
            "REPRINT" => CommandKind.Reprint,
            "REMOVE" => CommandKind.Remove,
            "HOLD" => CommandKind.Hold,
            "RELEASE" => CommandKind.Release,
            "SAMPLE" => CommandKind.Sample,
            _ => CommandKind.Unknown,
        }, whole);
    }

    /// <summary>Whether the station awaits it; another station's command is refused there, never half understood.</summary>
    public bool IsAwaitedBy(StationKind station, ReaderState reader) => Kind switch
    {
        CommandKind.PurchaseOrder => station == StationKind.Receiving,
        CommandKind.WorkOrder => station is StationKind.Pick or StationKind.Consume or StationKind.Produce,
        CommandKind.ShippingOrder => station is StationKind.Pick or StationKind.Shipping or StationKind.Returns,
        CommandKind.ReturnNumber => station == StationKind.Returns,
        CommandKind.Place => station is StationKind.Transfer or StationKind.Count or StationKind.Quality || reader.Action?.Kind == CommandKind.Return,
        CommandKind.Quantity => station is not (StationKind.Pack or StationKind.Shipping),
        CommandKind.Done => station is StationKind.Pack or StationKind.Shipping or StationKind.Count or StationKind.Returns or StationKind.Quality or StationKind.Assemble or StationKind.Relabel
            || reader.Action is not null,
        CommandKind.NotFound => station == StationKind.Pick,
        CommandKind.Close => station is StationKind.Consume or StationKind.Produce,
        CommandKind.Return => station == StationKind.Consume,
        CommandKind.Emptied => station is StationKind.Consume or StationKind.Quality,
        CommandKind.Scrap => station is StationKind.Consume or StationKind.Produce or StationKind.Quality,
        CommandKind.Unpack => station == StationKind.Pack,
        CommandKind.Reprint => station == StationKind.Relabel,
        CommandKind.Remove => station == StationKind.Assemble,
        CommandKind.Hold or CommandKind.Release or CommandKind.Sample => station == StationKind.Quality,
        CommandKind.Reason => reader.Action is not null || reader.Blocked is not null || station == StationKind.Shipping && reader.Authoriser is not null,
        CommandKind.Badge or CommandKind.Undo => true,
        _ => false,
    };
}

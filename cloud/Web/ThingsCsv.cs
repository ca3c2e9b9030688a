using System.Text;

namespace Traceability.Cloud.Web;

/// <summary>The things of an answer as RFC 4180 text. A cell that a spreadsheet would take for a formula begins with an apostrophe.</summary>
internal static class ThingsCsv
{
    private static readonly string[] Head = ["id", "kind", "item", "name", "class", "reason", "depth", "state", "location", "container", "order", "onHand", "uom"];

    public static async Task WriteAsync(HttpResponse response, TraceView view)
    {
        response.ContentType = "text/csv; charset=utf-8";
        response.Headers.ContentDisposition = "attachment; filename=\"trace.csv\"";
        await using var body = new StreamWriter(response.Body, new UTF8Encoding(false)) { NewLine = "\r\n" };
        await body.WriteLineAsync(string.Join(',', Head));
        foreach (var row in view.Listed)
            await body.WriteLineAsync(string.Join(',', new[]
            {
                row.Uri, row.Kind, row.Item, row.Name, row.ClassWord, row.Reason, $"{row.Depth}", row.State, row.Where.Location, row.Where.Container, row.Where.Shipment, $"{row.Left}", row.Left is null ? "" : row.Uom,
            }.Select(Cell)));
    }

    internal static string Cell(string? text)
    {
        if (string.IsNullOrEmpty(text)) return "";
        // What comes after blanks counts too: spreadsheets trim before they look for a formula.
        var first = text.TrimStart(' ');
        var safe = first.Length > 0 && first[0] is '=' or '+' or '-' or '@' or '\t' or '\r' ? "'" + text : text;
        return safe.AsSpan().IndexOfAny("\",\r\n'") >= 0 ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }
}

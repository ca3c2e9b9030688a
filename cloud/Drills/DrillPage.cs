using System.Globalization;
using System.Net;
using System.Text;
using Traceability.Cloud.Web;
using Traceability.Plant;

namespace Traceability.Cloud.Drills;

/// <summary>A drill on paper: one page without navigation, in the plant's time, for the folder that an auditor opens.</summary>
internal static class DrillPage
{
    public static string Of(DrillReport drill, PlantModel plant)
    {
        var clock = new PlantClock(plant);
        var page = new StringBuilder("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">");
        page.Append(CultureInfo.InvariantCulture, $"<title>Drill {drill.Id}, plant {Text(plant.Code)}</title></head><body>");
        page.Append(CultureInfo.InvariantCulture, $"<h1>Traceability drill {drill.Id}</h1><p>Plant {Text(plant.Code)}, {Text(clock.Second(drill.Started))} ({Text(clock.Zone)}), {Text(drill.Asked.ToString())}: {drill.State}.</p>");
        page.Append(CultureInfo.InvariantCulture, $"<p>{drill.Answered} of {drill.Checked} answered all five questions ({drill.Score ?? 0}&nbsp;%); {drill.ClosedBalances} balances closed; {drill.Links} links checked in {drill.Seconds} seconds.</p>");
        foreach (var said in drill.Warnings.Prepend(drill.Note).OfType<string>()) page.Append(CultureInfo.InvariantCulture, $"<p>{Text(said)}</p>");
        page.Append("<table border=\"1\"><thead><tr><th>Thing</th><th>Supplier, received</th><th>Runs</th><th>Finished goods</th><th>Customers, orders</th><th>Accounted</th><th>Gaps</th></tr></thead><tbody>");
        foreach (var thing in drill.Things)
            page.Append(CultureInfo.InvariantCulture, $"<tr><td>{Text(thing.Name)}</td>")
                .Append(Cell(thing.Origins.Select(o => $"{o.Supplier ?? "?"} {clock.Minute(o.Received)} {o.Order} ({o.Lot})"))).Append(Cell(thing.Runs))
                .Append(Cell(thing.Finished.Select(f => $"{f.Item}: {f.Confirmed} confirmed, {f.Possible} possible")))
                .Append(Cell(thing.Customers.Select(c => $"{c.Customer}: {c.Things} ({string.Join(", ", c.Orders)})")))
                .Append(Cell(thing.AccountedPercent is { } percent ? [$"{percent.ToString(CultureInfo.InvariantCulture)} %"] : [])).Append(Cell(thing.Gaps.Select(g => g.Sentence))).Append("</tr>");
        return page.Append("</tbody></table></body></html>").ToString();
    }

    private static string Cell(IEnumerable<string> lines) => $"<td>{string.Join("<br>", lines.Select(Text))}</td>";

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}

using Microsoft.Playwright;

namespace Traceability.Tests.Browser;

/// <summary>One open page. At its end it must have asked only our host, and neither it nor its console may have complained.</summary>
public sealed class Visit : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly List<string> _faults = [];
    private readonly string _address;

    public Visit(IBrowserContext context, IPage page, string address)
    {
        (_context, Page, _address) = (context, page, address);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning") Fault($"console {message.Type}: {message.Text}");
        };
        page.PageError += (_, error) => Fault($"page error: {error}");
        page.Dialog += (_, dialog) => Fault($"dialog: {dialog.Message}");
        page.RequestFailed += (_, request) =>
        {
            // A stream of events ends when its page is left; everything else must arrive.
            if (!request.Url.EndsWith("/api/v1/lights", StringComparison.Ordinal)) Fault($"failed: {request.Url} {request.Failure}");
        };
        context.Request += (_, request) =>
        {
            Requests.Add(request.Url);
            if (!request.Url.StartsWith(_address, StringComparison.Ordinal)) Fault($"another host: {request.Url}");
        };
    }

    public IPage Page { get; }
    public List<string> Requests { get; } = [];


    private void Fault(string text)
    {
        lock (_faults) _faults.Add(text);
    }

    public ILocator At(string selector) => Page.Locator(selector);

    public async Task PhotographAsync(string file, bool whole = true) =>
        await Page.ScreenshotAsync(new PageScreenshotOptions { Path = Artifacts.Path(file), FullPage = whole });

    public void Check(params string[] forgiven)
    {
        lock (_faults) Assert.DoesNotContain(_faults, f => !forgiven.Any(f.Contains));
    }

    public async ValueTask DisposeAsync() => await _context.CloseAsync();
}

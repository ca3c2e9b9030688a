using System.Net;

namespace Traceability.Edge.Screen;

/// <summary>
/// What a browser may do with our answers, and which requests we answer (trust.md sections 2 and 4). There is no sign-in at a
/// panel, so a page of another site must not be able to press its buttons: only requests to this machine by its own name or
/// address are taken (a foreign name that resolves here is not), and changes only from our own pages or from no browser at all.
/// </summary>
internal sealed class ScreenGuard(IPEndPoint? screen)
{
    public const string Policy = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'; require-trusted-types-for 'script'";

    public Task Check(HttpContext context, Func<Task> next)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers.CacheControl = "no-store";
        if (Refusal(context) is not var (status, reason)) return next();
        context.Response.StatusCode = status;
        return context.Response.WriteAsync(reason);
    }

    private (int Status, string Reason)? Refusal(HttpContext context)
    {
        var request = context.Request;
        if (!IsOurName(request.Host.Host)) return (StatusCodes.Status421MisdirectedRequest, "Ask this machine by its own name or address.");
        // What technicians ask stays on the machine, whoever may reach the screen.
        if (screen is not null && context.Connection.LocalPort == screen.Port && !IPAddress.IsLoopback(context.Connection.RemoteIpAddress ?? IPAddress.None)
            && (request.Path.StartsWithSegments("/state") || request.Path.StartsWithSegments("/healthz")))
            return (StatusCodes.Status404NotFound, "Only on the gateway itself.");
        return HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || IsFromHere(request) ? null
            : (StatusCodes.Status403Forbidden, "Only this gateway's own pages may do that.");
    }

    private static bool IsOurName(string host) => IPAddress.TryParse(host.Trim('[', ']'), out _) || host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || host.Split('.')[0].Equals(Environment.MachineName.Split('.')[0], StringComparison.OrdinalIgnoreCase);

    private static bool IsFromHere(HttpRequest request)
    {
        if (request.Headers["Sec-Fetch-Site"].ToString() is { Length: > 0 } site && site != "same-origin") return false;
        return request.Headers.Origin.ToString() is not { Length: > 0 } origin || origin.Equals($"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);
    }
}

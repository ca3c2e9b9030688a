namespace Traceability.Cloud.Web;

/// <summary>
/// What a browser may do with our answers (trust.md section 4): only what comes from this host, nothing inline, in nobody's
/// frame. It stands on every answer, so that a new route cannot forget it.
/// </summary>
internal static class SecurityHeaders
{
    public const string Policy = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'; require-trusted-types-for 'script'";

    public static Task Add(HttpContext context, Func<Task> next)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers.CacheControl = "no-cache";
        return next();
    }
}

using System.Globalization;

namespace Traceability.Cloud.Capture;

/// <summary>What this server speaks and how much it takes at once, in the standard's headers (EPCIS 2.0 section 12.4), and refusals as answers.</summary>
internal static class Discovery
{
    private const string Version = "2.0.0";

    public static void Map(RouteGroupBuilder epcis)
    {
        Options(epcis, "", "OPTIONS");
        Options(epcis, "/capture", "GET, OPTIONS, POST");
        Options(epcis, "/capture/{captureID}", "GET, OPTIONS");
        Options(epcis, "/events", "OPTIONS, POST");
        Options(epcis, "/events/{*eventID}", "GET, OPTIONS");
    }

    /// <summary>Around every call: the versions in the answer, a version asked for that is not spoken refused, refusals as problem details.</summary>
    public static async ValueTask<object?> Answer(EndpointFilterInvocationContext call, EndpointFilterDelegate next)
    {
        var headers = call.HttpContext.Response.Headers;
        headers["GS1-EPCIS-Version"] = Version;
        headers["GS1-CBV-Version"] = Version;
        try
        {
            foreach (var name in (string[])["GS1-EPCIS-Version", "GS1-CBV-Version"])
                if (call.HttpContext.Request.Headers[name].ToString() is { Length: > 0 } asked && asked != "2" && !asked.StartsWith("2.", StringComparison.Ordinal))
                    throw new EpcisRefusedException(new("epcisException:NotAcceptableException", "Not a version that is spoken here", 406,
                        $"{name} is '{asked}'; {Version} is spoken here."));
            return await next(call);
        }
        catch (EpcisRefusedException refused)
        {
            return refused.Problem.Result();
        }
    }

    private static void Options(RouteGroupBuilder epcis, string path, string allowed) => epcis.MapMethods(path, ["OPTIONS"], (HttpContext http) =>
    {
        var headers = http.Response.Headers;
        headers.Allow = allowed;
        foreach (var name in (string[])["GS1-EPCIS-Min", "GS1-EPCIS-Max", "GS1-CBV-Min", "GS1-CBV-Max"]) headers[name] = Version;
        headers["GS1-EPCIS-Capture-Limit"] = CaptureDocument.MaxEvents.ToString(CultureInfo.InvariantCulture);
        headers["GS1-EPCIS-Capture-File-Size-Limit"] = CaptureDocument.MaxBytes.ToString(CultureInfo.InvariantCulture);
        return Results.NoContent();
    }).ExcludeFromDescription();
}

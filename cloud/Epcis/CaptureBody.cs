using System.Net.Http.Headers;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Traceability.Epcis;

namespace Traceability.Cloud.Capture;

/// <summary>Takes bodies in: JSON only, at most 10 MB each, and few at a time, so that memory has a bound however many partners send.</summary>
internal sealed class CaptureBody : IDisposable
{
    private const int AtOnce = 8;

    // Whoever sends more slowly than this holds a place that others wait for.
    private static readonly MinDataRate Pace = new(bytesPerSecond: 50_000, gracePeriod: TimeSpan.FromSeconds(10));

    private readonly SemaphoreSlim _places = new(AtOnce);

    /// <summary>The whole body, checked while its place is held.</summary>
    public async Task<byte[]> ReadAsync(HttpContext http, Func<byte[], object> check)
    {
        var request = http.Request;
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || type.MediaType is not ("application/json" or "application/ld+json"))
            throw new EpcisRefusedException(new("epcisException:UnsupportedMediaTypeException", "Not a form that is taken here", 415,
                $"Content-Type is '{request.ContentType}'; application/json or application/ld+json is expected. XML is not taken."));
        if (type.CharSet is { } charset && !charset.Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase))
            throw new EpcisRefusedException(EpcisProblem.Invalid($"The charset is '{charset}'; send UTF-8."));
        if (request.Headers.ContentEncoding.Count > 0)
            throw new EpcisRefusedException(EpcisProblem.Invalid("The body is compressed; send it plain."));
        await _places.WaitAsync(http.RequestAborted);
        try
        {
            var body = await AllAsync(http);
            check(body);
            return body;
        }
        catch (EventFormatException fault)
        {
            throw new EpcisRefusedException(EpcisProblem.Of(fault, "Nothing was stored."));
        }
        finally
        {
            _places.Release();
        }
    }

    private static async Task<byte[]> AllAsync(HttpContext http)
    {
        if (http.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate) rate.MinDataRate = Pace;
        if (http.Request.ContentLength > CaptureDocument.MaxBytes) throw TooLarge();
        using var buffer = new MemoryStream();
        var chunk = new byte[65_536];
        while (await http.Request.Body.ReadAsync(chunk, http.RequestAborted) is > 0 and var read)
        {
            if (buffer.Length + read > CaptureDocument.MaxBytes) throw TooLarge();
            buffer.Write(chunk, 0, read);
        }
        return buffer.ToArray();
    }

    private static EpcisRefusedException TooLarge() => new(EpcisProblem.TooLarge($"The body is larger than {CaptureDocument.MaxBytes} bytes; send it in parts."));

    public void Dispose() => _places.Dispose();
}

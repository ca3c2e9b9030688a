using System.Net.Http.Headers;
using Traceability.Epcis;

namespace Traceability.Cloud.Capture;

/// <summary>Takes bodies in: JSON only, at most 10 MB each, and few at a time, so that memory has a bound however many partners send.</summary>
internal sealed class CaptureBody : IDisposable
{
    private const int AtOnce = 4;

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
            using var buffer = new MemoryStream((int)Math.Min(request.ContentLength ?? 0, CaptureDocument.MaxBytes));
            await request.Body.CopyToAsync(buffer, http.RequestAborted);
            var body = buffer.ToArray();
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

    public void Dispose() => _places.Dispose();
}

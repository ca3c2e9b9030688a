using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace Traceability.Tests.Delivery.EventHubs;

/// <summary>Who may do what on one connection: the tokens that were put there, each signed with the hub's key and good for a resource and a time.</summary>
internal sealed class HubGuard(string keyName, string key)
{
    private readonly ConcurrentDictionary<string, DateTimeOffset> _granted = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Takes a token; null, or why it is refused.</summary>
    public string? Take(string token)
    {
        const string prefix = "SharedAccessSignature ";
        if (!token.StartsWith(prefix, StringComparison.Ordinal)) return "The token is no shared access signature.";
        var parts = token[prefix.Length..].Split('&').Select(p => p.Split('=', 2)).ToDictionary(p => p[0], p => p[1], StringComparer.Ordinal);
        var signed = HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes($"{parts["sr"]}\n{parts["se"]}"));
        if (parts["skn"] != keyName || WebUtility.UrlDecode(parts["sig"]) != Convert.ToBase64String(signed))
            return "InvalidSignature: The token has an invalid signature.";
        var until = DateTimeOffset.FromUnixTimeSeconds(long.Parse(parts["se"], CultureInfo.InvariantCulture));
        if (until < TimeProvider.System.GetUtcNow()) return "ExpiredToken: The token is expired.";
        _granted[Path(WebUtility.UrlDecode(parts["sr"]))] = until;
        return null;
    }

    public bool Allows(string address) =>
        _granted.Any(g => (address + "/").StartsWith(g.Key + "/", StringComparison.OrdinalIgnoreCase) && g.Value >= TimeProvider.System.GetUtcNow());

    private static string Path(string resource) => new Uri(resource).AbsolutePath.Trim('/');
}

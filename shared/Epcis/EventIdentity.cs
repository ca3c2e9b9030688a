using System.Security.Cryptography;
using System.Text;

namespace Traceability.Epcis;

/// <summary>The eventID of a gateway's event: a UUID version 8 (RFC 9562 section 5.8) from SHA-256 of gateway, epoch and number.</summary>
public static class EventIdentity
{
    public static string Of(string gateway, string epoch, long number)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{gateway}\n{epoch}\n{number}"), hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return $"urn:uuid:{new Guid(hash[..16], bigEndian: true)}";
    }
}

using System.Text;

namespace Traceability.Edge.Devices.Linux;

/// <summary>What a USB device calls itself. Its maker, or whoever plugged it in, chose the bytes: they reach screens and logs as one line or not at all.</summary>
internal static class DeviceName
{
    /// <summary>The path, and in brackets the name that the kernel answered with, if it gave one.</summary>
    public static string Of(string path, ReadOnlySpan<byte> answer, int length)
    {
        if (length <= 0) return path;
        var name = Encoding.UTF8.GetString(answer[..Math.Min(length, answer.Length)]).TrimEnd('\0');
        return $"{path} ({PlainLine.Of(name)})";
    }
}

namespace Traceability.Cloud.Ingest;

/// <summary>
/// Where the log is and how one gets in: either a connection string, which is a secret and comes by environment or file only, or a host to which
/// this process proves its identity. No record, so that nothing prints it whole by accident.
/// </summary>
public sealed class EventLogSettings
{
    private const string Prefix = "EVENT_HUBS_";

    public string? ConnectionString { get; private init; }
    public string? Host { get; private init; }
    public required string Hub { get; init; }
    public required string ConsumerGroup { get; init; }

    public const string Usage = """
          settings of eventhubs, by environment only:
          EVENT_HUBS_HUB                     the hub's name (default: events)
          EVENT_HUBS_CONSUMER_GROUP          who reads (default: $Default)
          EVENT_HUBS_CONNECTION_STRING_FILE  file with the connection string, or EVENT_HUBS_CONNECTION_STRING itself; or, without any secret,
          EVENT_HUBS_HOST                    NAMESPACE.servicebus.windows.net with the Entra identity of this process (AZURE_CLIENT_ID …)
        """;

    /// <exception cref="LogException">Which setting is missing, or contradicts another.</exception>
    public static EventLogSettings Read(Func<string, string?> environment)
    {
        string? Of(string name) => environment(Prefix + name) is { } text && text.Trim() is { Length: > 0 } value ? value : null;
        var (inline, file, host) = (Of("CONNECTION_STRING"), Of("CONNECTION_STRING_FILE"), Of("HOST"));
        if (new[] { inline, file, host }.Count(s => s is not null) != 1)
            throw new LogException($"Give one of {Prefix}HOST, {Prefix}CONNECTION_STRING_FILE and {Prefix}CONNECTION_STRING in the environment, and only one.");
        if (host is not null && Uri.CheckHostName(host) == UriHostNameType.Unknown)
            throw new LogException($"{Prefix}HOST is '{host}'; a host name is expected, for example NAMESPACE.servicebus.windows.net.");
        return new EventLogSettings
        {
            ConnectionString = inline ?? (file is null ? null : FromFile(file)),
            Host = host,
            Hub = Of("HUB") ?? "events",
            ConsumerGroup = Of("CONSUMER_GROUP") ?? "$Default",
        };
    }

    private static string FromFile(string file)
    {
        try
        {
            return File.ReadAllText(file).Trim() is { Length: > 0 } text ? text : throw new LogException($"{file} is empty; {Prefix}CONNECTION_STRING_FILE names it.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LogException($"{file} cannot be read ({Prefix}CONNECTION_STRING_FILE): {e.Message}");
        }
    }
}

namespace Traceability.Messaging;

/// <summary>A topic of ours taken apart: the part below the plant, and the gateway where the topic belongs to one.</summary>
public readonly record struct TopicName(string? Gateway, string Leaf);

/// <summary>The topics of one plant, lt/1/{plant}/… (edge.md section 6). Plant and gateway codes are checked here, so that no code can leave its level.</summary>
public sealed class Topics
{
    private readonly string _root;

    public Topics(string plant)
    {
        Plant = Checked(plant);
        _root = $"lt/1/{Plant}/";
    }

    public string Plant { get; }
    public string Holds => _root + "holds";

    /// <summary>The cloud's own birth and will; it tells gateways whether a missing mark means anything.</summary>
    public string CloudState => _root + "cloud/state";
    public string CloudWant => _root + "cloud/want";

    public string Of(string gateway, string leaf) => $"{_root}gateway/{Checked(gateway)}/{leaf}";

    /// <summary>A filter over all gateways.</summary>
    public string All(string leaf) => $"{_root}gateway/+/{leaf}";

    public string AllFaces => _root + "face/#";

    public string Face(string location) => $"{_root}face/{Checked(location)}";

    /// <summary>The location of a face's topic; null where it is another.</summary>
    public string? LocationOf(string topic) =>
        topic.StartsWith(_root + "face/", StringComparison.Ordinal) && topic[(_root.Length + "face/".Length)..] is var location && IsCode(location) ? location : null;

    /// <summary>Null where the topic is not one of this plant's.</summary>
    public TopicName? Parse(string topic)
    {
        if (!topic.StartsWith(_root, StringComparison.Ordinal)) return null;
        var parts = topic[_root.Length..].Split('/');
        if (parts is ["gateway", var gateway, var leaf]) return IsCode(gateway) ? new TopicName(gateway, leaf) : null;
        return new TopicName(null, topic[_root.Length..]);
    }

    /// <summary>A code that fits one topic level: 1 to 64 characters without separators, wildcards or controls.</summary>
    public static bool IsCode(string code)
    {
        if (code.Length is 0 or > 64 || code[0] == '$') return false;
        foreach (var c in code)
            if (c is '/' or '+' or '#' || char.IsControl(c) || char.IsSurrogate(c))
                return false;
        return true;
    }

    private static string Checked(string code) =>
        IsCode(code) ? code : throw new ArgumentException($"'{code}' cannot be a level of a topic: 1 to 64 characters, none of / + # or controls.", nameof(code));
}

using System.Text;
using System.Text.Json;

namespace Traceability.Plant;

/// <summary>A JSON value that remembers the line it stands on, so that a refusal can name it.</summary>
internal sealed class JsonLine
{
    public required int Line { get; init; }
    public JsonTokenType Kind { get; init; }
    public string Text { get; init; } = "";
    public Dictionary<string, JsonLine> Members { get; } = new(StringComparer.Ordinal);
    public List<JsonLine> Entries { get; } = [];

    /// <exception cref="PlantFormatException">Where the text stops being JSON, or names a member twice.</exception>
    public static JsonLine Parse(ReadOnlySpan<byte> utf8)
    {
        if (utf8.StartsWith(Encoding.UTF8.Preamble)) utf8 = utf8[3..];
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = 64 });
        var lines = new LineCounter();
        try
        {
            reader.Read();
            var root = ParseValue(ref reader, utf8, lines);
            reader.Read();
            return root;
        }
        catch (JsonException e)
        {
            var line = (int)(e.LineNumber ?? 0) + 1;
            throw new PlantFormatException([new PlantProblem(line, "", $"is no valid JSON: {Sentence(e.Message)}")]);
        }
    }

    private static JsonLine ParseValue(ref Utf8JsonReader reader, ReadOnlySpan<byte> utf8, LineCounter lines)
    {
        var line = lines.At(utf8, (int)reader.TokenStartIndex);
        var text = reader.TokenType == JsonTokenType.String ? reader.GetString()! : Encoding.UTF8.GetString(reader.ValueSpan);
        var value = new JsonLine { Line = line, Kind = reader.TokenType, Text = text };
        if (reader.TokenType == JsonTokenType.StartObject)
            while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
            {
                var name = reader.GetString()!;
                var nameLine = lines.At(utf8, (int)reader.TokenStartIndex);
                reader.Read();
                if (!value.Members.TryAdd(name, ParseValue(ref reader, utf8, lines)))
                    throw new PlantFormatException([new PlantProblem(nameLine, name, "stands twice in the same object")]);
            }
        else if (reader.TokenType == JsonTokenType.StartArray)
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                value.Entries.Add(ParseValue(ref reader, utf8, lines));
        return value;
    }

    // The parser's own sentence ends in its zero-based position; ours is said by the problem.
    private static string Sentence(string message)
    {
        var cut = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return cut < 0 ? message : message[..cut];
    }

    /// <summary>Counts lines forward once; tokens come in order.</summary>
    private sealed class LineCounter
    {
        private int _offset;
        private int _line = 1;

        public int At(ReadOnlySpan<byte> utf8, int offset)
        {
            for (; _offset < offset; _offset++)
                if (utf8[_offset] == '\n') _line++;
            return _line;
        }
    }
}

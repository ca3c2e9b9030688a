namespace Traceability.Plant;

/// <summary>One fault of a plant.json: the line, the member and what to do about it.</summary>
public sealed record PlantProblem(int Line, string Member, string Text)
{
    public override string ToString() => Member.Length == 0 ? $"line {Line}: {Text}" : $"line {Line}: {Member} {Text}";
}

/// <summary>A plant.json that cannot be used. Nothing of it is imported.</summary>
public sealed class PlantFormatException(IReadOnlyList<PlantProblem> problems) : Exception(string.Join('\n', problems))
{
    public IReadOnlyList<PlantProblem> Problems { get; } = problems;
}

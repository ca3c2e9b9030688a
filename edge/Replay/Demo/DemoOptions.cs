namespace Traceability.Edge.Replay;

/// <summary>What deploy/demo.sh was asked for. Ports: the cloud's, the broker's + 1, gateways from + 2.</summary>
public sealed record DemoOptions
{
    public required string PlantPath { get; init; }
    public required string CloudProgram { get; init; }
    public required string Speed { get; init; }
    public required int Port { get; init; }
    public string? DataFolder { get; init; }
    public bool Fresh { get; init; }
    public bool Once { get; init; }
    public bool Verify { get; init; }
}

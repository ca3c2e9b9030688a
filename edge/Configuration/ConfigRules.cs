using Traceability.Messaging;
using Traceability.Plant;

namespace Traceability.Edge.Configuration;

/// <summary>The plant file that a gateway runs with: as read, and its bytes.</summary>
public sealed record ActiveConfig(PlantModel Plant, byte[] Bytes);

/// <summary>What becomes of a configuration from the cloud: the new one, or why not; neither where it is the one that runs already.</summary>
public sealed record ConfigVerdict(ActiveConfig? Accepted, string? Refusal);

/// <summary>
/// Whether a gateway goes over to a configuration (edge.md section 6): only to a newer one of the same plant that is valid as a whole and in which
/// this gateway still has its stations, with drivers that this build knows. Everything else is refused with its reason, and the old one stays.
/// </summary>
public static class ConfigRules
{
    private const int MostProblems = 5;

    /// <param name="payload">As it came from the broker.</param>
    /// <param name="active">What the gateway runs with.</param>
    /// <param name="gateway">This gateway's code.</param>
    /// <param name="whyNot">What stands against running with a plant that is valid; null where nothing does.</param>
    public static ConfigVerdict Judge(ReadOnlySpan<byte> payload, ActiveConfig active, string gateway, Func<PlantModel, string?> whyNot)
    {
        try
        {
            var config = ConfigCodec.Decode(payload);
            var bytes = config.Plant;
            if (config.Revision == active.Plant.Revision && bytes.AsSpan().SequenceEqual(active.Bytes)) return new ConfigVerdict(null, null);
            return Fault(config, bytes, active, gateway, whyNot, out var plant) is { } fault ? new ConfigVerdict(null, $"revision {config.Revision} is refused: {fault}")
                : new ConfigVerdict(new ActiveConfig(plant!, bytes), null);
        }
        catch (MessageFormatException e)
        {
            return new ConfigVerdict(null, $"a configuration is refused: {e.Message}");
        }
    }

    private static string? Fault(GatewayConfig config, byte[] bytes, ActiveConfig active, string gateway, Func<PlantModel, string?> whyNot, out PlantModel? plant)
    {
        plant = null;
        if (config.Revision < active.Plant.Revision) return $"it is older than revision {active.Plant.Revision}, which runs";
        if (config.Revision == active.Plant.Revision) return "it is the revision that runs, with another content: give a change a higher revision";
        try
        {
            plant = PlantFile.Read(bytes);
        }
        catch (PlantFormatException e)
        {
            var more = e.Problems.Count > MostProblems ? $"; and {e.Problems.Count - MostProblems} more" : "";
            return $"its plant is not valid: {string.Join("; ", e.Problems.Take(MostProblems))}{more}";
        }
        if (plant.Revision != config.Revision) return $"its plant says that it is revision {plant.Revision}";
        if (plant.Code != active.Plant.Code) return $"it is of plant {plant.Code}, this gateway is of {active.Plant.Code}";
        return plant.Gateways.Contains(gateway, StringComparer.Ordinal) ? whyNot(plant) : $"gateway {gateway} has no station in it";
    }
}

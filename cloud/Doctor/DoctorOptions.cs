using Traceability.Checks;

namespace Traceability.Cloud.Doctor;

/// <summary>What is looked at: a service as it would be started. Time and room are asked through what a test can replace.</summary>
internal sealed record DoctorOptions
{
    public required ServeCommand Serve { get; init; }

    /// <summary>The broker's list of revoked certificates, where it is on this machine.</summary>
    public string? RevokedList { get; init; }
    public TimeProvider Time { get; init; } = TimeProvider.System;
    public Func<string, (long Free, long Total)> Space { get; init; } = DiskChecks.SpaceOf;
}

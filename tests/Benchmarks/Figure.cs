namespace Traceability.Tests.Benchmarks;

/// <summary>One measured figure beside what the machine could do at best in the same run, and the aim where there is one.</summary>
public sealed record Figure(string Name, double Value, string Unit, double? Yardstick, string? YardstickName, double? Aim, bool? AimMet);

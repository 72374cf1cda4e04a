namespace AIoT.Embedded.Gateway.Fusion;

/// <summary>Health by what it is judged by, each 0..100.</summary>
/// <param name="Fault">100 without evidence of a fault, 85, 60 and 30 at the thresholds warningOff, warningOn and alarmOn, 0 with certainty.</param>
/// <param name="Vibration">100 at rest, 85 at the A/B limit, 60 at B/C, 30 at C/D, 0 at twice that.</param>
/// <param name="Drift">100 at the learned level, 60 when drift is called, 40 at twice that.</param>
public sealed record HealthParts(double Fault, double Vibration, double Drift);

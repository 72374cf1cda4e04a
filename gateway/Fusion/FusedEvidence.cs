namespace AIoT.Embedded.Gateway.Fusion;

/// <summary>What the sensors amount to together.</summary>
/// <param name="Fault">0..1.</param>
/// <param name="Velocity">Highest of the sensors that can be judged, mm/s.</param>
/// <param name="Drift">Highest of the sensors that can be judged; 1 is drift.</param>
/// <param name="Health">0..100, the lowest part.</param>
public readonly record struct FusedEvidence(
    double Fault, double Velocity, string VelocitySensor, double Drift, string DriftSensor, HealthParts Parts, double Health);

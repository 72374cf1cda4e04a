namespace AIoT.Embedded.Gateway.Fusion;

/// <summary>What one sensor brings to its machine's fusion.</summary>
/// <param name="Weight">How much it counts, 0..1.</param>
/// <param name="Fault">Evidence of any fault, 0..1.</param>
/// <param name="Velocity">Averaged velocity RMS, mm/s, not negative.</param>
/// <param name="Drift">CUSUM over its limit: 1 is drift.</param>
public readonly record struct SensorShare(string Sensor, double Weight, double Fault, double Velocity, double Drift);

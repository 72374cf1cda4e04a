namespace AIoT.Embedded.Gateway.Fusion;

/// <summary>What a machine's evidence amounts to at one moment. While it is not <see cref="IsKnown"/>, no figure of it is one to show: <see cref="MachineFigures"/>.</summary>
/// <param name="Fault">Evidence of any fault, 0..1.</param>
/// <param name="Class">The likeliest fault; empty: the models name none.</param>
/// <param name="ClassSensor">The sensor that says so most.</param>
/// <param name="Classes">Fused probability of each class.</param>
/// <param name="Velocity">Highest averaged velocity RMS of the sensors that can be judged, mm/s.</param>
/// <param name="VelocitySensor">The sensor that measures it.</param>
/// <param name="Zone">ISO zone after hysteresis.</param>
/// <param name="Drift">Highest CUSUM over its limit: 1 is drift.</param>
/// <param name="DriftSensor">The sensor that drifts most.</param>
/// <param name="Weights">Weight of each sensor, 0..1, with the reasons.</param>
/// <param name="Health">0..100, the lowest part.</param>
/// <param name="Parts">Health by fault, vibration, drift, each 0..100.</param>
/// <param name="Confidence">Weight of the best sensor, 0..1.</param>
public sealed record Assessment(
    double Fault,
    string Class,
    string ClassSensor,
    IReadOnlyDictionary<string, double> Classes,
    double Velocity,
    string VelocitySensor,
    char Zone,
    double Drift,
    string DriftSensor,
    IReadOnlyDictionary<string, SensorWeight> Weights,
    double Health,
    HealthParts Parts,
    double Confidence)
{
    /// <summary>At least one sensor weighs enough to be judged by.</summary>
    public bool IsKnown => Confidence >= ReadingQuality.Usable;
}

namespace AIoT.Embedded.Boards.Virtual.Vibration.Simulation;

/// <summary>One resonance of the machine's structure between its bearing and the sensor.</summary>
/// <param name="FrequencyHz">Natural frequency, above 0 and below half the sampling rate.</param>
/// <param name="Damping">Damping ratio, 0.003 to 0.3.</param>
/// <param name="Gain">How strongly impacts and flow noise excite it, relative to the other modes.</param>
public sealed record StructuralMode(double FrequencyHz, double Damping, double Gain);

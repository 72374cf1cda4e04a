namespace AIoT.Embedded.Boards;

/// <summary>Supply current at 3.3 V of the processor without regulator, USB bridge, LEDs and sensor. 0 where nothing is drawn or known; the source says which.</summary>
/// <param name="ActiveMilliamperes">Running, radio off.</param>
/// <param name="RadioMilliamperes">Transmitting, peak; 0: no radio.</param>
/// <param name="SleepMicroamperes">In the sleep that a duty cycle uses (deep sleep with a timer).</param>
/// <param name="Source">Where the figures come from.</param>
public sealed record CurrentDraw(double ActiveMilliamperes, double RadioMilliamperes, double SleepMicroamperes, string Source);

namespace AIoT.Embedded.Hil.Calibration;

/// <summary>What a target took for a mix.</summary>
/// <param name="Name">The mix.</param>
/// <param name="Loops">How often its body ran.</param>
/// <param name="Microseconds">By the target's clock.</param>
public sealed record MixTiming(string Name, long Loops, long Microseconds)
{
    /// <summary>Nanoseconds a loop.</summary>
    public double Nanoseconds => 1000.0 * Microseconds / Loops;
}

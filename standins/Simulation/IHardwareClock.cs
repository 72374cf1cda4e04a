namespace AIoT.Embedded.Standins.Simulation;

/// <summary>The time of simulated hardware.</summary>
public interface IHardwareClock
{
    /// <summary>Microseconds since the hardware was switched on; never goes back.</summary>
    long Microseconds { get; }
}

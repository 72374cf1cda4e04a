using AIoT.Embedded.Boards.Virtual.Vibration.Bearings;

namespace AIoT.Embedded.Boards.Virtual.Vibration.Simulation;

/// <summary>How a fault comes over a machine in time: nothing before its onset, then growth by the same factor a second until it is full.</summary>
/// <param name="Fault">Where the bearing is damaged.</param>
/// <param name="OnsetSeconds">Machine time at which the damage begins to show.</param>
/// <param name="FullSeconds">Machine time at which it has grown to <paramref name="FullSeverity"/>; after the onset.</param>
/// <param name="FullSeverity">RMS of the impacts in g when fully grown.</param>
public sealed record FaultScenario(BearingFault Fault, double OnsetSeconds, double FullSeconds, double FullSeverity)
{
    /// <summary>A machine that stays healthy.</summary>
    public static FaultScenario Healthy { get; } = new(BearingFault.None, double.PositiveInfinity, double.PositiveInfinity, 0);

    /// <summary>The demo's fan: an outer-race fault that shows after 8 s and is full after 30 s.</summary>
    public static FaultScenario DevelopingOuterRace { get; } = new(BearingFault.Outer, 8, 30, 0.25);

    /// <summary>RMS of the impacts in g at a machine time in seconds; grows from 2 % of its full value.</summary>
    public double Severity(double seconds)
    {
        if (Fault == BearingFault.None || seconds < OnsetSeconds)
        {
            return 0;
        }

        double grown = Math.Min(1, (seconds - OnsetSeconds) / (FullSeconds - OnsetSeconds));
        return FullSeverity * Math.Pow(0.02, 1 - grown);
    }
}

using System.Diagnostics;

namespace AIoT.Embedded.Standins.Simulation;

/// <summary>The PC's time.</summary>
public sealed class SystemHardwareClock : IHardwareClock
{
    private readonly long _start = Stopwatch.GetTimestamp();

    /// <inheritdoc/>
    public long Microseconds => Stopwatch.GetElapsedTime(_start).Ticks / TimeSpan.TicksPerMicrosecond;
}

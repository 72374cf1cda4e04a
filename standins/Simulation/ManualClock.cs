namespace AIoT.Embedded.Standins.Simulation;

/// <summary>A clock that stands still until it is told to go on, for fast and repeatable tests.</summary>
public sealed class ManualClock : IHardwareClock
{
    private long _microseconds;

    /// <inheritdoc/>
    public long Microseconds => Interlocked.Read(ref _microseconds);

    /// <summary>Lets time pass.</summary>
    public void Advance(long microseconds)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(microseconds);
        Interlocked.Add(ref _microseconds, microseconds);
    }
}

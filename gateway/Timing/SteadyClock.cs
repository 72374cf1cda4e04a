namespace AIoT.Embedded.Gateway.Timing;

/// <summary>
/// Milliseconds for deadlines: UTC as it was when this was made, and what has passed since. When somebody sets the clock (the network does, minutes after
/// the start of a machine that keeps no time of its own) no deadline moves.
/// </summary>
public sealed class SteadyClock(TimeProvider time)
{
    private readonly long _startMs = time.GetUtcNow().ToUnixTimeMilliseconds();
    private readonly long _start = time.GetTimestamp();

    public long NowMs => _startMs + (long)time.GetElapsedTime(_start).TotalMilliseconds;
}

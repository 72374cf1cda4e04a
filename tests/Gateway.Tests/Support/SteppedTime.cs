namespace AIoT.Embedded.Gateway.Tests.Support;

/// <summary>A clock that stands until it is told to go on.</summary>
public sealed class SteppedTime : TimeProvider
{
    private DateTimeOffset _now = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => _now;

    public override long GetTimestamp() => _now.UtcTicks;

    public void Advance(TimeSpan step) => _now += step;
}

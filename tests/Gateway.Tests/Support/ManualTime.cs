namespace AIoT.Embedded.Gateway.Tests.Support;

/// <summary>A clock that goes when told to, and that can be set.</summary>
public sealed class ManualTime(DateTimeOffset? from = null) : TimeProvider
{
    private DateTimeOffset _now = from ?? new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private TimeSpan _passed = TimeSpan.FromHours(1);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public void Advance(TimeSpan by)
    {
        _now += by;
        _passed += by;
    }

    /// <summary>Somebody sets the clock: no time passes.</summary>
    public void Set(TimeSpan by) => _now += by;

    public override DateTimeOffset GetUtcNow() => _now;

    public override long GetTimestamp() => _passed.Ticks;
}

namespace AIoT.Embedded.Gateway.Tests.Support;

/// <summary>A clock that goes when told to.</summary>
public sealed class ManualTime(DateTimeOffset? from = null) : TimeProvider
{
    private DateTimeOffset _now = from ?? new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public void Advance(TimeSpan by) => _now += by;

    public override DateTimeOffset GetUtcNow() => _now;
}

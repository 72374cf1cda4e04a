using AIoT.Embedded.Gateway.Retention;

namespace AIoT.Embedded.Gateway.Tests.Retention;

public sealed class ClockWatchTests
{
    private readonly TwoClocks _clocks = new();

    [Fact]
    public void A_clock_that_jumps_ahead_throws_nothing_away_for_a_day()
    {
        var watch = new ClockWatch(_clocks, _clocks.Ms);
        for (int minute = 0; minute < 3000; minute++)
        {
            _clocks.Go(TimeSpan.FromMinutes(1));
            Assert.True(watch.IsSettled());
        }

        _clocks.Set(TimeSpan.FromDays(3650));
        Assert.False(watch.IsSettled());
        _clocks.Go(TimeSpan.FromHours(23));
        Assert.False(watch.IsSettled());
        _clocks.Go(TimeSpan.FromHours(1));
        Assert.True(watch.IsSettled());
    }

    [Fact]
    public void A_clock_that_is_set_back_or_a_little_ahead_changes_nothing()
    {
        var watch = new ClockWatch(_clocks, 0);
        _clocks.Set(TimeSpan.FromDays(-3650));
        Assert.True(watch.IsSettled());
        _clocks.Set(TimeSpan.FromHours(2));
        Assert.True(watch.IsSettled());
    }

    [Fact]
    public void After_a_long_absence_the_clock_is_waited_for_as_well()
    {
        var watch = new ClockWatch(_clocks, _clocks.Ms - (long)TimeSpan.FromDays(30).TotalMilliseconds);
        Assert.False(watch.IsSettled());
        _clocks.Go(TimeSpan.FromHours(24));
        Assert.True(watch.IsSettled());
        Assert.True(new ClockWatch(_clocks, _clocks.Ms - (long)TimeSpan.FromDays(2).TotalMilliseconds).IsSettled());
    }

    /// <summary>A clock on the wall, and one that nobody can set.</summary>
    private sealed class TwoClocks : TimeProvider
    {
        private DateTimeOffset _wall = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        private long _steady;

        public long Ms => _wall.ToUnixTimeMilliseconds();

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => _wall;

        public override long GetTimestamp() => _steady;

        public void Go(TimeSpan by)
        {
            _wall += by;
            _steady += by.Ticks;
        }

        public void Set(TimeSpan by) => _wall += by;
    }
}

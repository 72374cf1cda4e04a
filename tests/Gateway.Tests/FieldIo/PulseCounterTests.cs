using AIoT.Embedded.Gateway.FieldIo;
using AIoT.Embedded.Tests.Common;

namespace AIoT.Embedded.Gateway.Tests.FieldIo;

public sealed class PulseCounterTests
{
    private const long Second = 1_000_000;

    [Theory]
    [InlineData(60, 1)]
    [InlineData(1770, 1)]
    [InlineData(1770, 6)]
    [InlineData(30000, 1)]
    [InlineData(300, 60)]
    public void Speed_is_told_within_a_thousandth(double rpm, double pulses)
    {
        var counter = new PulseCounter(pulses, 0, Second);
        double period = 60 * Second / (rpm * pulses);
        long at = 0;
        for (int i = 0; i < 500; i++)
        {
            at = (long)Math.Round(i * period);
            counter.Pulse(at);
        }

        Assert.InRange(counter.Rpm(at)!.Value / rpm, 0.999, 1.001);
    }

    [Fact]
    public void Edges_at_one_tick_and_a_line_that_rings_without_end_give_no_endless_speed()
    {
        var counter = new PulseCounter(1, 0, Second);
        for (int i = 0; i < 1000; i++)
        {
            counter.Pulse(5);
        }

        Assert.Null(counter.Rpm(5));
        for (long at = 5; at < 500_000; at++)
        {
            counter.Pulse(at);
        }

        Assert.Equal(60.0 * Second, counter.Rpm(499_999)!.Value, 1);
        Assert.True(double.IsFinite(counter.Rpm(0)!.Value));
    }

    [Fact]
    public void Bouncing_contacts_are_counted_once()
    {
        var random = new Random(TestData.Seed);
        var counter = new PulseCounter(1, 2, Second);
        long at = 0;
        for (int i = 0; i < 200; i++)
        {
            at = i * 40_000L;
            counter.Pulse(at);
            long bounce = at;
            for (int n = random.Next(6); n > 0; n--)
            {
                bounce += random.Next(50, 300);
                counter.Pulse(bounce);
            }
        }

        Assert.True(counter.Pulses == 200, $"seed {TestData.Seed}: {counter.Pulses}");
        Assert.Equal(1500, counter.Rpm(at)!.Value, 1);
    }

    [Fact]
    public void A_shaft_that_stops_is_seen_to_slow_down_and_to_stand()
    {
        var counter = new PulseCounter(1, 0, Second);
        Assert.Null(counter.Rpm(0));
        counter.Pulse(0);
        Assert.Null(counter.Rpm(Second));
        Assert.Equal(0, counter.Rpm(31 * Second));
        counter.Pulse(40 * Second);
        counter.Pulse(41 * Second);
        Assert.Equal(60, counter.Rpm(41 * Second)!.Value, 9);
        Assert.Equal(30, counter.Rpm(43 * Second)!.Value, 9);
        Assert.Equal(0, counter.Rpm(45 * Second));
    }
}

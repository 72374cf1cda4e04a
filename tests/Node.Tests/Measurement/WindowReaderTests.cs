using AIoT.Embedded.Sensing;
using AIoT.Embedded.Signal;

namespace AIoT.Embedded.Node.Tests.Measurements;

public sealed class WindowReaderTests
{
    [Theory]
    [InlineData(256)]
    [InlineData(100)]
    [InlineData(255)]
    [InlineData(257)]
    [InlineData(1000)]
    public void Windows_lie_a_hop_apart_whether_they_overlap_or_not(int hop)
    {
        var reader = new WindowReader(new FakeSource(i => (short)(i % 30000)), Recipe(hop));
        for (int window = 0; window < 20; window++)
        {
            Assert.True(reader.TryRead());
            for (int i = 0; i < 256; i++)
            {
                Assert.Equal((window * hop) + i, reader.Samples[i]);
            }
        }
    }

    [Fact]
    public void A_fast_sensor_is_decimated_to_the_recipes_rate()
    {
        // 400 Hz at 25.6 kHz is far inside the pass band: at 12.8 kHz it is the same sine, half as many samples.
        var reader = new WindowReader(new FakeSource(i => (short)Math.Round(10000 * Math.Sin(2 * Math.PI * 400 * i / 25600.0)), 25600), Recipe(256));
        Assert.Equal(12800, reader.SampleRateHz);
        double phase = 0;
        for (int window = 0; window < 8; window++)
        {
            Assert.True(reader.TryRead());
            double re = 0, im = 0, energy = 0;
            for (int i = 0; i < 256; i++)
            {
                double angle = 2 * Math.PI * 400 * i / 12800.0;
                re += reader.Samples[i] * Math.Cos(angle);
                im += reader.Samples[i] * Math.Sin(angle);
                energy += (double)reader.Samples[i] * reader.Samples[i];
            }

            if (window > 0)
            {
                // All of it is that sine, and windows join without a step: 256 samples are eight whole turns.
                Assert.InRange(((re * re) + (im * im)) / 128 / energy, 0.9999, 1.0001);
                Assert.True(window == 1 || Math.Abs(Math.Atan2(im, re) - phase) < 0.001);
                phase = Math.Atan2(im, re);
            }
        }
    }

    [Fact]
    public void A_gap_marks_every_window_that_holds_it()
    {
        var source = new FakeSource(_ => 1);
        var reader = new WindowReader(source, Recipe(100));
        Assert.True(reader.TryRead());
        Assert.False(reader.HasGap);
        source.Flags = SampleFlags.Gap;
        int marked = 0;
        for (int window = 0; window < 6; window++)
        {
            Assert.True(reader.TryRead());
            marked += reader.HasGap ? 1 : 0;
        }

        Assert.InRange(marked, 3, 3);
    }

    [Fact]
    public void A_sensor_of_a_wrong_rate_is_refused_in_words()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => new WindowReader(new FakeSource(_ => 0, 4000), Recipe(256)));
        Assert.Contains("4000", error.Message, StringComparison.Ordinal);
        Assert.Contains("12800", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void After_a_failure_a_window_holds_only_what_came_later()
    {
        var source = new FakeSource(i => (short)i);
        var reader = new WindowReader(source, Recipe(100));
        Assert.True(reader.TryRead());
        source.Fails = true;
        Assert.False(reader.TryRead());
        source.Fails = false;
        long start = source.Position;
        Assert.True(reader.TryRead());
        Assert.Equal(start, reader.Samples[0]);
        Assert.Equal(start + 255, reader.Samples[255]);
    }

    private static FeatureRecipe Recipe(int hop) => new FeatureRecipe { WindowLength = 256, Hop = hop }.Add(FeatureId.Rms);
}

using AIoT.Embedded.Node;
using AIoT.Embedded.Sensing.Tests.Support;
using AIoT.Embedded.Signal;

namespace AIoT.Embedded.Sensing.Tests.Sampling;

/// <summary>Windows as the application cuts them, over a driver and its part.</summary>
public class WindowTests
{
    [Theory]
    [InlineData(26667)]
    [InlineData(13333)]
    public void A_board_that_computes_longer_than_its_FIFO_holds_still_has_whole_windows(int rate)
    {
        var bench = new SensorBench("IIS3DWB");
        var windows = new WindowReader(bench.Sampler, Recipe(rate, hop: 1024));
        for (int i = 0; i < 10; i++)
        {
            Assert.True(windows.TryRead());
            Assert.False(windows.HasGap, $"window {i}");
            if (rate == 26667)
            {
                Assert.True(SensorBench.IsConsecutive(windows.Samples.AsSpan(0, 1024)));
            }

            bench.Sleep(30 * i);
        }

        Assert.True(bench.Part.Lost > 0);
        Assert.Equal(0, bench.Sampler.Gaps);
    }

    [Fact]
    public void A_fast_board_loses_nothing_between_windows()
    {
        var bench = new SensorBench("IIS3DWB");
        var windows = new WindowReader(bench.Sampler, Recipe(26667, hop: 1024));
        Assert.True(windows.TryRead());
        for (int i = 0; i < 10; i++)
        {
            short last = windows.Samples[1023];
            bench.Sleep(10);
            Assert.True(windows.TryRead());
            Assert.False(windows.HasGap);
            Assert.True(SensorBench.Follows(last, windows.Samples[0]));
        }
    }

    [Fact]
    public void Windows_that_overlap_are_marked_when_the_board_was_too_slow()
    {
        var bench = new SensorBench("IIS3DWB");
        var windows = new WindowReader(bench.Sampler, Recipe(26667, hop: 512));
        Assert.True(windows.TryRead());
        Assert.False(windows.HasGap);
        bench.Sleep(100);
        Assert.True(windows.TryRead());
        Assert.True(windows.HasGap);
    }

    private static FeatureRecipe Recipe(int rate, int hop) => new FeatureRecipe { SampleRateMilliHz = rate * 1000, WindowLength = 1024, Hop = hop }.Add(FeatureId.Rms);
}

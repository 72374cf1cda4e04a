using AIoT.Embedded.Signal;

namespace AIoT.Embedded.Signal.Tests.Extractor;

public sealed class FeatureExtractorTests
{
    private const double GravityMillimetres = 9806.65;

    [Theory]
    [InlineData(1024, 100.0, 1.0)]
    [InlineData(2048, 156.25, 0.01)]
    [InlineData(2048, 800.0, 0.001)]
    [InlineData(256, 400.0, 0.5)]
    public void A_sine_has_the_velocity_that_physics_gives_it(int length, double frequency, double amplitudeG)
    {
        FeatureRecipe recipe = new() { WindowLength = length, SampleRateMilliHz = 12_800_000 };
        recipe.Add(FeatureId.VelocityRms).Add(FeatureId.Rms).Add(FeatureId.Peak);
        FeatureExtractor extractor = new(recipe, 61_000);
        double lsb = 61e-6;
        short[] window = [.. Enumerable.Range(0, length).Select(i => (short)Math.Round(5 + amplitudeG / lsb * Math.Sin(2 * Math.PI * frequency * i / 12_800)))];
        int[] features = new int[3];
        extractor.Process(window, 0, features);

        double velocity = amplitudeG * GravityMillimetres / (2 * Math.PI * frequency) / Math.Sqrt(2) * 1000;
        // Hann's main lobe spreads the line over bins whose weights differ: a few percent where a bin is a good part of the frequency.
        double bin = 12_800.0 / length / frequency;
        double tolerance = velocity * (0.01 + 3 * bin * bin) + 2;
        Assert.Equal(velocity, extractor.VelocityRmsMicrometresPerSecond, tolerance);
        Assert.Equal(256 * Math.Log2(extractor.VelocityRmsMicrometresPerSecond), features[0], 1.5 + 370.0 / extractor.VelocityRmsMicrometresPerSecond);
        Assert.Equal(amplitudeG / Math.Sqrt(2) * 1e6, extractor.RmsMicroG, amplitudeG * 1e4 + 20);
        Assert.Equal(amplitudeG * 1e6, extractor.PeakMicroG, amplitudeG * 1e4 + 40);
        Assert.Equal(256 * Math.Log2(extractor.RmsMicroG), features[1], 2.0);
        Assert.Equal(256 * Math.Log2(extractor.PeakMicroG), features[2], 2.0);
    }

    [Fact]
    public void A_window_allocates_nothing()
    {
        FeatureRecipe recipe = new() { WindowLength = 1024, ShaftSpeedMilliHz = 30_000 };
        recipe.AddBands(16, BandRule.EqualRatio, 50, 6000).Add(FeatureId.Rms).Add(FeatureId.Kurtosis).AddShaftOrders(3).AddLogAmplitudeSpectrum(1, 4, 128);
        FeatureExtractor extractor = new(recipe, 488_000);
        int[] features = new int[extractor.FeatureCount];
        short[] window = Windows.Random(new Random(1), 1024);
        extractor.Process(window, 0, features);
        long before = GC.GetAllocatedBytesForCurrentThread();
        extractor.Process(window, 0, features);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}

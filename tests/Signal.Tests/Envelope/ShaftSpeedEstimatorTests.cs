using AIoT.Embedded.Signal;

namespace AIoT.Embedded.Signal.Tests.Envelope;

public class ShaftSpeedEstimatorTests
{
    private const int Points = 1024;
    private const int RateMilliHz = 800_000;

    [Theory]
    [InlineData(15.02)]
    [InlineData(24.8)]
    [InlineData(29.53)]
    [InlineData(48.9)]
    public void A_speed_is_found_from_its_harmonics_in_noise_with_and_without_a_nominal_one(double hertz)
    {
        var random = new Random(17);
        long[] power = Power(n => Enumerable.Range(1, 8).Sum(h => 300.0 / h * Math.Sin((2 * Math.PI * h * hertz * n / 800) + h)), 60, random);
        var estimator = new ShaftSpeedEstimator(Points, RateMilliHz);
        foreach (double off in new[] { 0.95, 1, 1.05 })
        {
            Assert.InRange(estimator.EstimateNear(power, (int)(hertz * off * 1000), 8), hertz * 995, hertz * 1005);
        }

        Assert.InRange(estimator.Estimate(power, 5000, 100000), hertz * 995, hertz * 1005);
        Assert.True(estimator.ConfidenceQ8 >= ShaftSpeedEstimator.ConfidentQ8, $"confidence {estimator.ConfidenceQ8}");
    }

    [Fact]
    public void Noise_is_not_believed_and_silence_has_no_speed()
    {
        var estimator = new ShaftSpeedEstimator(Points, RateMilliHz);
        for (int run = 0; run < 20; run++)
        {
            estimator.Estimate(Power(_ => 0, 500, new Random(run)), 5000, 100000);
            Assert.True(estimator.ConfidenceQ8 < ShaftSpeedEstimator.ConfidentQ8, $"run {run}: confidence {estimator.ConfidenceQ8}");
        }

        Assert.Equal(0, estimator.Estimate(new long[(Points / 2) + 1], 5000, 100000));
        Assert.Equal(30000, estimator.EstimateNear(new long[(Points / 2) + 1], 30000, 5));
        Assert.Equal(0, estimator.ConfidenceQ8);
    }

    [Fact]
    public void Extreme_spectra_and_ranges_stay_within_the_arrays()
    {
        foreach (int points in new[] { 256, 1024, 2048 })
        {
            var estimator = new ShaftSpeedEstimator(points, 10000);
            long[] power = [.. Enumerable.Range(0, (points / 2) + 1).Select(k => k % 3 == 0 ? long.MaxValue : 0L)];
            estimator.Estimate(power, 1, 1_300_000);
            estimator.Estimate(power, 4000, 5000);
        }
    }

    private static long[] Power(Func<int, double> signal, double noise, Random random)
    {
        short[] hiss = Signals.Noise(Points, noise, random);
        var power = new long[(Points / 2) + 1];
        new RealSpectrum(Points, WindowKind.Hann).Power([.. hiss.Select((x, n) => Signals.Clip(x + signal(n)))], 0, power);
        return power;
    }
}

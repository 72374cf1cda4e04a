using System.Globalization;
using AIoT.Embedded.ModelTools.Meter;
using AIoT.Embedded.Signal;
using Xunit.Abstractions;

namespace AIoT.Embedded.Signal.Tests.Envelope;

public class EnvelopeCostTests(ITestOutputHelper output)
{
    private const int RateMilliHz = 12_800_000;

    [Fact]
    public void A_stream_of_four_channels_costs_at_most_12_million_instructions_for_1024_new_samples()
    {
        const int Windows = 8;
        short[] samples = Signals.Noise(1024 * Windows, 3000, new Random(1));
        double cost = Millions(metered =>
        {
            object stream = metered.New(typeof(EnvelopeStream).FullName!, RateMilliHz, 30_000);
            metered.Call(stream, nameof(EnvelopeStream.Add), samples, 0, samples.Length);
            metered.Restart();
            metered.Call(stream, nameof(EnvelopeStream.Add), samples, 0, samples.Length);
        }) / Windows;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{cost:F2} million"));
        Assert.True(cost <= 12, $"{cost:F2} million");
    }

    [Theory]
    [InlineData(1024, 0, 0, 4.3)]
    [InlineData(1024, 2000, 4500, 3.3)]
    [InlineData(2048, 0, 0, 8.6)]
    public void The_spectrum_of_one_window_costs_at_most_so_many_million_instructions(int length, int lowHz, int highHz, double millions)
    {
        short[] samples = Signals.Noise(length, 3000, new Random(1));
        double cost = Millions(metered =>
        {
            object spectrum = metered.New(typeof(EnvelopeSpectrum).FullName!, length, RateMilliHz, lowHz, highHz);
            metered.Restart();
            metered.Call(spectrum, nameof(EnvelopeSpectrum.Process), samples, 0);
        });
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{cost:F2} million"));
        Assert.True(cost <= millions, $"{cost:F2} million");
    }

    private static double Millions(Action<MeteredAssemblies> work) =>
        new OpcodeMeter(CostTable.NanoFramework1()).Measure([typeof(EnvelopeStream).Assembly.Location], work).Instructions(CostColumn.Thumb2) / 1e6;
}

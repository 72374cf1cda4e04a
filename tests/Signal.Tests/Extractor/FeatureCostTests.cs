using System.Globalization;
using AIoT.Embedded.ModelTools.Meter;
using AIoT.Embedded.Signal;
using Xunit.Abstractions;

namespace AIoT.Embedded.Signal.Tests.Extractor;

/// <summary>What the parts of a window cost a board's interpreter, in Thumb-2 instructions by the opcode meter.</summary>
public sealed class FeatureCostTests(ITestOutputHelper output)
{
    private static readonly short[] Window = Samples();

    [Fact]
    public void Mean_extremes_and_four_moments_of_1024_samples_cost_at_most_one_and_a_half_million() =>
        Check("moments", 1.5, metered =>
        {
            object moments = metered.New(typeof(Moments).FullName!);
            metered.Restart();
            metered.Call(moments, nameof(Moments.Measure), Window, 0, 10);
        });

    [Fact]
    public void Velocity_and_sixteen_bands_cost_at_most_half_a_million() =>
        Check("velocity and bands", 0.5, metered =>
        {
            object spectrum = metered.New(typeof(RealSpectrum).FullName!, 1024, WindowKind.Hann);
            object bands = metered.New(typeof(SpectralBands).FullName!, 16, BandRule.EqualWidth, 100, 6000, 1024, 12_800_000);
            object velocity = metered.New(typeof(VelocityIntegrator).FullName!, 1024, 3 << 17, 12_800_000, 10, 1000, 61_035);
            long[] power = new long[513];
            metered.Call(spectrum, nameof(RealSpectrum.Power), Window, 0, 40, power);
            metered.Restart();
            metered.Call(bands, nameof(SpectralBands.Measure), power);
            metered.Call(bands, nameof(SpectralBands.WriteShares), new int[16], 0);
            metered.Call(velocity, nameof(VelocityIntegrator.Measure), power, 1L << 41);
        });

    [Theory]
    [InlineData(2, 10)]
    [InlineData(4, 21)]
    public void Decimation_to_a_window_of_1024_samples_costs_what_it_costs(int factor, double millions) =>
        Check($"decimation by {factor}", millions, metered =>
        {
            object decimator = metered.New(typeof(Decimator).FullName!, factor);
            short[] output = new short[2000];
            metered.Restart();
            metered.Call(decimator, nameof(Decimator.Process), new short[1024 * factor], 0, 1024 * factor, output, 0);
        });

    private void Check(string what, double millions, Action<MeteredAssemblies> work)
    {
        OpcodeReport report = new OpcodeMeter(CostTable.NanoFramework1()).Measure([typeof(Moments).Assembly.Location], work);
        double cost = report.Instructions(CostColumn.Thumb2) / 1e6;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {report.Opcodes} opcodes, {cost:F3} million Thumb-2 instructions"));
        Assert.True(cost <= millions, $"{what}: {cost:F3} million instructions");
    }

    private static short[] Samples()
    {
        Random random = new(1);
        return [.. Enumerable.Range(0, 1024).Select(i =>
            (short)(1500 * Math.Sin(2 * Math.PI * 25 * i / 12_800) + 4000 * Math.Exp(-(i % 143) / 12.0) * Math.Sin(i % 143 * 1.57) + random.Next(-600, 600) + 40))];
    }
}

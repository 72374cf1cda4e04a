using System.Globalization;
using AIoT.Embedded.ModelTools.Meter;
using AIoT.Embedded.Signal;
using Xunit.Abstractions;

namespace AIoT.Embedded.Signal.Tests.Spectrum;

public class SpectrumCostTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(256, 1.0)]
    [InlineData(512, 2.1)]
    [InlineData(1024, 4.5)]
    [InlineData(2048, 9.9)]
    public void A_spectrum_costs_at_most_so_many_million_instructions(int points, double millions)
    {
        OpcodeReport report = new OpcodeMeter(CostTable.NanoFramework1()).Measure([typeof(RealSpectrum).Assembly.Location], metered =>
        {
            object spectrum = metered.New(typeof(RealSpectrum).FullName!, points, WindowKind.Hann);
            var samples = new short[points];
            var power = new long[(points / 2) + 1];
            metered.Restart();
            metered.Call(spectrum, nameof(RealSpectrum.Power), samples, 0, -5, power);
        });
        double cost = report.Instructions(CostColumn.Thumb2) / 1e6;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{points,4} points: {report.Opcodes} opcodes, {cost:F3} million Thumb-2 instructions"));
        Assert.True(cost <= millions, $"{points} points: {cost:F3} million instructions");
    }
}

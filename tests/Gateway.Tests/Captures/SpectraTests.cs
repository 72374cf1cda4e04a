using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Captures.Spectra;
using AIoT.Embedded.Signal;
using AIoT.Embedded.Tests.Common;

namespace AIoT.Embedded.Gateway.Tests.Captures;

public sealed class SpectraTests
{
    private const int Rate = 12_800;
    private const int NanoG = 61_000;
    private static readonly FaultOrders Bearing = new(3.585, 5.415, 4.714, 0.398);

    private static short[] Sine(int count, double hz, double gRms) =>
        [.. Enumerable.Range(0, count).Select(i => (short)Math.Round(gRms * Math.Sqrt(2) / (NanoG * 1e-9) * Math.Sin(2 * Math.PI * hz * i / Rate)))];

    /// <summary>Bursts of a 3 kHz resonance at a rate, over noise.</summary>
    private static short[] Impacts(int count, double perSecond)
    {
        var random = new Random(TestData.Seed);
        double[] wave = [.. Enumerable.Range(0, count).Select(_ => 60 * ((2 * random.NextDouble()) - 1))];
        for (double at = 0; at < count; at += Rate / perSecond)
        {
            for (int i = 0; i < 60 && (int)at + i < count; i++)
            {
                wave[(int)at + i] += 3000 * Math.Exp(-i / 12.0) * Math.Sin(2 * Math.PI * 3000 * i / Rate);
            }
        }

        return [.. wave.Select(value => (short)Math.Clamp(value, short.MinValue, short.MaxValue))];
    }

    [Theory]
    [InlineData(2048)]
    [InlineData(16_384)]
    public void A_sine_reads_its_rms_in_g_and_in_mm_per_second(int samples)
    {
        VibrationSpectrum spectrum = VibrationSpectrum.Of(Sine(samples, 100, 0.5), Rate, NanoG);
        int bin = (int)Math.Round(100 / spectrum.BinHz);
        Assert.InRange(spectrum.AccelerationG[bin], 0.495, 0.505);
        Assert.InRange(spectrum.VelocityMmS[bin], 0.495 * 9806.65 / (2 * Math.PI * 100), 0.505 * 9806.65 / (2 * Math.PI * 100));
        Assert.Equal(bin, Array.IndexOf(spectrum.AccelerationG, spectrum.AccelerationG.Max()));
    }

    [Fact]
    public void A_highest_frequency_gives_finer_bins_where_the_capture_is_long_enough()
    {
        short[] samples = Sine(16_384, 100, 0.5);
        VibrationSpectrum fine = VibrationSpectrum.Of(samples, Rate, NanoG, 500);
        VibrationSpectrum whole = VibrationSpectrum.Of(samples, Rate, NanoG);
        Assert.True(fine.BinHz <= whole.BinHz / 4, $"{fine.BinHz}");
        Assert.True((fine.AccelerationG.Length - 1) * fine.BinHz >= 500);
        Assert.InRange(fine.AccelerationG.Max(), 0.48, 0.51);
    }

    [Fact]
    public void Figures_are_those_that_the_boards_extractor_gives()
    {
        short[] samples = Impacts(2048, 105);
        FeatureRecipe recipe = new FeatureRecipe { SampleRateMilliHz = Rate * 1000, WindowLength = 2048, Hop = 2048 }.Add(FeatureId.Crest);
        var board = new FeatureExtractor(recipe, NanoG);
        board.Process(samples, 0, new int[board.FeatureCount]);
        WaveFigures gateway = WaveFigures.Of(samples, Rate, NanoG);
        Assert.Equal(board.VelocityRmsMicrometresPerSecond / 1000.0, gateway.VelocityMmS, tolerance: 1e-9);
        Assert.Equal(board.RmsMicroG / 1e6, gateway.AccelerationG, tolerance: 2e-6);
        Assert.Equal(board.PeakMicroG / 1e6, gateway.PeakG, tolerance: 2e-6);
        Assert.Equal(board.KurtosisQ8 / 256.0, gateway.Kurtosis, tolerance: 1 / 256.0);
    }

    [Theory]
    [InlineData(2048, "window")]
    [InlineData(32_768, "broadband")]
    public void Bursts_at_the_outer_races_order_stand_out_in_the_envelope_and_name_it(int samples, string method)
    {
        const double shaft = 29.5;
        EnvelopeAnalysis envelope = EnvelopeAnalysis.Of(Impacts(samples, 3.585 * shaft), Rate, Bearing, shaft);
        Assert.Equal(method, envelope.Method);
        Assert.Equal("outer", envelope.Scores.MaxBy(score => score.Db)!.Part);
        Assert.True(envelope.Scores[0].Db > 5, $"seed {TestData.Seed}: {envelope.Scores[0].Db} dB");
        FaultMark mark = FaultMarks.Of(Bearing, shaft, envelope.BinHz, envelope.Db).Single(mark => mark.Name == "BPFO");
        Assert.Equal(3.585 * shaft, mark.Hz, 6);
        Assert.InRange(mark.PeakHz, mark.Hz - (1.5 * envelope.BinHz), mark.Hz + (1.5 * envelope.BinHz));
        Assert.True(mark.Level > 6, $"seed {TestData.Seed}: {mark.Level} dB");
    }

    [Fact]
    public void Marks_hold_harmonics_with_sidebands_and_shaft_orders_and_none_beyond_the_spectrum()
    {
        double[] spectrum = new double[401];
        IReadOnlyList<FaultMark> marks = FaultMarks.Of(Bearing, 25, 1, spectrum);
        Assert.Equal(["1x", "2x", "3x"], marks.Where(mark => mark.Kind == "shaft").Select(mark => mark.Name));
        Assert.Contains(marks, mark => mark.Name == "2 BPFI - 1x" && Math.Abs(mark.Order - ((2 * 5.415) - 1)) < 1e-9 && mark is { Kind: "inner", Harmonic: 2, Sideband: -1 });
        Assert.Contains(marks, mark => mark.Name == "2BSF + FTF" && mark.Kind == "ball");
        Assert.All(marks, mark => Assert.InRange(mark.Hz, 1, 400));
        Assert.Empty(FaultMarks.Of(Bearing, 0, 1, spectrum));
        Assert.All(FaultMarks.Of(null, 25, 1, spectrum), mark => Assert.Equal("shaft", mark.Kind));
    }

    [Fact]
    public void A_wav_file_holds_the_samples_as_they_are_and_says_what_a_count_weighs()
    {
        byte[] file = CaptureFile.Wav([1, -2, short.MaxValue], 12_800, "one count is 61000e-9 g");
        Assert.Equal("RIFF", System.Text.Encoding.ASCII.GetString(file, 0, 4));
        Assert.Equal(file.Length - 8, BitConverter.ToInt32(file, 4));
        Assert.Equal(12_800, BitConverter.ToInt32(file, 24));
        Assert.Equal(6, BitConverter.ToInt32(file, 40));
        Assert.Equal([1, 0, 0xFE, 0xFF, 0xFF, 0x7F], file[44..50].Select(b => (int)b));
        Assert.Contains("one count is 61000e-9 g", System.Text.Encoding.ASCII.GetString(file));
        Assert.Equal("time_s,acceleration_g\n0,0.000061\n0.0001,-0.000122\n", CaptureFile.Csv([1, -2], 10_000, 61_000));
    }
}

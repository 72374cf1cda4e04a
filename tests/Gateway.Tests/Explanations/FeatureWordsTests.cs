using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Explanations;

namespace AIoT.Embedded.Gateway.Tests.Explanations;

public sealed class FeatureWordsTests
{
    private static readonly FaultOrders Bearing6205 = new(3.585, 5.415, 4.714, 0.398);

    [Theory]
    [InlineData("comb_bpfo", 1035, 100.0, 100.0, "outer-race order 3.59x up 11 dB on sensor fan-1 (9.4 times its usual scatter)")]
    [InlineData("comb_2bsf", 100, 100.0, 100.0, "ball order 4.71x unchanged on sensor fan-1 (as usual)")]
    [InlineData("crest", 512, 256.0, 64.0, "crest factor up 6 dB to 4.0 on sensor fan-1 (4 times its usual scatter)")]
    [InlineData("kurtosis", 812, 406.0, 0.0, "kurtosis 9.0 against 3.0 on sensor fan-1 (it never moved while it was learnt)")]
    [InlineData("skewness", -128, 0.0, 32.0, "skewness -0.50 against 0.00 on sensor fan-1 (4 times its usual scatter)")]
    [InlineData("velocity_rms", 2815, 2559.0, 128.0, "vibration velocity up 6 dB to 2.042 mm/s on sensor fan-1 (2 times its usual scatter)")]
    [InlineData("shaft_speed", 3803, 3803.0, 5.0, "shaft speed 29.6 Hz against 29.6 on sensor fan-1 (as usual)")]
    [InlineData("band_3", -256, -512.0, 85.0, "energy in band 3 up 3 dB on sensor fan-1 (3 times its usual scatter)")]
    [InlineData("shaft_order_2", -512, -256.0, 64.0, "energy at shaft order 2 down 3 dB on sensor fan-1 (4 times its usual scatter)")]
    [InlineData("spectrum_12_block2", 512, 256.0, 64.0, "amplitude in part of the spectrum 12 up 6 dB on sensor fan-1 (4 times its usual scatter)")]
    [InlineData("feature 7", 5, 3.0, 1.0, "feature 7 5 against 3 on sensor fan-1 (2 times its usual scatter)")]
    public void A_feature_is_said_as_a_technician_says_it(string feature, int value, double baseline, double scatter, string words) =>
        Assert.Equal(words, FeatureWords.Against(feature, value, baseline, scatter, "fan-1", Bearing6205));

    [Fact]
    public void Without_a_bearing_there_is_no_order_and_nothing_is_made_up() => Assert.Equal("outer-race order", FeatureWords.Name("comb_bpfo", null));

    [Fact]
    public void Every_feature_that_a_recipe_can_ask_for_has_words()
    {
        var recipe = new Signal.FeatureRecipe().AddBands(3, 0, 100, 5000).AddLogAmplitudeSpectrum(1, 4, 3).AddShaftOrders(3);
        foreach (int id in new[]
        {
            Signal.FeatureId.Rms, Signal.FeatureId.Peak, Signal.FeatureId.VelocityRms, Signal.FeatureId.Crest, Signal.FeatureId.Kurtosis, Signal.FeatureId.Skewness, Signal.FeatureId.ShaftSpeed,
            Signal.FeatureId.EnvelopeLevel, Signal.FeatureId.EnvelopeKurtosis, Signal.FeatureId.EnvelopeCrest, Signal.FeatureId.FaultCombs,
        })
        {
            recipe.Add(id);
        }

        foreach (string name in ModelFeatures.Names(recipe))
        {
            string words = FeatureWords.Against(name, 10, 5, 1, "s", null);
            Assert.DoesNotContain("_", words);
            Assert.DoesNotMatch("[0-9] against [0-9]+ on sensor s .5 times", words.StartsWith("kurtosis", StringComparison.Ordinal) ? "" : words);
            Assert.Contains(FeatureWords.Known, known => name.StartsWith(known, StringComparison.Ordinal));
        }
    }
}

using AIoT.Embedded.Signal;

namespace AIoT.Embedded.ModelTools.Evaluation.Baselines;

/// <summary>The features that a baseline is learnt from: level, shape and where the energy lies. They compare a machine with itself, so level counts.</summary>
public static class BaselineRecipe
{
    /// <summary>For recordings of a rate: windows of 1024 samples at 12.8 kHz, or of 256 at the recording's own rate where that is below 9.6 kHz.</summary>
    /// <param name="rateHz">10 Hz and up.</param>
    public static FeatureRecipe For(double rateHz)
    {
        if (rateHz >= 9600)
        {
            return new FeatureRecipe { WindowLength = 1024, Hop = 512, SampleRateMilliHz = 12_800_000 }
                .Add(FeatureId.Rms).Add(FeatureId.VelocityRms).Add(FeatureId.Crest).Add(FeatureId.Kurtosis)
                .Add(FeatureId.EnvelopeLevel).Add(FeatureId.EnvelopeKurtosis)
                .AddBands(10, BandRule.EqualRatio, 60, 5600);
        }

        int high = Math.Max(2, (int)(rateHz * 0.45));
        return new FeatureRecipe { WindowLength = 256, Hop = 128, SampleRateMilliHz = (int)Math.Round(rateHz * 1000), VelocityLowHz = 1, VelocityHighHz = high }
            .Add(FeatureId.Rms).Add(FeatureId.Crest).Add(FeatureId.Kurtosis).Add(FeatureId.Skewness)
            .AddBands(6, BandRule.EqualRatio, Math.Max(1, (int)Math.Round(rateHz / 64)), high);
    }
}

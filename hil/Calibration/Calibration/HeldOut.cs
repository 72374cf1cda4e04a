using AIoT.Embedded.Replay;
using AIoT.Embedded.Signal;

namespace AIoT.Embedded.Calibration
{
    /// <summary>
    /// What the table is tried on: real work that had no part in making it. A 512-point window through the feature extractor, with spectrum, bands, moments,
    /// velocity and envelope.
    /// </summary>
    public sealed class HeldOut
    {
        private readonly FeatureExtractor _extractor;
        private readonly short[] _samples;
        private readonly int[] _features;

        /// <summary>Prepares the work.</summary>
        public HeldOut()
        {
            FeatureRecipe recipe = new FeatureRecipe();
            recipe.WindowLength = 512;
            recipe.AddBands(16, BandRule.EqualRatio, 60, 5000).Add(FeatureId.Rms).Add(FeatureId.VelocityRms).Add(FeatureId.Crest).Add(FeatureId.Kurtosis)
                .Add(FeatureId.EnvelopeLevel).Add(FeatureId.EnvelopeKurtosis);
            _extractor = new FeatureExtractor(recipe, 488000);
            _samples = TestSignal.Shorts('p', 119, 0, 512);
            _features = new int[_extractor.FeatureCount];
        }

        /// <summary>Does the work.</summary>
        public void Run(int loops)
        {
            for (int i = 0; i < loops; i++)
            {
                _extractor.Process(_samples, 0, _features);
            }
        }
    }
}

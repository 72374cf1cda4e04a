using System;
using AIoT.Embedded.Signal;

namespace AIoT.Embedded.Replay
{
    /// <summary>A window through the whole extractor: recipe, nano-g a LSB, rate in mHz, scalars, features, samples.</summary>
    public sealed class FeaturePlayer : CasePlayer
    {
        private FeatureExtractor _extractor;

        /// <inheritdoc/>
        public override void Play(CaseReader data, CaseResult result)
        {
            byte[] bytes = data.ReadBytes();
            int nanoG = data.ReadInt();
            int rate = data.ReadInt();
            int[] scalars = data.ReadInts();
            int[] expected = data.ReadInts();
            short[] samples = data.ReadShorts();
            FeatureRecipe recipe;
            string reason;
            if (!FeatureRecipe.TryParse(bytes, 0, bytes.Length, out recipe, out reason))
            {
                throw new Exception("recipe: " + reason);
            }

            FeatureExtractor extractor = new FeatureExtractor(recipe, nanoG, rate);
            _extractor = extractor;
            int[] features = new int[extractor.FeatureCount];

            // Another window first: nothing of it may be left in the one that counts.
            extractor.Process(TestSignal.Shorts('n', 7, 2, samples.Length), 0, features);
            result.Start();
            extractor.Process(samples, 0, features);
            result.Stop();
            result.Expect("feature", expected, features, features.Length);
            result.Expect("scalar", scalars, Scalars(extractor), 8);
        }

        private static int[] Scalars(FeatureExtractor e)
        {
            return new int[]
            {
                e.VelocityRmsMicrometresPerSecond, e.RmsMicroG, e.PeakMicroG, e.CrestQ8, e.KurtosisQ8, e.SkewnessQ8, e.ShaftSpeedMilliHz, e.Saturated ? 1 : 0,
            };
        }
    }
}

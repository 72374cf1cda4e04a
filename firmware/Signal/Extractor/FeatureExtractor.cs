using System;

namespace AIoT.Embedded.Signal
{
    /// <summary>
    /// Turns windows of int16 samples into the integer features of a recipe, and into the scalars that every reading
    /// carries. All buffers are allocated at construction; a window allocates nothing. Bit-exact on every platform.
    /// <para>
    /// The parts of a window's work follow each other in the same buffers: the spectrum's power stays where it was computed, in
    /// <see cref="RealSpectrum.Rows"/>, until all that is made of it is known; then the envelope's channels and spectrum take its place. Shaft speed and
    /// envelope share one buffer of int32.
    /// </para>
    /// </summary>
    public sealed class FeatureExtractor
    {
        private const int LowestSpeedMilliHz = 5000;
        private const int HighestSpeedMilliHz = 100000;
        private readonly FeatureRecipe _recipe;
        private readonly int _featureCount;
        private readonly int _log2Length;
        private readonly int _nanoGPerLsb;
        private readonly Moments _moments;
        private readonly RealSpectrum _spectrum;
        private readonly VelocityIntegrator _velocity;
        private readonly SpectralBands[] _bands; // one for each block of bands, null for other blocks
        private readonly FeatureBlock[] _blocks;
        private readonly int[] _places; // of each block's first feature
        private readonly int[] _order; // indices of blocks: those of the spectrum, then those of the envelope
        private readonly int _ofSpectrum; // how many of them are of the spectrum
        private readonly EnvelopeSpectrum _envelope; // null unless the recipe asks for features of the envelope
        private readonly ShaftSpeedEstimator _speed; // null when the recipe gives the speed or needs none
        private readonly FaultComb _combs; // null unless the recipe asks for fault orders
        private readonly short[] _detrended; // null unless the recipe takes a line off

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
            int length = recipe.WindowLength;
            _featureCount = recipe.FeatureCount;
            _log2Length = IntegerMath.BitLength(length) - 1;
            _nanoGPerLsb = nanoGPerLsb;
            _moments = new Moments();
            _spectrum = new RealSpectrum(length, recipe.WindowKind);
            _detrended = recipe.Dc == DcRemoval.Line ? new short[length] : null;
            _velocity = new VelocityIntegrator(
                length, _spectrum.WindowPowerQ20, sampleRateMilliHz, recipe.VelocityLowHz, recipe.VelocityHighHz, nanoGPerLsb);
            _bands = new SpectralBands[recipe.BlockCount];
            _blocks = new FeatureBlock[_bands.Length];
            _places = new int[_bands.Length];
            _order = new int[_bands.Length];
            int place = 0;
            int last = _bands.Length;
            int[] work = Work(recipe, sampleRateMilliHz);
            for (int i = 0; i < _bands.Length; i++)
            {
                FeatureBlock block = recipe.BlockAt(i);
                _blocks[i] = block;
                _places[i] = place;
                place += block.Count;
                _order[IsOfEnvelope(block) ? --last : _ofSpectrum++] = i;
                if (block.Id == FeatureId.BandEnergies)
                {
                    _bands[i] = new SpectralBands(block.Count, block.Rule, block.Low, block.High, length, sampleRateMilliHz);
                }

                if (IsOfEnvelope(block) && _envelope == null)
                {
                    _envelope = new EnvelopeSpectrum(length, sampleRateMilliHz, recipe.EnvelopeLowHz, recipe.EnvelopeHighHz, _spectrum, work);
                }

                if (NeedsSpeed(recipe, block) && _speed == null)
                {
                    _speed = new ShaftSpeedEstimator(length, sampleRateMilliHz, HighestSpeedMilliHz, work);
                }

                if (block.Id == FeatureId.FaultCombs && _combs == null)
                {
                    _combs = new FaultComb(recipe.BpfoQ16, recipe.BpfiQ16, recipe.BsfQ16, recipe.FtfQ16, 2);
                }
            }
        }

        /// <summary>The recipe that the features follow.</summary>
        public FeatureRecipe Recipe
        {
            get { return _recipe; }
        }

        /// <summary>Number of features that <see cref="Process"/> writes.</summary>
        public int FeatureCount
        {
            get { return _featureCount; }
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
            FeatureRecipe recipe = _recipe;
            Moments moments = _moments;
            int length = recipe.WindowLength;
            short[] samples = window;
            int mean = 0;
            if (recipe.Dc == DcRemoval.Line)
            {
                LinearTrend.Remove(window, start, _detrended, _log2Length);
                samples = _detrended;
                start = 0;
            }

            moments.Measure(samples, start, _log2Length);
            if (recipe.Dc == DcRemoval.Mean)
            {
                mean = moments.Mean;
            }

            _spectrum.PowerInPlace(samples, start, mean);
            long energy = moments.VarianceTimesCountSquared;
            if (recipe.Dc == DcRemoval.None)
            {
                long total = (long)moments.Mean << _log2Length;
                energy += total * total;
            }

            _velocity.Measure(_spectrum.Rows, _spectrum.RowBits, energy);
            SetScalars();
            ShaftSpeedMilliHz = _speed == null ? recipe.ShaftSpeedMilliHz : EstimatedSpeed();
            int[] order = _order;
            int[] places = _places;
            int i = 0;
            for (; i < _ofSpectrum; i++)
            {
                int b = order[i];
                Write(_blocks[b], _bands[b], features, places[b]);
            }

            if (_envelope != null)
            {
                // With the speed unknown, or no combs, nobody reads the spectrum.
                _envelope.Process(samples, start, _combs == null ? 1 : _combs.Reach(_envelope.Bins, _envelope.BinsPerOrderQ16(ShaftSpeedMilliHz)));
                for (; i < order.Length; i++)
                {
                    int b = order[i];
                    Write(_blocks[b], _bands[b], features, places[b]);
                }
            }
        }

        private static bool IsOfEnvelope(FeatureBlock block)
        {
            return block.Id >= FeatureId.EnvelopeLevel && block.Id <= FeatureId.FaultCombs;
        }

        private static bool NeedsSpeed(FeatureRecipe recipe, FeatureBlock block)
        {
            return recipe.ShaftSpeedMilliHz == 0 && (block.Id == FeatureId.ShaftOrders || block.Id == FeatureId.ShaftSpeed || block.Id == FeatureId.FaultCombs);
        }

        // What shaft speed and envelope, one after the other, work in; null when there is neither.
        private static int[] Work(FeatureRecipe recipe, int sampleRateMilliHz)
        {
            int length = 0;
            for (int i = 0; i < recipe.BlockCount; i++)
            {
                FeatureBlock block = recipe.BlockAt(i);
                int speed = NeedsSpeed(recipe, block) ? ShaftSpeedEstimator.WorkLength(recipe.WindowLength, sampleRateMilliHz, HighestSpeedMilliHz) : 0;
                int envelope = IsOfEnvelope(block) ? EnvelopeSpectrum.WorkLength(recipe.WindowLength) : 0;
                length = speed > length ? speed : length;
                length = envelope > length ? envelope : length;
            }

            return length == 0 ? null : new int[length];
        }

        /// <summary>log2 in Q8 of an acceleration in LSB, Q16, taken to micro-g; 0 for 1 micro-g and below.</summary>
        private int MicroGLog2Q8(long lsbQ16)
        {
            // 6647 = round(256 log2(1000 * 2^16)): from nano-g in Q16 to micro-g.
            int log = IntegerMath.Log2Q8(lsbQ16 * _nanoGPerLsb) - 6647;
            return log < 0 ? 0 : log;
        }

        private int MicroG(long lsbQ16)
        {
            return IntegerMath.SaturateInt32((lsbQ16 * _nanoGPerLsb / 1000 + 32768) >> 16);
        }

        private void SetScalars()
        {
            Moments moments = _moments;
            RmsMicroG = MicroG(moments.RmsQ16);
            PeakMicroG = MicroG(moments.PeakQ16);
            CrestQ8 = (int)((moments.CrestQ20 + 2048) >> 12);
            KurtosisQ8 = (int)((moments.KurtosisQ20 + 2048) >> 12);
            SkewnessQ8 = (int)((moments.SkewnessQ20 + 2048) >> 12);
            VelocityRmsMicrometresPerSecond = _velocity.MicrometresPerSecond;
            Saturated = moments.Maximum >= FullScaleLsb || moments.Minimum <= -FullScaleLsb;
        }

        private void Write(FeatureBlock block, SpectralBands bands, int[] features, int at)
        {
            switch (block.Id)
            {
                case FeatureId.BandEnergies:
                    bands.Measure(_spectrum.Rows, _spectrum.RowBits);
                    bands.WriteShares(features, at);
                    break;
                case FeatureId.LogAmplitudeSpectrum:
                    WriteLogAmplitudes(block, features, at);
                    break;
                case FeatureId.ShaftOrders:
                    WriteShaftOrders(block.Count, features, at);
                    break;
                case FeatureId.Rms:
                    features[at] = MicroGLog2Q8(_moments.RmsQ16);
                    break;
                case FeatureId.Peak:
                    features[at] = MicroGLog2Q8(_moments.PeakQ16);
                    break;
                case FeatureId.VelocityRms:
                    features[at] = _velocity.Log2Q8;
                    break;
                case FeatureId.Crest:
                    features[at] = RatioLog2Q8(_moments.CrestQ20);
                    break;
                case FeatureId.Kurtosis:
                    features[at] = RatioLog2Q8(_moments.KurtosisQ20);
                    break;
                case FeatureId.Skewness:
                    features[at] = SkewnessQ8;
                    break;
                case FeatureId.ShaftSpeed:
                    features[at] = IntegerMath.Log2Q8(ShaftSpeedMilliHz);
                    break;
                case FeatureId.EnvelopeLevel:
                    features[at] = EnvelopeLevel();
                    break;
                case FeatureId.EnvelopeKurtosis:
                    features[at] = _envelope.KurtosisLog2Q8;
                    break;
                case FeatureId.EnvelopeCrest:
                    features[at] = _envelope.CrestLog2Q8;
                    break;
                case FeatureId.FaultCombs:
                    _combs.Score(_envelope.Whitened, _envelope.Bins, _envelope.BinsPerOrderQ16(ShaftSpeedMilliHz), features, at);
                    break;
                default:
                    Array.Clear(features, at, block.Count);
                    break;
            }
        }

        // 5 to 100 Hz; 0 when the harmonics don't stand clear: below the confidence where less of the spectrum would matter.
        private int EstimatedSpeed()
        {
            int speed = _speed.Estimate(_spectrum.Rows, _spectrum.RowBits, LowestSpeedMilliHz, HighestSpeedMilliHz);
            return _speed.ConfidenceQ8 >= ShaftSpeedEstimator.ConfidentQ8 ? speed : 0;
        }

        // The envelope's RMS over the signal's; 0 when there is no signal.
        private int EnvelopeLevel()
        {
            long rmsQ16 = _moments.RmsQ16;
            return rmsQ16 == 0 ? 0 : _envelope.LevelLog2Q8 - IntegerMath.Log2Q8(rmsQ16) + (16 << 8);
        }

        // A ratio of at least one in Q20; 0 when it is not defined.
        private static int RatioLog2Q8(long ratioQ20)
        {
            int log = IntegerMath.Log2Q8(ratioQ20) - (20 << 8);
            return log < 0 ? 0 : log;
        }

        // log2(1 + mean of |X|) over each group of bins. |X| = sqrt(power) N / 2^15, its root taken with six binary places.
        private void WriteLogAmplitudes(FeatureBlock block, int[] features, int at)
        {
            long[][] rows = _spectrum.Rows;
            int rowBits = _spectrum.RowBits;
            int mask = (1 << rowBits) - 1;
            int bin = block.Low;
            int one = IntegerMath.Log2Q8((long)block.Rule << 21);
            for (int j = 0; j < block.Count; j++)
            {
                long sum = 0;
                for (int end = bin + block.Rule; bin < end; bin++)
                {
                    long p = rows[bin >> rowBits][bin & mask];
                    sum += p < 1L << 50 ? IntegerMath.Isqrt(p << 12) : IntegerMath.Isqrt(p) << 6;
                }

                features[at + j] = IntegerMath.Log2Q8((sum << _log2Length) + ((long)block.Rule << 21)) - one;
            }
        }

        // The three bins nearest to each order of the shaft (bin 1 left out: it holds what rounding the mean leaves of DC), over the power that the whole window has by Parseval:
        // variance * 2^30 * mean of w^2, halved because the spectrum is one-sided.
        private void WriteShaftOrders(int count, int[] features, int at)
        {
            int whole = IntegerMath.Log2Q8(_moments.VarianceTimesCountSquared)
                + IntegerMath.Log2Q8(_spectrum.WindowPowerQ20) + ((9 - 2 * _log2Length) << 8);
            for (int order = 1; order <= count; order++)
            {
                long bin = ((2L * order * ShaftSpeedMilliHz << _log2Length) + SampleRateMilliHz) / (2L * SampleRateMilliHz);
                features[at + order - 1] = bin < 2 || bin > _spectrum.Bins - 2
                    ? SpectralBands.LeastShareQ8
                    : SpectralBands.Share((bin > 2 ? Power((int)bin - 1) : 0) + Power((int)bin) + Power((int)bin + 1), whole);
            }
        }

        private long Power(int bin)
        {
            int rowBits = _spectrum.RowBits;
            return _spectrum.Rows[bin >> rowBits][bin & ((1 << rowBits) - 1)];
        }
    }
}

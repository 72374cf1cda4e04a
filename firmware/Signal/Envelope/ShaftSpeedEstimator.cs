using System;

namespace AIoT.Embedded.Signal
{
    /// <summary>
    /// Finds a shaft's speed from its harmonics in a power spectrum.
    /// <para>
    /// With L the spectrum in log2, less its running mean over 12 bins on either side, limited to -1..6 octaves, a speed of f bins scores
    /// S(f) = mean over h = 1..10 of L(h f) - mean over h = 1..10 of L((h - 1/2) f), over the positions from bin 3 to the
    /// spectrum's end; at least three harmonics must lie there. The second mean keeps multiples of the speed from winning.
    /// Candidates a tenth of a bin apart are scored at the nearest bins, the best is refined with interpolated ones.
    /// </para>
    /// <para>
    /// Bins should be a tenth of the speed or narrower: 1024 points of a signal decimated to 800 Hz do for 900 rpm and more, one window
    /// of 2048 at 12.8 kHz only for strong harmonics. Without a nominal speed, impacts of a badly damaged
    /// bearing can be taken for a shaft: they repeat as regularly.
    /// </para>
    /// </summary>
    public sealed class ShaftSpeedEstimator
    {
        /// <summary>Confidence in Q8 octaves from which a speed that is found over a wide range can be believed.</summary>
        public const int ConfidentQ8 = 768;

        /// <summary>Confidence in Q8 octaves from which a speed that is found near a nominal one is taken instead of it.</summary>
        public const int NearConfidentQ8 = 384;

        private const int Harmonics = 10;
        private const int FirstBin = 3;
        private const int WhiteningHalfWidth = 12;
        private const int LowestQ8 = -256;
        private const int HighestQ8 = 6 << 8;
        private const int FineSteps = 8;
        private readonly int _points;
        private readonly int _sampleRateMilliHz;
        private readonly int _bins;
        private readonly int[] _whitened; // in the first _bins values
        private readonly long[][] _line = new long[1][]; // a spectrum in one array, as rows

        /// <summary>An estimator for spectra of one length and rate.</summary>
        /// <param name="points">Points of the transform, 256 to 2048; the spectrum has half as many bins and one.</param>
        /// <param name="sampleRateMilliHz">Samples per 1000 seconds, 10,000 to 200,000,000.</param>
        /// <exception cref="ArgumentException">A number is out of range.</exception>
        public ShaftSpeedEstimator(int points, int sampleRateMilliHz)
            : this(points, sampleRateMilliHz, int.MaxValue, null)
        {
        }

        /// <summary>
        /// An estimator for speeds up to a limit, which whitens no more of the spectrum than their harmonics reach. The speed is that of a whole
        /// spectrum wherever the confidence is above 512; below, a spectrum whose lines all lie higher may count as empty or not.
        /// </summary>
        /// <param name="points">Points of the transform.</param>
        /// <param name="sampleRateMilliHz">Samples per 1000 seconds.</param>
        /// <param name="highMilliHz">The highest speed that will be asked for.</param>
        /// <param name="work">A buffer of <see cref="WorkLength"/> values or more, of which nothing has to be kept between estimates; null: its own.</param>
        internal ShaftSpeedEstimator(int points, int sampleRateMilliHz, int highMilliHz, int[] work)
        {
            if (points < 256 || points > 2048 || sampleRateMilliHz < 10000 || sampleRateMilliHz > 200000000)
            {
                throw new ArgumentException("a spectrum has 256 to 2048 points of 10 Hz to 200 kHz");
            }

            _points = points;
            _sampleRateMilliHz = sampleRateMilliHz;
            _bins = BinsFor(points, sampleRateMilliHz, highMilliHz);
            _whitened = work ?? new int[_bins + WhiteningHalfWidth + 1];
        }

        /// <summary>Values of the work buffer of an estimator for speeds up to a limit.</summary>
        internal static int WorkLength(int points, int sampleRateMilliHz, int highMilliHz)
        {
            return BinsFor(points, sampleRateMilliHz, highMilliHz) + WhiteningHalfWidth + 1;
        }

        // The tenth harmonic, the bin after it for the interpolation, and what the mean around that takes in.
        private static int BinsFor(int points, int sampleRateMilliHz, int highMilliHz)
        {
            long reach = (long)highMilliHz * points * Harmonics / sampleRateMilliHz + 3 + WhiteningHalfWidth;
            return reach > points / 2 + 1 ? points / 2 + 1 : (int)reach;
        }

        /// <summary>
        /// How far the last estimate's score rises above the mean over all candidates, in Q8 octaves; 0 when there was none.
        /// Harmonics that stand clear of noise give 800 to 1500; one spectrum of noise gives up to about 600, an averaged one less.
        /// </summary>
        public int ConfidenceQ8 { get; private set; }

        /// <summary>The speed near a nominal one.</summary>
        /// <param name="power">Power spectrum in any unit.</param>
        /// <param name="nominalMilliHz">Nominal speed, 1 to 1,000,000 mHz.</param>
        /// <param name="tolerancePercent">How far the speed may be from it, 1 to 30.</param>
        /// <returns>Speed in mHz; the nominal one when the confidence is below <see cref="NearConfidentQ8"/>.</returns>
        public int EstimateNear(long[] power, int nominalMilliHz, int tolerancePercent)
        {
            int off = (int)((long)nominalMilliHz * tolerancePercent / 100);
            int speed = Estimate(power, nominalMilliHz - off, nominalMilliHz + off);
            return ConfidenceQ8 < NearConfidentQ8 ? nominalMilliHz : speed;
        }

        /// <summary>The speed in a range.</summary>
        /// <param name="power">Power spectrum in any unit.</param>
        /// <param name="lowMilliHz">Lowest speed, at least 1 mHz.</param>
        /// <param name="highMilliHz">Highest speed, at most 1,300,000 mHz.</param>
        /// <returns>Speed in mHz; 0 when fewer than three harmonics of any speed in the range lie in the spectrum, or it is empty.</returns>
        public int Estimate(long[] power, int lowMilliHz, int highMilliHz)
        {
            _line[0] = power;
            int speed = Estimate(_line, 31, lowMilliHz, highMilliHz);
            _line[0] = null;
            return speed;
        }

        /// <summary>The speed in a range, from a spectrum that lies in rows.</summary>
        /// <param name="rows">Power spectrum as <see cref="RealSpectrum.Rows"/> has it.</param>
        /// <param name="rowBits">log2 of the bins in a row; 31: all lie in the first.</param>
        /// <param name="lowMilliHz">Lowest speed, at least 1 mHz.</param>
        /// <param name="highMilliHz">Highest speed, at most 1,300,000 mHz.</param>
        /// <returns>As <see cref="Estimate(long[],int,int)"/>.</returns>
        public int Estimate(long[][] rows, int rowBits, int lowMilliHz, int highMilliHz)
        {
            int bins = _bins;
            LogWhitening.WhitenRows(rows, rowBits, bins, WhiteningHalfWidth, bins, _whitened, _whitened);
            int largest = 0;
            for (int k = 1; k < bins; k++)
            {
                int level = _whitened[k];
                level = level < LowestQ8 ? LowestQ8 : level > HighestQ8 ? HighestQ8 : level;
                _whitened[k] = level;
                largest = level > largest ? level : largest;
            }

            ConfidenceQ8 = 0;
            return largest == 0 ? 0 : Search(BinsQ16(lowMilliHz), BinsQ16(highMilliHz));
        }

        private int Search(int low, int high)
        {
            const int Step = 65536 / Harmonics;
            int best = int.MinValue;
            int bestAt = 0;
            long sum = 0;
            int count = 0;
            for (int f = low; f <= high; f += Step)
            {
                int score = Score(f, false);
                if (score == int.MinValue)
                {
                    continue;
                }

                sum += score;
                count++;
                if (score > best)
                {
                    best = score;
                    bestAt = f;
                }
            }

            if (count == 0)
            {
                return 0;
            }

            int fine = int.MinValue;
            int fineAt = bestAt;
            int start = bestAt - Step < low ? low : bestAt - Step;
            int end = bestAt + Step > high ? high : bestAt + Step;
            for (int f = start; f <= end; f += Step / FineSteps)
            {
                int score = Score(f, true);
                if (score > fine)
                {
                    fine = score;
                    fineAt = f;
                }
            }

            int confidence = fine - (int)(sum / count);
            ConfidenceQ8 = confidence < 0 ? 0 : confidence;

            // 2^26 * 2^27.6: below 2^54
            return (int)(((long)fineAt * _sampleRateMilliHz / _points + 32768) >> 16);
        }

        // S(f) in Q8 octaves at f bins in Q16, or int.MinValue when fewer than three harmonics lie in the spectrum.
        private int Score(int f, bool interpolate)
        {
            int[] levels = _whitened;
            int end = (_points >> 1) << 16;
            int half = f >> 1;
            int on = 0;
            int harmonics = 0;
            int between = 0;
            int halves = 0;
            int position = half;
            for (int i = 1; i <= 2 * Harmonics && position < end; i++)
            {
                if (position >= FirstBin << 16)
                {
                    int bin = position >> 16;
                    int level = interpolate
                        ? levels[bin] + ((levels[bin + 1] - levels[bin]) * ((position & 65535) >> 2) >> 14)
                        : levels[(position + 32768) >> 16];
                    if ((i & 1) == 0)
                    {
                        on += level;
                        harmonics++;
                    }
                    else
                    {
                        between += level;
                        halves++;
                    }
                }

                position += half;
            }

            if (harmonics < 3)
            {
                return int.MinValue;
            }

            return on / harmonics - (halves == 0 ? 0 : between / halves);
        }

        private int BinsQ16(int milliHz)
        {
            // 2^20.4 * 2^11 * 2^16 = 2^47.4; a speed beyond the spectrum is as good as at its end.
            long bins = ((long)milliHz * _points << 16) / _sampleRateMilliHz;
            long last = (long)(_points >> 1) << 16;
            return bins > last ? (int)last : (int)bins;
        }
    }
}

using System;

namespace AIoT.Embedded.Inference
{
    /// <summary>
    /// Learns on the machine what its features are when it is healthy: integer sums over windows, nothing else.
    /// <code>n, S[i] = sum of x[i], P[i][j] = sum of x[i] * x[j]          (P: the diagonal only, or all pairs j &lt;= i)</code>
    /// The sums are exact, so merging two learners equals learning on the union of their windows to the bit, in any order.
    /// Features are kept within +-(2^20 - 1) and windows below 2^20, so that every sum stays below 2^60.
    /// </summary>
    public sealed class BaselineLearner
    {
        /// <summary>The largest magnitude of a feature that is learnt; larger ones count as this.</summary>
        public const int FeatureLimit = (1 << 20) - 1;

        /// <summary>The most windows.</summary>
        public const int WindowLimit = (1 << 20) - 1;

        /// <summary>The most features.</summary>
        public const int MaxFeatures = 256;

        private const int Header = 12;
        private const int Magic = 0x314C4241;

        private readonly int _features;
        private readonly bool _full;
        private readonly long[] _sums;
        private readonly long[] _products;
        private readonly int[] _clipped;
        private int _windows;

        /// <summary>An empty learner.</summary>
        /// <param name="features">1 to 256.</param>
        /// <param name="full">True to learn how features vary together (n * (n + 1) / 2 sums), false for each by itself (n sums).</param>
        public BaselineLearner(int features, bool full)
        {
            if (features < 1 || features > MaxFeatures)
            {
                throw new ArgumentOutOfRangeException("features");
            }

            _features = features;
            _full = full;
            _sums = new long[features];
            _products = new long[full ? features * (features + 1) / 2 : features];
            _clipped = new int[features];
        }

        /// <summary>Length of a vector.</summary>
        public int FeatureCount
        {
            get { return _features; }
        }

        /// <summary>True when pairs are learnt too.</summary>
        public bool IsFull
        {
            get { return _full; }
        }

        /// <summary>Windows learnt.</summary>
        public int Windows
        {
            get { return _windows; }
        }

        /// <summary>Bytes of <see cref="Write"/>.</summary>
        public int ByteCount
        {
            get { return Header + 8 * (_sums.Length + _products.Length) + 4; }
        }

        /// <summary>Learns one window. Returns false, and learns nothing, when <see cref="WindowLimit"/> windows have been learnt.</summary>
        public bool Learn(int[] features)
        {
            if (_windows >= WindowLimit)
            {
                return false;
            }

            int[] x = _clipped;
            long[] sums = _sums;
            long[] products = _products;
            for (int i = 0; i < x.Length; i++)
            {
                int v = features[i];
                x[i] = v < -FeatureLimit ? -FeatureLimit : v > FeatureLimit ? FeatureLimit : v;
                sums[i] += x[i];
            }

            if (_full)
            {
                int at = 0;
                for (int i = 0; i < x.Length; i++)
                {
                    long v = x[i];
                    for (int j = 0; j <= i; j++)
                    {
                        products[at++] += v * x[j];
                    }
                }
            }
            else
            {
                for (int i = 0; i < x.Length; i++)
                {
                    long v = x[i];
                    products[i] += v * v;
                }
            }

            _windows++;
            return true;
        }

        /// <summary>Adds what another board has learnt. Returns false, and changes nothing, where shapes differ or the windows would be too many.</summary>
        public bool Merge(BaselineLearner other)
        {
            if (other._features != _features || other._full != _full || _windows + other._windows > WindowLimit)
            {
                return false;
            }

            for (int i = 0; i < _sums.Length; i++)
            {
                _sums[i] += other._sums[i];
            }

            for (int i = 0; i < _products.Length; i++)
            {
                _products[i] += other._products[i];
            }

            _windows += other._windows;
            return true;
        }

        /// <summary>The mean of a feature, rounded to the nearest (halves away from zero); 0 before the first window.</summary>
        public int Mean(int feature)
        {
            if (_windows == 0)
            {
                return 0;
            }

            long s = _sums[feature];
            long half = _windows >> 1;
            return (int)(s < 0 ? -((-s + half) / _windows) : (s + half) / _windows);
        }

        /// <summary>
        /// The sample variance of a feature in Q8 squared feature units:
        /// <code>(sum of (x - c)^2 - r^2 / n) * 256 / (n - 1),   c = Mean, r = S - n * c</code>
        /// 0 before the second window.
        /// </summary>
        public long VarianceQ8(int feature)
        {
            if (_windows < 2)
            {
                return 0;
            }

            return CovarianceQ8(feature, feature);
        }

        /// <summary>The sample covariance of two features in Q8, as <see cref="VarianceQ8"/>; needs a full learner for two different ones.</summary>
        public long CovarianceQ8(int i, int j)
        {
            if (j > i)
            {
                int swap = i;
                i = j;
                j = swap;
            }

            if (!_full && i != j)
            {
                throw new InvalidOperationException("pairs are not learnt");
            }

            if (_windows < 2)
            {
                return 0;
            }

            // Each product is below 2^60; their sum is the sum of (x[i] - c[i]) * (x[j] - c[j]), below 2^62.
            long n = _windows;
            long ci = Mean(i);
            long cj = Mean(j);
            long product = _products[_full ? i * (i + 1) / 2 + j : i];
            long about = product - ci * _sums[j] - cj * (_sums[i] - n * ci);
            long ri = _sums[i] - n * ci;
            long rj = _sums[j] - n * cj;
            long sum = about - ri * rj / n;
            const long Largest = 1L << 54;
            sum = sum > Largest ? Largest : sum < -Largest ? -Largest : sum;
            return (sum << 8) / (n - 1);
        }

        /// <summary>
        /// The distance from what has been learnt, each feature by itself, ready to score windows: 32768 where the mean squared deviation
        /// over the features reaches <paramref name="fullScale"/>.
        /// </summary>
        /// <param name="deviationFloor">The least standard deviation in feature units, 1 to 32767: a feature that hardly moved in the
        /// baseline must not alarm at its first step (16 is 1/16 octave for log features in Q8).</param>
        /// <param name="fullScale">Mean squared deviation of a score of 1, 1 to 4096; 16 is four standard deviations.</param>
        /// <exception cref="InvalidOperationException">Fewer than two windows have been learnt.</exception>
        public CentreDistance ToDistance(int deviationFloor, int fullScale)
        {
            Check(deviationFloor, fullScale);
            int[] centre = new int[_features];
            int[] scale = new int[_features];
            for (int i = 0; i < _features; i++)
            {
                centre[i] = Mean(i);
                scale[i] = InverseDeviation(i, deviationFloor);
            }

            return Build(centre, scale, fullScale);
        }

        /// <summary>
        /// As <see cref="ToDistance"/> with the features' correlations taken out (the full Mahalanobis distance). Correlations are shrunk by
        /// 1/64 towards none, which keeps the factor within range; windows should be several times the features.
        /// </summary>
        /// <exception cref="InvalidOperationException">Pairs were not learnt, or fewer than two windows.</exception>
        public CentreDistance ToFullDistance(int deviationFloor, int fullScale)
        {
            Check(deviationFloor, fullScale);
            if (!_full)
            {
                throw new InvalidOperationException("pairs are not learnt");
            }

            int[] centre = new int[_features];
            int[] inverse = new int[_features];
            for (int i = 0; i < _features; i++)
            {
                centre[i] = Mean(i);
                inverse[i] = InverseDeviation(i, deviationFloor);
            }

            return Build(centre, InverseFactor.Of(this, inverse), fullScale);
        }

        /// <summary>Writes the sums: 4 bytes magic, features, full, windows, S, P (little-endian), CRC-32. Returns the number of bytes.</summary>
        public int Write(byte[] buffer, int offset)
        {
            Put32(buffer, offset, Magic);
            buffer[offset + 4] = (byte)_features;
            buffer[offset + 5] = (byte)(_features >> 8);
            buffer[offset + 6] = (byte)(_full ? 1 : 0);
            buffer[offset + 7] = 0;
            Put32(buffer, offset + 8, _windows);
            int at = offset + Header;
            at = PutAll(buffer, at, _sums);
            at = PutAll(buffer, at, _products);
            Put32(buffer, at, (int)~Crc32.Update(Crc32.Start, buffer, offset, at - offset));
            return at + 4 - offset;
        }

        /// <summary>Reads what <see cref="Write"/> wrote; null where it is damaged or not possible as sums.</summary>
        public static BaselineLearner Read(byte[] buffer, int offset, int length)
        {
            if (length < Header + 4 || offset < 0 || offset > buffer.Length - length || ImageCursor.Int32At(buffer, offset) != Magic)
            {
                return null;
            }

            int features = buffer[offset + 4] | (buffer[offset + 5] << 8);
            int windows = ImageCursor.Int32At(buffer, offset + 8);
            if (features < 1 || features > MaxFeatures || buffer[offset + 6] > 1 || buffer[offset + 7] != 0 || windows < 0 || windows > WindowLimit)
            {
                return null;
            }

            BaselineLearner learner = new BaselineLearner(features, buffer[offset + 6] == 1);
            if (length != learner.ByteCount
                || ImageCursor.Int32At(buffer, offset + length - 4) != (int)~Crc32.Update(Crc32.Start, buffer, offset, length - 4))
            {
                return null;
            }

            learner._windows = windows;
            int at = TakeAll(buffer, offset + Header, learner._sums);
            TakeAll(buffer, at, learner._products);
            return learner.IsPossible() ? learner : null;
        }

        /// <summary>Sums that windows within the limits can give: keeps all later arithmetic in range.</summary>
        private bool IsPossible()
        {
            long most = (long)_windows * FeatureLimit;
            for (int i = 0; i < _sums.Length; i++)
            {
                if (_sums[i] > most || _sums[i] < -most)
                {
                    return false;
                }
            }

            most *= FeatureLimit;
            for (int i = 0; i < _products.Length; i++)
            {
                if (_products[i] > most || _products[i] < -most)
                {
                    return false;
                }
            }

            return true;
        }

        private void Check(int deviationFloor, int fullScale)
        {
            if (_windows < 2)
            {
                throw new InvalidOperationException("a baseline needs at least two windows");
            }

            if (deviationFloor < 1 || deviationFloor > 32767 || fullScale < 1 || fullScale > 4096)
            {
                throw new ArgumentOutOfRangeException("deviationFloor");
            }
        }

        /// <summary>2^30 / deviation: a difference times this, shifted by 22, is in Q8 deviations.</summary>
        private int InverseDeviation(int feature, int floor)
        {
            long variance = VarianceQ8(feature);
            long least = ((long)floor * floor) << 8;
            variance = variance < least ? least : variance;

            // sqrt of Q8 times 2^16 is the deviation in Q12.
            long deviation = SquareRoot(variance > 1L << 46 ? 1L << 62 : variance << 16);
            return (int)((1L << 42) / deviation);
        }

        private CentreDistance Build(int[] centre, int[] scale, int fullScale)
        {
            // y is in Q8, D in Q16: score = D / (2 * features * fullScale) = (D >> 4) * (2^30 / (features * fullScale)) >> 27.
            return new CentreDistance(_features, centre, scale, 22, 4, (1 << 30) / (_features * fullScale), 27);
        }

        /// <summary>floor(sqrt(x)), bit by bit.</summary>
        internal static long SquareRoot(long x)
        {
            long root = 0;
            long bit = 1L << 62;
            while (bit > x)
            {
                bit >>= 2;
            }

            while (bit != 0)
            {
                if (x >= root + bit)
                {
                    x -= root + bit;
                    root = (root >> 1) + bit;
                }
                else
                {
                    root >>= 1;
                }

                bit >>= 2;
            }

            return root;
        }

        private static void Put32(byte[] buffer, int at, int value)
        {
            buffer[at] = (byte)value;
            buffer[at + 1] = (byte)(value >> 8);
            buffer[at + 2] = (byte)(value >> 16);
            buffer[at + 3] = (byte)(value >> 24);
        }

        private static int PutAll(byte[] buffer, int at, long[] values)
        {
            for (int i = 0; i < values.Length; i++)
            {
                Put32(buffer, at, (int)values[i]);
                Put32(buffer, at + 4, (int)(values[i] >> 32));
                at += 8;
            }

            return at;
        }

        private static int TakeAll(byte[] buffer, int at, long[] values)
        {
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = (uint)ImageCursor.Int32At(buffer, at) | ((long)ImageCursor.Int32At(buffer, at + 4) << 32);
                at += 8;
            }

            return at;
        }
    }
}

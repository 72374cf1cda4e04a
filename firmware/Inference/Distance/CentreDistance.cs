namespace AIoT.Embedded.Inference
{
    /// <summary>
    /// Distance of int32 features to the nearest of one or more centres, as one Q15 score. One centre: Mahalanobis distance; several with
    /// a diagonal scale: k-means.
    /// <code>
    /// d[j] = clip(x[j] - centre[j], -32767, 32767)
    /// y[i] = clip(sum over j (&lt;= i) of L[i][j] * d[j] rounded >> scaleShift, -2^24, 2^24)      diagonal: L[i][i] only
    /// D = smallest over the centres of the sum of y[i]^2
    /// q = min(2^31 - 1, D rounded >> preShift);  score = clip(q * m rounded >> s, 0, 32768)
    /// </code>
    /// L is the inverse of the Cholesky factor of the covariance (lower triangle, row by row), or 1 / deviation. By convention y is in
    /// Q8 deviations, so D / features / 65536 is the mean squared deviation. Sums stay below 2^60 for up to 4096 features.
    /// </summary>
    public sealed class CentreDistance : Scorer
    {
        private const int DifferenceLimit = 32767;
        private const long ScaledLimit = 1L << 24;

        private readonly int _features;
        private readonly int[] _centres;
        private readonly int[] _scale;
        private readonly bool _full;
        private readonly int _scaleShift;
        private readonly int _preShift;
        private readonly long _multiplier;
        private readonly int _shift;
        private readonly int[] _difference;
        private long _distance;
        private int _nearest;

        /// <summary>A distance to given centres.</summary>
        /// <param name="features">Length of a vector, n.</param>
        /// <param name="centres">Centre after centre, n values each.</param>
        /// <param name="scale">n values (diagonal), or n * (n + 1) / 2: the lower triangle row by row.</param>
        /// <param name="scaleShift">1 to 46.</param>
        /// <param name="preShift">0 to 62.</param>
        /// <param name="multiplier">1 to 2^31 - 1.</param>
        /// <param name="shift">1 to 62.</param>
        public CentreDistance(int features, int[] centres, int[] scale, int scaleShift, int preShift, int multiplier, int shift)
        {
            if (features < 1 || features > ImageFormat.MaxFeatures || centres.Length == 0 || centres.Length % features != 0)
            {
                throw new ModelImageException(ImageFault.BadShape, centres.Length + " values are no centres of " + features + " features");
            }

            _full = scale.Length != features;
            if (_full && scale.Length != features * (features + 1) / 2)
            {
                throw new ModelImageException(ImageFault.BadShape, scale.Length + " scales do not suit " + features + " features");
            }

            if (scaleShift < 1 || scaleShift > 46 || preShift < 0 || preShift > 62 || multiplier < 1 || shift < 1 || shift > 62)
            {
                throw new ModelImageException(ImageFault.BadMultiplier, "a multiplier or shift of the distance is out of range");
            }

            _features = features;
            _centres = centres;
            _scale = scale;
            _scaleShift = scaleShift;
            _preShift = preShift;
            _multiplier = multiplier;
            _shift = shift;
            _difference = new int[features];
        }

        /// <summary>32-bit numbers of centres and scales.</summary>
        internal int Numbers
        {
            get { return _centres.Length + _scale.Length; }
        }

        /// <inheritdoc/>
        public override int InputCount
        {
            get { return _features; }
        }

        /// <inheritdoc/>
        public override int OutputCount
        {
            get { return 1; }
        }

        /// <inheritdoc/>
        public override int ArenaBytes
        {
            get { return 4 * _features; }
        }

        /// <summary>Multiply-accumulates of one run.</summary>
        internal int Work
        {
            get { return (_centres.Length / _features) * (_scale.Length + _features); }
        }

        /// <summary>D of the last run: the sum of squared scaled differences to the nearest centre.</summary>
        public long SquaredDistance
        {
            get { return _distance; }
        }

        /// <summary>Index of the nearest centre of the last run (the first of several).</summary>
        public int Nearest
        {
            get { return _nearest; }
        }

        /// <inheritdoc/>
        public override void Run(int[] features, int[] scoresQ15)
        {
            _distance = long.MaxValue;
            for (int first = 0, index = 0; first < _centres.Length; first += _features, index++)
            {
                Differences(features, first);
                long distance = _full ? Full() : Diagonal();
                if (distance < _distance)
                {
                    _distance = distance;
                    _nearest = index;
                }
            }

            long q = _preShift == 0 ? _distance : (_distance + (1L << (_preShift - 1))) >> _preShift;
            q = q > int.MaxValue ? int.MaxValue : q;
            long score = (q * _multiplier + (1L << (_shift - 1))) >> _shift;
            scoresQ15[0] = score > 32768 ? 32768 : (int)score;
        }

        /// <summary>The same model with its own memory.</summary>
        internal CentreDistance Twin()
        {
            return new CentreDistance(_features, _centres, _scale, _scaleShift, _preShift, (int)_multiplier, _shift);
        }

        private void Differences(int[] x, int first)
        {
            int[] centres = _centres;
            int[] difference = _difference;
            for (int j = 0; j < difference.Length; j++)
            {
                long d = (long)x[j] - centres[first + j];
                difference[j] = d < -DifferenceLimit ? -DifferenceLimit : d > DifferenceLimit ? DifferenceLimit : (int)d;
            }
        }

        private long Diagonal()
        {
            int[] difference = _difference;
            int[] scale = _scale;
            int shift = _scaleShift;
            long round = 1L << (shift - 1);
            long sum = 0;
            for (int i = 0; i < difference.Length; i++)
            {
                long y = ((long)scale[i] * difference[i] + round) >> shift;
                y = y < -ScaledLimit ? -ScaledLimit : y > ScaledLimit ? ScaledLimit : y;
                sum += y * y;
            }

            return sum;
        }

        private long Full()
        {
            int[] difference = _difference;
            int[] scale = _scale;
            int shift = _scaleShift;
            long round = 1L << (shift - 1);
            long sum = 0;
            int at = 0;
            for (int i = 0; i < difference.Length; i++)
            {
                long y = round;
                for (int j = 0; j <= i; j++)
                {
                    y += (long)scale[at++] * difference[j];
                }

                y >>= shift;
                y = y < -ScaledLimit ? -ScaledLimit : y > ScaledLimit ? ScaledLimit : y;
                sum += y * y;
            }

            return sum;
        }
    }
}

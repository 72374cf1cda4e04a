namespace AIoT.Embedded.Inference
{
    /// <summary>
    /// Decision trees over int32 features: <c>x[feature] &lt;= threshold</c> goes left. Every leaf adds to the sums of one or of all outputs:
    /// <code>
    /// z[c] = base[c] + sum over trees of the leaf's value for c
    /// linear:  score[c] = clip(z[c] * m rounded >> s, 0, 32768)
    /// softmax: d[c] = min(255, (max z - z[c]) * m rounded >> s); score[c] = (e[d[c]] * 32768 + sum / 2) / sum, e as in a Softmax layer
    /// </code>
    /// </summary>
    public sealed class TreeEnsemble : Scorer
    {
        /// <summary>How sums become scores.</summary>
        internal const int Linear = 0, Softmax = 1;

        // Node i: feature[i] >= 0 tests, its left child is i + 1 and its right child right[i]; else a leaf whose values start at right[i].
        private readonly int[] _feature;
        private readonly int[] _threshold;
        private readonly int[] _right;
        private readonly int[] _roots;
        private readonly int[] _values;
        private readonly bool _vectors;
        private readonly int[] _base;
        private readonly int[] _sums;
        private readonly int[] _table;
        private readonly int _inputs;
        private readonly long _multiplier;
        private readonly int _shift;

        internal TreeEnsemble(TreeReader reader)
        {
            _feature = reader.Feature;
            _threshold = reader.Threshold;
            _right = reader.Right;
            _roots = reader.Roots;
            _values = reader.Values;
            _vectors = reader.Vectors;
            _base = reader.Base;
            _sums = new int[reader.Base.Length];
            _table = reader.Link == Softmax ? SoftmaxKernel.ExponentialTable(reader.Ratio) : null;
            _inputs = reader.Inputs;
            _multiplier = reader.Multiplier;
            _shift = reader.Shift;
        }

        /// <inheritdoc/>
        public override int InputCount
        {
            get { return _inputs; }
        }

        /// <inheritdoc/>
        public override int OutputCount
        {
            get { return _base.Length; }
        }

        /// <inheritdoc/>
        public override int ArenaBytes
        {
            get { return 4 * _sums.Length; }
        }

        /// <inheritdoc/>
        public override void Run(int[] features, int[] scoresQ15)
        {
            int i;
            int f;
            int[] feature = _feature;
            int[] threshold = _threshold;
            int[] right = _right;
            int[] values = _values;
            int[] sums = _sums;
            int outputs = sums.Length;
            System.Array.Copy(_base, 0, sums, 0, outputs);
            for (int t = 0; t < _roots.Length; t++)
            {
                i = _roots[t];
                while ((f = feature[i]) >= 0)
                {
                    // Children come after their parent, so this ends.
                    i = features[f] <= threshold[i] ? i + 1 : right[i];
                }

                int at = right[i];
                if (_vectors)
                {
                    for (int c = 0; c < outputs; c++)
                    {
                        sums[c] += values[at + c];
                    }
                }
                else
                {
                    sums[threshold[i]] += values[at];
                }
            }

            if (_table == null)
            {
                ScoreLinear(scoresQ15);
            }
            else
            {
                ScoreSoftmax(scoresQ15);
            }
        }

        private void ScoreLinear(int[] scores)
        {
            for (int c = 0; c < _sums.Length; c++)
            {
                long v = (_sums[c] * _multiplier + (1L << (_shift - 1))) >> _shift;
                scores[c] = v < 0 ? 0 : v > 32768 ? 32768 : (int)v;
            }
        }

        private void ScoreSoftmax(int[] scores)
        {
            long max = _sums[0];
            for (int c = 1; c < _sums.Length; c++)
            {
                max = _sums[c] > max ? _sums[c] : max;
            }

            long sum = 0;
            for (int c = 0; c < _sums.Length; c++)
            {
                long d = ((max - _sums[c]) * _multiplier + (1L << (_shift - 1))) >> _shift;
                int e = _table[d > 255 ? 255 : (int)d];
                scores[c] = e;
                sum += e;
            }

            for (int c = 0; c < _sums.Length; c++)
            {
                scores[c] = (int)((((long)scores[c] << 15) + (sum >> 1)) / sum);
            }
        }
    }
}

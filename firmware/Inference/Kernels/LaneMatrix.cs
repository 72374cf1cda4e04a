namespace AIoT.Embedded.Inference
{
    /// <summary>
    /// The weights of a dense or convolution layer in lanes (see <see cref="Lanes"/>), a column of words for each word of input:
    /// <code>y[n] = clip((start[n] + (sum over k of w[n][k] * x[k]) * m[n]) >> shift)</code>
    /// </summary>
    internal sealed partial class LaneMatrix
    {
        // Column j holds word j of every output; columns past the last word are zeros that fill up the last block.
        private readonly long[][] _columns;
        private readonly long[] _multiplier;
        private readonly long[] _start;
        private readonly int _shift;
        private readonly int _low;
        private readonly int _high;

        private LaneMatrix(byte[] data, Layer layer, int units, int shift)
        {
            int words = Lanes.WordsFor(layer.Taps);
            _shift = shift;
            _low = layer.Low;
            _high = layer.High;
            _multiplier = new long[units];
            _start = new long[units];
            _columns = new long[PaddedWords(words)][];
            long[] zeros = null;
            for (int j = 0; j < _columns.Length; j++)
            {
                if (j < words)
                {
                    _columns[j] = new long[units];
                }
                else
                {
                    _columns[j] = zeros ?? (zeros = new long[units]);
                }
            }

            for (int n = 0; n < units; n++)
            {
                long m = (long)Parameters.Multiplier(data, layer, n) << (shift - Parameters.Shift(data, layer, n));
                _multiplier[n] = m;
                _start[n] = ImageCursor.Int32At(data, layer.Bias + 4 * n) * m + (1L << (shift - 1)) + ((long)layer.ZeroPoint << shift);
                int row = layer.Weights + n * layer.Taps;
                for (int j = 0; j < words; j++)
                {
                    int k = 3 * j;
                    _columns[j][n] = Lanes.PackWeights(
                        (sbyte)data[row + k],
                        k + 1 < layer.Taps ? (sbyte)data[row + k + 1] : 0,
                        k + 2 < layer.Taps ? (sbyte)data[row + k + 2] : 0);
                }
            }
        }

        /// <summary>True where <see cref="MultiplyRows"/> takes the inputs; false for longer rows, which <see cref="MultiplyBlocks"/> takes.</summary>
        internal bool TakesRows
        {
            get { return _columns.Length <= Lanes.BlockWords; }
        }

        /// <summary>The packed form of a layer, or null where it cannot be proved to give the contract's integers.</summary>
        internal static LaneMatrix TryPack(byte[] data, Layer layer, int units)
        {
            int shift = 0;
            for (int n = 0; n < layer.ShiftCount; n++)
            {
                int s = data[layer.Shifts + n];
                shift = s > shift ? s : shift;
            }

            for (int n = 0; n < units; n++)
            {
                int row = layer.Weights + n * layer.Taps;
                long sum = 0;
                int inBlock = 0;
                int left = 0;
                for (int k = 0; k < layer.Taps; k++)
                {
                    if (left == 0)
                    {
                        left = 3 * Lanes.BlockWords;
                        inBlock = 0;
                    }

                    int w = (sbyte)data[row + k];
                    w = w < 0 ? -w : w;
                    sum += w;
                    inBlock += w;
                    left--;
                    if (inBlock >= Lanes.WeightLimit)
                    {
                        return null;
                    }
                }

                long bias = ImageCursor.Int32At(data, layer.Bias + 4 * n);
                if (!Provable(sum * 128 + (bias < 0 ? -bias : bias), Parameters.Multiplier(data, layer, n), Parameters.Shift(data, layer, n), shift))
                {
                    return null;
                }
            }

            return new LaneMatrix(data, layer, units, shift);
        }

        /// <summary>
        /// start[n] = bias * m + 2^(shift-1) + (zeroPoint &lt;&lt; shift) under one shift for all outputs, or null where the sums of
        /// <paramref name="weights"/> (one output's taps in a row) times int8 inputs cannot be proved to fit.
        /// </summary>
        internal static long[] TryStarts(byte[] data, Layer layer, int units, sbyte[] weights, out long[] multiplier, out int shift)
        {
            shift = 0;
            multiplier = new long[units];
            long[] start = new long[units];
            for (int n = 0; n < layer.ShiftCount; n++)
            {
                int s = data[layer.Shifts + n];
                shift = s > shift ? s : shift;
            }

            for (int n = 0; n < units; n++)
            {
                long sum = 0;
                for (int k = n * layer.Taps; k < (n + 1) * layer.Taps; k++)
                {
                    sum += weights[k] < 0 ? -weights[k] : weights[k];
                }

                long bias = ImageCursor.Int32At(data, layer.Bias + 4 * n);
                int own = Parameters.Shift(data, layer, n);
                int m = Parameters.Multiplier(data, layer, n);
                if (!Provable(sum * 128 + (bias < 0 ? -bias : bias), m, own, shift))
                {
                    return null;
                }

                multiplier[n] = (long)m << (shift - own);
                start[n] = bias * multiplier[n] + (1L << (shift - 1)) + ((long)layer.ZeroPoint << shift);
            }

            return start;
        }

        /// <summary>Bytes that the packed form of a layer takes: words, a column of zeros, and 64-bit multipliers and starts.</summary>
        internal static int BytesFor(Layer layer, int units)
        {
            return 8 * units * (Lanes.WordsFor(layer.Taps) + 3);
        }

        /// <summary>
        /// Start and every partial sum stay below 2^62, and the shifted result within an int, for accumulators up to <paramref name="largest"/>.
        /// </summary>
        private static bool Provable(long largest, long multiplier, int own, int shift)
        {
            if (shift > 53 || shift - own > 30 || largest >= 1L << 31)
            {
                return false;
            }

            // largest < 2^31 and multiplier < 2^31, so their product and one more doubling at a time stay below 2^63.
            long product = largest * multiplier;
            for (int k = own; k < shift; k++)
            {
                if (product >= 1L << 60)
                {
                    return false;
                }

                product <<= 1;
            }

            return product < 1L << 61 && product >> shift < 1 << 30;
        }

        /// <summary>Words that the kernels take: one of their widths, or whole blocks of 12 and 2, 4, 8 or 12 more.</summary>
        private static int PaddedWords(int words)
        {
            if (words > Lanes.BlockWords)
            {
                int last = (words - 1) % Lanes.BlockWords + 1;
                return last <= 2 ? words - last + 2 : (words + 3) & ~3;
            }

            return words <= 3 ? 3 : words == 11 ? 11 : (words + 1) & ~1;
        }
    }
}

namespace AIoT.Embedded.Inference
{
    /// <summary>
    /// The weights of a dense or convolution layer as they lie in the image, for any mix of int8 and int16 activations:
    /// <code>y[n] = clip((((bias[n] + sum over k of w[n][k] * x[k]) * m[n] + (1 &lt;&lt; (s[n] - 1))) >> s[n]) + zeroPoint)</code>
    /// </summary>
    internal sealed class PlainMatrix
    {
        private readonly byte[] _data;
        private readonly int _weights;
        private readonly int _taps;
        private readonly int[] _bias;
        private readonly int[] _multiplier;
        private readonly byte[] _shift;
        private readonly long _zeroPoint;
        private readonly long _low;
        private readonly long _high;

        internal PlainMatrix(byte[] data, Layer layer, int units)
        {
            _data = data;
            _weights = layer.Weights;
            _taps = layer.Taps;
            _bias = Parameters.Int32(data, layer.Bias, units);
            _multiplier = new int[units];
            _shift = new byte[units];
            for (int n = 0; n < units; n++)
            {
                _multiplier[n] = Parameters.Multiplier(data, layer, n);
                _shift[n] = (byte)Parameters.Shift(data, layer, n);
            }

            _zeroPoint = layer.ZeroPoint;
            _low = layer.Low;
            _high = layer.High;
        }

        /// <summary>One output position of int8 inputs in a row; results go to whichever output is given.</summary>
        internal void Multiply(sbyte[] x, int start, sbyte[] output, short[] wide, int o)
        {
            byte[] w = _data;
            int[] bias = _bias;
            int at = _weights;
            int end = start + _taps;
            int end8 = end - 7;
            for (int n = 0; n < bias.Length; n++)
            {
                int sum = bias[n];
                int k = start;
                for (; k < end8; k += 8)
                {
                    sum = sum + (sbyte)w[at] * x[k] + (sbyte)w[at + 1] * x[k + 1] + (sbyte)w[at + 2] * x[k + 2] + (sbyte)w[at + 3] * x[k + 3]
                        + (sbyte)w[at + 4] * x[k + 4] + (sbyte)w[at + 5] * x[k + 5] + (sbyte)w[at + 6] * x[k + 6] + (sbyte)w[at + 7] * x[k + 7];
                    at += 8;
                }

                for (; k < end; k++)
                {
                    sum += (sbyte)w[at++] * x[k];
                }

                Store(sum, n, output, wide, o);
            }
        }

        /// <summary>One output position of int16 inputs in a row.</summary>
        internal void Multiply(short[] x, int start, sbyte[] output, short[] wide, int o)
        {
            byte[] w = _data;
            int[] bias = _bias;
            int at = _weights;
            int end = start + _taps;
            int end8 = end - 7;
            for (int n = 0; n < bias.Length; n++)
            {
                int sum = bias[n];
                int k = start;
                for (; k < end8; k += 8)
                {
                    sum = sum + (sbyte)w[at] * x[k] + (sbyte)w[at + 1] * x[k + 1] + (sbyte)w[at + 2] * x[k + 2] + (sbyte)w[at + 3] * x[k + 3]
                        + (sbyte)w[at + 4] * x[k + 4] + (sbyte)w[at + 5] * x[k + 5] + (sbyte)w[at + 6] * x[k + 6] + (sbyte)w[at + 7] * x[k + 7];
                    at += 8;
                }

                for (; k < end; k++)
                {
                    sum += (sbyte)w[at++] * x[k];
                }

                Store(sum, n, output, wide, o);
            }
        }

        private void Store(int sum, int n, sbyte[] output, short[] wide, int o)
        {
            int shift = _shift[n];
            long v = (((long)sum * _multiplier[n] + (1L << (shift - 1))) >> shift) + _zeroPoint;
            if (v < _low)
            {
                v = _low;
            }
            else if (v > _high)
            {
                v = _high;
            }

            if (output != null)
            {
                output[o + n] = (sbyte)v;
            }
            else
            {
                wide[o + n] = (short)v;
            }
        }
    }
}

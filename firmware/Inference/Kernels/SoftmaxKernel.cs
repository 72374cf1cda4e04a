namespace AIoT.Embedded.Inference
{
    /// <summary>
    /// Logits to Q15 scores (0..32768).
    /// <code>
    /// f[0] = 2^30;  f[k] = (f[k - 1] * ratio + 2^30) >> 31         ratio = exp(-scale) in Q31
    /// c[k] likewise from the second ratio, exp(-256 * scale) in Q31
    /// e[d] = f[d]                                                  int8 logits
    /// e[d] = (f[d and 255] * c[d >> 8] + 2^29) >> 30               int16 logits
    /// score[i] = (e[max - x[i]] * 32768 + sum / 2) / sum           sum of all e[max - x[j]]
    /// </code>
    /// The tables are made at load from the ratios by these integers, so every tier has the same ones.
    /// </summary>
    internal sealed class SoftmaxKernel : Kernel
    {
        private readonly int[] _table;

        // For int16 logits only, else null.
        private readonly int[] _coarse;
        private readonly int _input;
        private readonly int _count;

        internal SoftmaxKernel(byte[] data, Layer layer, Tensor input)
        {
            _table = ExponentialTable(ImageCursor.Int32At(data, layer.Multipliers));
            if (input.Type == TensorType.Int16)
            {
                _coarse = ExponentialTable(ImageCursor.Int32At(data, layer.Multipliers + 4));
            }

            _input = input.Offset;
            _count = input.Count;
        }

        /// <summary>e[0..255] for a ratio in Q31.</summary>
        internal static int[] ExponentialTable(int ratio)
        {
            int[] table = new int[256];
            long e = 1L << 30;
            for (int d = 0; d < 256; d++)
            {
                table[d] = (int)e;
                e = (e * ratio + (1L << 30)) >> 31;
            }

            return table;
        }

        internal override void Run(Workspace memory)
        {
            if (_coarse != null)
            {
                Run(memory.Int16, memory.Scores);
                return;
            }

            sbyte[] x = memory.Int8;
            int[] scores = memory.Scores;
            int[] table = _table;
            int first = _input;
            int count = _count;
            int max = x[first];
            for (int i = 1; i < count; i++)
            {
                int v = x[first + i];
                if (v > max)
                {
                    max = v;
                }
            }

            long sum = 0;
            for (int i = 0; i < count; i++)
            {
                sum += table[max - x[first + i]];
            }

            long half = sum >> 1;
            for (int i = 0; i < count; i++)
            {
                scores[i] = (int)((((long)table[max - x[first + i]] << 15) + half) / sum);
            }
        }

        private void Run(short[] x, int[] scores)
        {
            int[] fine = _table;
            int[] coarse = _coarse;
            int first = _input;
            int count = _count;
            int max = x[first];
            for (int i = 1; i < count; i++)
            {
                int v = x[first + i];
                if (v > max)
                {
                    max = v;
                }
            }

            long sum = 0;
            for (int i = 0; i < count; i++)
            {
                int d = max - x[first + i];
                int e = (int)(((long)fine[d & 255] * coarse[d >> 8] + (1L << 29)) >> 30);
                scores[i] = e;
                sum += e;
            }

            long half = sum >> 1;
            for (int i = 0; i < count; i++)
            {
                scores[i] = (int)((((long)scores[i] << 15) + half) / sum);
            }
        }
    }
}

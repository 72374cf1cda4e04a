namespace AIoT.Embedded.Inference
{
    /// <summary>
    /// int8 logits to Q15 scores (0..32768).
    /// <code>
    /// e[0] = 2^30;  e[d] = (e[d - 1] * ratio + 2^30) >> 31        ratio = exp(-scale) in Q31
    /// score[i] = (e[max - x[i]] * 32768 + sum / 2) / sum            sum of all e[max - x[j]]
    /// </code>
    /// The table is made at load from the ratio by these integers, so every tier has the same one.
    /// </summary>
    internal sealed class SoftmaxKernel : Kernel
    {
        private readonly int[] _table;
        private readonly int _input;
        private readonly int _count;

        internal SoftmaxKernel(byte[] data, Layer layer, Tensor input)
        {
            _table = ExponentialTable(ImageCursor.Int32At(data, layer.Multipliers));
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
    }
}

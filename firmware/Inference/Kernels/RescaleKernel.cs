namespace AIoT.Embedded.Inference
{
    /// <summary>
    /// Another scale, zero point or type:
    /// <code>y = clip(((x - zeroPointA) * m + (1 &lt;&lt; (s - 1)) >> s) + zeroPoint)</code>
    /// </summary>
    internal sealed class RescaleKernel : Kernel
    {
        private readonly Layer _layer;
        private readonly Tensor _input;
        private readonly Tensor _output;
        private readonly long _multiplier;
        private readonly int _shift;

        internal RescaleKernel(byte[] data, Layer layer, Tensor input, Tensor output)
        {
            _layer = layer;
            _input = input;
            _output = output;
            _multiplier = ImageCursor.Int32At(data, layer.Multipliers);
            _shift = Parameters.Shift(data, layer, 0);
        }

        internal override void Run(Workspace memory)
        {
            sbyte[] narrow = memory.Int8;
            short[] wide = memory.Int16;
            int[] scores = memory.Scores;
            bool wideIn = _input.Type == TensorType.Int16;
            TensorType type = _output.Type;
            int a = _input.Offset;
            int o = type == TensorType.Scores ? 0 : _output.Offset;
            long m = _multiplier;
            int shift = _shift;
            long start = (1L << (shift - 1)) - _layer.ZeroPointA * m;
            long zero = _layer.ZeroPoint;
            long low = _layer.Low;
            long high = _layer.High;
            if (type == TensorType.Scores)
            {
                low = 0;
                high = 32768;
            }

            for (int end = o + _output.Count; o < end; o++)
            {
                long v = (((wideIn ? wide[a] : narrow[a]) * m + start) >> shift) + zero;
                v = v < low ? low : v > high ? high : v;
                if (type == TensorType.Int8)
                {
                    narrow[o] = (sbyte)v;
                }
                else if (type == TensorType.Int16)
                {
                    wide[o] = (short)v;
                }
                else
                {
                    scores[o] = (int)v;
                }

                a++;
            }
        }
    }
}

namespace AIoT.Embedded.Inference
{
    /// <summary>
    /// The model's own input scale: int32 features to int8 (or int16).
    /// <code>
    /// y[i] = clip(((x[i] - offset[i]) * multiplier[i] + (1 &lt;&lt; (shift - 1)) >> shift) + zeroPoint)
    /// </code>
    /// The difference has 33 bits and the multiplier 30, so 64 bits hold every product whatever the features are.
    /// </summary>
    internal sealed class NormalizeKernel : Kernel
    {
        private readonly int[] _offset;
        private readonly int[] _multiplier;
        private readonly int _shift;
        private readonly int _zeroPoint;
        private readonly int _low;
        private readonly int _high;
        private readonly int _output;
        private readonly bool _wide;

        internal NormalizeKernel(byte[] data, Layer layer, Tensor output)
        {
            _offset = Parameters.Int32(data, layer.Bias, output.Count);
            _multiplier = Parameters.Int32(data, layer.Multipliers, output.Count);
            _shift = Parameters.Shift(data, layer, 0);
            _zeroPoint = layer.ZeroPoint;
            _low = layer.Low;
            _high = layer.High;
            _output = output.Offset;
            _wide = output.Type == TensorType.Int16;
        }

        internal override void Run(Workspace memory)
        {
            int[] x = memory.Features;
            int[] offset = _offset;
            int[] multiplier = _multiplier;
            sbyte[] y = memory.Int8;
            short[] wide = memory.Int16;
            bool isWide = _wide;
            int count = offset.Length;
            int o = _output;
            int shift = _shift;
            long round = 1L << (shift - 1);
            long zero = _zeroPoint;
            long low = _low;
            long high = _high;
            for (int i = 0; i < count; i++)
            {
                long v = ((((long)x[i] - offset[i]) * multiplier[i] + round) >> shift) + zero;
                if (v < low)
                {
                    v = low;
                }
                else if (v > high)
                {
                    v = high;
                }

                if (isWide)
                {
                    wide[o + i] = (short)v;
                }
                else
                {
                    y[o + i] = (sbyte)v;
                }
            }
        }
    }
}

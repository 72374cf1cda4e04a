namespace AIoT.Embedded.Inference
{
    /// <summary>
    /// The model's own input scale: int32 features to int8 (or int16).
    /// <code>
    /// y[i] = clip(((x[i] - offset[i]) * multiplier[i] + (1 &lt;&lt; (shift - 1)) >> shift) + zeroPoint)
    /// </code>
    /// The difference has 33 bits and the multiplier 30, so 64 bits hold every product whatever the features are. Computed as
    /// <c>(x[i] * multiplier[i] + start[i]) >> shift</c> with start = 2^(shift-1) - offset * multiplier + (zeroPoint &lt;&lt; shift): each product is
    /// at most 2^61, and shifts above <see cref="LargestFoldedShift"/>, where the zero point would not fit beside them, add it afterwards.
    /// </summary>
    internal sealed class NormalizeKernel : Kernel
    {
        private const int LargestFoldedShift = 45;

        private readonly long[] _multiplier;
        private readonly long[] _start;
        private readonly int _shift;
        private readonly int _zeroPoint;
        private readonly int _low;
        private readonly int _high;
        private readonly int _output;
        private readonly bool _wide;

        internal NormalizeKernel(byte[] data, Layer layer, Tensor output)
        {
            _shift = Parameters.Shift(data, layer, 0);
            bool fold = _shift <= LargestFoldedShift;
            _zeroPoint = fold ? 0 : layer.ZeroPoint;
            _multiplier = new long[output.Count];
            _start = new long[output.Count];
            for (int i = 0; i < output.Count; i++)
            {
                long m = ImageCursor.Int32At(data, layer.Multipliers + 4 * i);
                _multiplier[i] = m;
                _start[i] = (1L << (_shift - 1)) - ImageCursor.Int32At(data, layer.Bias + 4 * i) * m + (fold ? (long)layer.ZeroPoint << _shift : 0);
            }

            _low = layer.Low;
            _high = layer.High;
            _output = output.Offset;
            _wide = output.Type == TensorType.Int16;
        }

        internal override void Run(Workspace memory)
        {
            int i;
            long v;
            long low = _low - _zeroPoint;
            int shift = _shift;
            int[] x = memory.Features;
            long[] multiplier = _multiplier;
            long[] start = _start;
            sbyte[] narrow = memory.Int8;
            ulong span = (ulong)(_high - _low);
            int o = _output;
            int zero = _zeroPoint;
            i = start.Length;
            if (_wide)
            {
                short[] wide = memory.Int16;
                while (--i >= 0)
                {
                    if ((ulong)((v = (x[i] * multiplier[i] + start[i]) >> shift) - low) > span)
                    {
                        v = v < low ? low : low + (long)span;
                    }

                    wide[o + i] = (short)(v + zero);
                }

                return;
            }

            if (zero == 0)
            {
                while (--i >= 0)
                {
                    if ((ulong)((v = (x[i] * multiplier[i] + start[i]) >> shift) - low) > span)
                    {
                        v = v < low ? low : low + (long)span;
                    }

                    narrow[o + i] = (sbyte)v;
                }

                return;
            }

            while (--i >= 0)
            {
                if ((ulong)((v = (x[i] * multiplier[i] + start[i]) >> shift) - low) > span)
                {
                    v = v < low ? low : low + (long)span;
                }

                narrow[o + i] = (sbyte)(v + zero);
            }
        }
    }
}

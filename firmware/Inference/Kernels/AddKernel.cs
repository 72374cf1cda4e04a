namespace AIoT.Embedded.Inference
{
    /// <summary>
    /// Weighted sum of two tensors:
    /// <code>y = clip(((a - zeroPointA) * mA + (b - zeroPointB) * mB + (1 &lt;&lt; (s - 1)) >> s) + zeroPoint)</code>
    /// computed as <c>(a * mA + b * mB + start >> s) + zeroPoint</c>; every term is below 2^48.
    /// </summary>
    internal sealed class AddKernel : Kernel
    {
        private readonly Layer _layer;
        private readonly Tensor _a;
        private readonly Tensor _b;
        private readonly Tensor _output;
        private readonly long _multiplierA;
        private readonly long _multiplierB;
        private readonly long _start;
        private readonly int _shift;

        internal AddKernel(byte[] data, Layer layer, Tensor a, Tensor b, Tensor output)
        {
            _layer = layer;
            _a = a;
            _b = b;
            _output = output;
            _multiplierA = ImageCursor.Int32At(data, layer.Multipliers);
            _multiplierB = ImageCursor.Int32At(data, layer.Multipliers + 4);
            _shift = Parameters.Shift(data, layer, 0);
            _start = (1L << (_shift - 1)) - layer.ZeroPointA * _multiplierA - layer.ZeroPointB * _multiplierB;
        }

        internal override void Run(Workspace memory)
        {
            sbyte[] narrow = memory.Int8;
            short[] wide = memory.Int16;
            bool wideA = _a.Type == TensorType.Int16;
            bool wideB = _b.Type == TensorType.Int16;
            bool wideOut = _output.Type == TensorType.Int16;
            int a = _a.Offset;
            int b = _b.Offset;
            int o = _output.Offset;
            long mA = _multiplierA;
            long mB = _multiplierB;
            long start = _start;
            int shift = _shift;
            long zero = _layer.ZeroPoint;
            long low = _layer.Low;
            long high = _layer.High;
            for (int end = o + _output.Count; o < end; o++)
            {
                long v = ((start + (wideA ? wide[a] : narrow[a]) * mA + (wideB ? wide[b] : narrow[b]) * mB) >> shift) + zero;
                v = v < low ? low : v > high ? high : v;
                if (wideOut)
                {
                    wide[o] = (short)v;
                }
                else
                {
                    narrow[o] = (sbyte)v;
                }

                a++;
                b++;
            }
        }
    }
}

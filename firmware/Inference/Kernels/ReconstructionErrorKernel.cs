namespace AIoT.Embedded.Inference
{
    /// <summary>
    /// How badly tensor b repeats tensor a, as one Q15 score:
    /// <code>
    /// d[i] = (a[i] - zeroPointA) * mA - (b[i] - zeroPointB) * mB
    /// q = min(2^31 - 1, sum of d[i]^2 rounded >> pre);  score = clip(q * m + (1 &lt;&lt; (s - 1)) >> s, 0, 32768)
    /// </code>
    /// The reader has proved that the sum stays below 2^62.
    /// </summary>
    internal sealed class ReconstructionErrorKernel : Kernel
    {
        private readonly Layer _layer;
        private readonly Tensor _a;
        private readonly Tensor _b;
        private readonly long _multiplierA;
        private readonly long _multiplierB;
        private readonly long _multiplier;
        private readonly int _shift;
        private readonly int _preShift;

        internal ReconstructionErrorKernel(byte[] data, Layer layer, Tensor a, Tensor b)
        {
            _layer = layer;
            _a = a;
            _b = b;
            _multiplierA = ImageCursor.Int32At(data, layer.Multipliers);
            _multiplierB = ImageCursor.Int32At(data, layer.Multipliers + 4);
            _multiplier = ImageCursor.Int32At(data, layer.Multipliers + 8);
            _shift = Parameters.Shift(data, layer, 0);
            _preShift = data[layer.Bias];
        }

        internal override void Run(Workspace memory)
        {
            sbyte[] narrow = memory.Int8;
            short[] wide = memory.Int16;
            bool wideA = _a.Type == TensorType.Int16;
            bool wideB = _b.Type == TensorType.Int16;
            int a = _a.Offset;
            int b = _b.Offset;
            long mA = _multiplierA;
            long mB = _multiplierB;
            long start = _layer.ZeroPointB * mB - _layer.ZeroPointA * mA;
            long sum = 0;
            int i = _a.Count;
            if (!wideA && !wideB && mA < 1 << 22 && mB < 1 << 22)
            {
                // The usual case: each product and their difference fit an int.
                int a32 = (int)mA;
                int b32 = (int)mB;
                while (--i >= 0)
                {
                    long d = narrow[a + i] * a32 - narrow[b + i] * b32 + start;
                    sum += d * d;
                }
            }
            else
            {
                while (--i >= 0)
                {
                    long d = (wideA ? wide[a + i] : narrow[a + i]) * mA - (wideB ? wide[b + i] : narrow[b + i]) * mB + start;
                    sum += d * d;
                }
            }

            if (_preShift > 0)
            {
                sum = (sum + (1L << (_preShift - 1))) >> _preShift;
            }

            if (sum > int.MaxValue)
            {
                sum = int.MaxValue;
            }

            long score = (sum * _multiplier + (1L << (_shift - 1))) >> _shift;
            memory.Scores[0] = score > 32768 ? 32768 : (int)score;
        }
    }
}

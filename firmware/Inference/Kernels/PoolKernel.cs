namespace AIoT.Embedded.Inference
{
    /// <summary>
    /// Largest or mean value of a window; positions outside the input are left out.
    /// <code>
    /// max:  y = clip(largest x)
    /// mean: y = clip(((sum of x - count * zeroPointA) * m[count] + (1 &lt;&lt; (s - 1)) >> s) + zeroPoint)
    /// </code>
    /// </summary>
    internal sealed class PoolKernel : Kernel
    {
        private readonly Layer _layer;
        private readonly Tensor _input;
        private readonly Tensor _output;

        // One multiplier for the whole window, or one for each count of positions inside; null: largest value.
        private readonly int[] _multiplier;
        private readonly int _shift;

        internal PoolKernel(byte[] data, Layer layer, Tensor input, Tensor output)
        {
            _layer = layer;
            _input = input;
            _output = output;
            if (layer.Kind == LayerKind.AveragePool)
            {
                _multiplier = Parameters.Int32(data, layer.Multipliers, layer.MultiplierCount);
                _shift = Parameters.Shift(data, layer, 0);
            }
        }

        internal override void Run(Workspace memory)
        {
            Layer layer = _layer;
            int o = _output.Offset;
            for (int y = 0; y < _output.Height; y++)
            {
                int top = y * layer.StrideHeight - layer.PadTop;
                int bottom = top + layer.KernelHeight;
                top = top < 0 ? 0 : top;
                bottom = bottom > _input.Height ? _input.Height : bottom;
                for (int x = 0; x < _output.Width; x++)
                {
                    int left = x * layer.StrideWidth - layer.PadLeft;
                    int right = left + layer.KernelWidth;
                    left = left < 0 ? 0 : left;
                    right = right > _input.Width ? _input.Width : right;
                    Position(memory, top, bottom, left, right, o);
                    o += _output.Channels;
                }
            }
        }

        private void Position(Workspace memory, int top, int bottom, int left, int right, int o)
        {
            sbyte[] narrow = memory.Int8;
            short[] wide = memory.Int16;
            bool isWide = _input.Type == TensorType.Int16;
            bool mean = _multiplier != null;
            int channels = _input.Channels;
            int rowStep = _input.Width * channels;
            int first = _input.Offset + (top * _input.Width + left) * channels;
            int span = (right - left) * channels;
            int last = first + (bottom - top) * rowStep;
            int low = _layer.Low;
            int high = _layer.High;
            long multiplier = 0;
            int shift = _shift;
            int count = (bottom - top) * (right - left);
            int start = 0;
            if (mean)
            {
                multiplier = _multiplier.Length == 1 ? _multiplier[0] : _multiplier[count - 1];
                start = -count * _layer.ZeroPointA;
            }

            for (int c = 0; c < channels; c++)
            {
                int v = mean ? start : int.MinValue;
                for (int row = first + c; row < last; row += rowStep)
                {
                    int end = row + span;
                    if (mean)
                    {
                        for (int at = row; at < end; at += channels)
                        {
                            v += isWide ? wide[at] : narrow[at];
                        }
                    }
                    else
                    {
                        for (int at = row; at < end; at += channels)
                        {
                            int x = isWide ? wide[at] : narrow[at];
                            if (x > v)
                            {
                                v = x;
                            }
                        }
                    }
                }

                long r = mean ? ((v * multiplier + (1L << (shift - 1))) >> shift) + _layer.ZeroPoint : v;
                int result = r < low ? low : r > high ? high : (int)r;
                if (isWide)
                {
                    wide[o + c] = (short)result;
                }
                else
                {
                    narrow[o + c] = (sbyte)result;
                }
            }
        }
    }
}

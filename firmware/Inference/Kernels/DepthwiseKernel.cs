namespace AIoT.Embedded.Inference
{
    /// <summary>
    /// Each channel convolved by itself, along the width or over a plane:
    /// <code>y[p][n] = requantize(bias[n] + sum over taps i, j of w[i][j][n] * x[p * stride - pad + (i, j) * dilation][n / multiplier])</code>
    /// Positions outside the input hold the pad value. Windows inside the input that move by one column go through <see cref="DepthwiseLanes"/>.
    /// </summary>
    internal sealed class DepthwiseKernel : Kernel
    {
        private readonly Layer _layer;
        private readonly Tensor _input;
        private readonly Tensor _output;
        private readonly int[] _bias;
        private readonly int[] _multiplier;
        private readonly byte[] _shift;

        // Channel by channel, so that one channel's taps lie in a row.
        private readonly sbyte[] _weights;

        // Multipliers under one shift, and bias * m + rounding + zero point; null where that cannot be proved to fit 64 bits.
        private readonly long[] _longMultiplier;
        private readonly long[] _start;
        private readonly int _commonShift;
        private readonly DepthwiseLanes _lanes;

        internal DepthwiseKernel(byte[] data, Layer layer, Tensor input, Tensor output, bool packed)
        {
            _layer = layer;
            _input = input;
            _output = output;
            int units = output.Channels;
            int taps = layer.Taps;
            _bias = Parameters.Int32(data, layer.Bias, units);
            _multiplier = new int[units];
            _shift = new byte[units];
            _weights = new sbyte[units * taps];
            for (int n = 0; n < units; n++)
            {
                _multiplier[n] = Parameters.Multiplier(data, layer, n);
                _shift[n] = (byte)Parameters.Shift(data, layer, n);
                for (int k = 0; k < taps; k++)
                {
                    _weights[n * taps + k] = (sbyte)data[layer.Weights + k * units + n];
                }
            }

            _start = LaneMatrix.TryStarts(data, layer, units, _weights, out _longMultiplier, out _commonShift);
            _lanes = packed ? DepthwiseLanes.TryPack(layer, input, output, _weights, _start, _longMultiplier, _commonShift) : null;
        }

        internal override void Run(Workspace memory)
        {
            Layer layer = _layer;
            int reachHeight = (layer.KernelHeight - 1) * layer.DilationHeight;
            int reachWidth = (layer.KernelWidth - 1) * layer.DilationWidth;
            int row = _output.Width * _output.Channels;
            for (int y = 0; y < _output.Height; y++)
            {
                int top = y * layer.StrideHeight - layer.PadTop;
                int o = _output.Offset + y * row;
                bool inside = top >= 0 && top + reachHeight < _input.Height;
                int first = 0;
                int last = 0;
                if (inside && _lanes != null)
                {
                    // With steps of one column, output x has its window's last column at x - pad + reach; lanes read a little before it.
                    first = layer.PadLeft + _lanes.Reach - reachWidth;
                    last = _input.Width + layer.PadLeft - reachWidth;
                    last = last > _output.Width ? _output.Width : last;
                    if (first < last)
                    {
                        int at = _input.Offset + (top * _input.Width + first - layer.PadLeft + reachWidth) * _input.Channels;
                        for (int n = 0; n < _output.Channels; n++)
                        {
                            _lanes.Run(memory.Int8, at + n / layer.Units, o + first * _output.Channels + n, n, last - first);
                        }
                    }
                    else
                    {
                        first = 0;
                        last = 0;
                    }
                }

                for (int x = 0; x < _output.Width; x++)
                {
                    if (x == first && first < last)
                    {
                        x = last;
                        if (x == _output.Width)
                        {
                            break;
                        }
                    }

                    int left = x * layer.StrideWidth - layer.PadLeft;
                    if (inside && left >= 0 && left + reachWidth < _input.Width)
                    {
                        Inside(memory, top, left, o + x * _output.Channels);
                    }
                    else
                    {
                        Border(memory, top, left, o + x * _output.Channels);
                    }
                }
            }
        }

        /// <summary>A position whose window lies inside the input: no tap needs a check.</summary>
        private void Inside(Workspace memory, int top, int left, int o)
        {
            int n = 0;
            int at;
            int k = 0;
            int sum;
            sbyte[] narrow = memory.Int8;
            sbyte[] w = _weights;
            int[] bias = _bias;
            bool isWide = _input.Type == TensorType.Int16;
            bool fast = _output.Type == TensorType.Int8 && !isWide && _start != null;
            int channels = _input.Channels;
            int perChannel = _layer.Units;
            int kernelHeight = _layer.KernelHeight;
            int kernelWidth = _layer.KernelWidth;
            int column = _layer.DilationWidth * channels;
            int row = _layer.DilationHeight * _input.Width * channels;
            int first = _input.Offset + (top * _input.Width + left) * channels;
            int low = _layer.Low;
            uint span = (uint)(_layer.High - low);
            int shift = _commonShift;
            long[] multiplier = _longMultiplier;
            long[] start = _start;
            bool three = kernelWidth == 3 && !isWide;
            int column2 = 2 * column;
            for (int c = 0; c < channels; c++)
            {
                for (int j = 0; j < perChannel; j++)
                {
                    sum = fast ? 0 : bias[n];
                    at = first + c;
                    for (int i = 0; i < kernelHeight; i++)
                    {
                        if (three)
                        {
                            sum += w[k] * narrow[at] + w[k + 1] * narrow[at + column] + w[k + 2] * narrow[at + column2];
                            k += 3;
                        }
                        else
                        {
                            sum += isWide ? WideRow(memory.Int16, k, at, column) : NarrowRow(narrow, k, at, column);
                            k += kernelWidth;
                        }

                        at += row;
                    }

                    if (fast)
                    {
                        // start holds bias * m + rounding + the zero point, as in a lane matrix.
                        int v = (int)((sum * multiplier[n] + start[n]) >> shift);
                        if ((uint)(v - low) > span)
                        {
                            v = v < low ? low : low + (int)span;
                        }

                        narrow[o + n] = (sbyte)v;
                    }
                    else
                    {
                        Store(memory, sum, n, o + n);
                    }

                    n++;
                }
            }
        }

        private int NarrowRow(sbyte[] x, int k, int at, int column)
        {
            sbyte[] w = _weights;
            int sum = 0;
            for (int end = k + _layer.KernelWidth; k < end; k++)
            {
                sum += w[k] * x[at];
                at += column;
            }

            return sum;
        }

        private int WideRow(short[] x, int k, int at, int column)
        {
            sbyte[] w = _weights;
            int sum = 0;
            for (int end = k + _layer.KernelWidth; k < end; k++)
            {
                sum += w[k] * x[at];
                at += column;
            }

            return sum;
        }

        private void Border(Workspace memory, int top, int left, int o)
        {
            Layer layer = _layer;
            bool isWide = _input.Type == TensorType.Int16;
            int k = 0;
            for (int n = 0; n < _bias.Length; n++)
            {
                int sum = _bias[n];
                int channel = n / layer.Units;
                for (int i = 0; i < layer.KernelHeight; i++)
                {
                    int y = top + i * layer.DilationHeight;
                    for (int j = 0; j < layer.KernelWidth; j++)
                    {
                        int x = left + j * layer.DilationWidth;
                        int value = layer.PadValue;
                        if (y >= 0 && y < _input.Height && x >= 0 && x < _input.Width)
                        {
                            int at = _input.Offset + (y * _input.Width + x) * _input.Channels + channel;
                            value = isWide ? memory.Int16[at] : memory.Int8[at];
                        }

                        sum += _weights[k++] * value;
                    }
                }

                Store(memory, sum, n, o + n);
            }
        }

        private void Store(Workspace memory, int sum, int n, int at)
        {
            int shift = _shift[n];
            long v = (((long)sum * _multiplier[n] + (1L << (shift - 1))) >> shift) + _layer.ZeroPoint;
            int low = _layer.Low;
            int high = _layer.High;
            int y = v < low ? low : v > high ? high : (int)v;
            if (_output.Type == TensorType.Int16)
            {
                memory.Int16[at] = (short)y;
            }
            else
            {
                memory.Int8[at] = (sbyte)y;
            }
        }
    }
}

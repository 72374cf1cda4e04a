namespace AIoT.Embedded.Inference
{
    /// <summary>
    /// Each channel convolved by itself, along the width or over a plane:
    /// <code>y[p][n] = requantize(bias[n] + sum over taps i, j of w[i][j][n] * x[p * stride - pad + (i, j) * dilation][n / multiplier])</code>
    /// Positions outside the input hold the pad value.
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

        internal DepthwiseKernel(byte[] data, Layer layer, Tensor input, Tensor output)
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
        }

        internal override void Run(Workspace memory)
        {
            Layer layer = _layer;
            int o = _output.Offset;
            int reachHeight = (layer.KernelHeight - 1) * layer.DilationHeight;
            int reachWidth = (layer.KernelWidth - 1) * layer.DilationWidth;
            for (int y = 0; y < _output.Height; y++)
            {
                int top = y * layer.StrideHeight - layer.PadTop;
                for (int x = 0; x < _output.Width; x++)
                {
                    int left = x * layer.StrideWidth - layer.PadLeft;
                    if (top >= 0 && left >= 0 && top + reachHeight < _input.Height && left + reachWidth < _input.Width)
                    {
                        Inside(memory, top, left, o);
                    }
                    else
                    {
                        Border(memory, top, left, o);
                    }

                    o += _output.Channels;
                }
            }
        }

        /// <summary>A position whose window lies inside the input: no tap needs a check.</summary>
        private void Inside(Workspace memory, int top, int left, int o)
        {
            sbyte[] narrow = memory.Int8;
            short[] wide = memory.Int16;
            sbyte[] w = _weights;
            int[] bias = _bias;
            bool isWide = _input.Type == TensorType.Int16;
            int channels = _input.Channels;
            int perChannel = _layer.Units;
            int first = _input.Offset + (top * _input.Width + left) * channels;
            int kernelHeight = _layer.KernelHeight;
            int kernelWidth = _layer.KernelWidth;
            int column = _layer.DilationWidth * channels;
            int row = _layer.DilationHeight * _input.Width * channels - kernelWidth * column;
            int k = 0;
            int n = 0;
            for (int c = 0; c < channels; c++)
            {
                for (int j = 0; j < perChannel; j++)
                {
                    int sum = bias[n];
                    int at = first + c;
                    for (int i = 0; i < kernelHeight; i++)
                    {
                        int end = k + kernelWidth;
                        if (isWide)
                        {
                            for (; k < end; k++)
                            {
                                sum += w[k] * wide[at];
                                at += column;
                            }
                        }
                        else
                        {
                            for (; k < end; k++)
                            {
                                sum += w[k] * narrow[at];
                                at += column;
                            }
                        }

                        at += row;
                    }

                    Store(memory, sum, n, o + n);
                    n++;
                }
            }
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

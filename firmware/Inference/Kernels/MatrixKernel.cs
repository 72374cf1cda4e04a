namespace AIoT.Embedded.Inference
{
    /// <summary>
    /// Dense, Conv1D and Conv2D: at each output position the inputs under the window, in a row, times a matrix of weights.
    /// A window that does not lie in a row (several rows, dilation, padding) is first gathered into one.
    /// </summary>
    internal sealed class MatrixKernel : Kernel
    {
        private readonly Layer _layer;
        private readonly Tensor _input;
        private readonly Tensor _output;
        private readonly LaneMatrix _lanes;
        private readonly PlainMatrix _plain;
        private readonly int _gather;

        // Output positions, and elements from one to the next and from one row to the next; a dense layer is one position.
        private readonly int _rows = 1;
        private readonly int _columns = 1;
        private readonly int _step;
        private readonly int _rowStep;

        internal MatrixKernel(byte[] data, Layer layer, Tensor input, Tensor output, LaneMatrix lanes)
        {
            _layer = layer;
            _input = input;
            _output = output;
            _lanes = lanes;
            _gather = layer.Gather;
            if (layer.Kind != LayerKind.Dense)
            {
                _rows = output.Height;
                _columns = output.Width;
                _step = layer.StrideWidth * input.Channels;
                _rowStep = layer.StrideHeight * input.Width * input.Channels;
            }

            if (lanes == null)
            {
                _plain = new PlainMatrix(data, layer, layer.Units);
            }
        }

        internal override void Run(Workspace memory)
        {
            int step = _step;
            int o = _output.Offset;
            if (_gather < 0 && _lanes != null && _lanes.TakesRows)
            {
                // No padding and one kernel row: the positions of one output row lie a step apart.
                int start = _input.Offset;
                for (int y = 0; y < _rows; y++)
                {
                    _lanes.MultiplyRows(memory.Int8, start, step, o, _columns);
                    start += _rowStep;
                    o += _columns * _layer.Units;
                }

                return;
            }

            for (int y = 0; y < _rows; y++)
            {
                int at = _input.Offset + y * _rowStep;
                for (int x = 0; x < _columns; x++)
                {
                    if (_gather < 0)
                    {
                        Position(memory, at, o);
                        at += step;
                    }
                    else
                    {
                        if (_input.Type == TensorType.Int16)
                        {
                            Gather16(memory.Int16, y * _layer.StrideHeight - _layer.PadTop, x * _layer.StrideWidth - _layer.PadLeft);
                        }
                        else
                        {
                            Gather8(memory.Int8, y * _layer.StrideHeight - _layer.PadTop, x * _layer.StrideWidth - _layer.PadLeft);
                        }

                        Position(memory, _gather, o);
                    }

                    o += _layer.Units;
                }
            }
        }

        private void Position(Workspace memory, int start, int o)
        {
            if (_lanes != null)
            {
                if (_lanes.TakesRows)
                {
                    _lanes.MultiplyRows(memory.Int8, start, 0, o, 1);
                    return;
                }

                Lanes.Pack(memory.Int8, start, _layer.Taps, memory.Words);
                _lanes.MultiplyBlocks(memory.Words, memory.Partial, memory.Int8, o);
                return;
            }

            bool wide = _output.Type == TensorType.Int16;
            if (_input.Type == TensorType.Int16)
            {
                _plain.Multiply(memory.Int16, start, wide ? null : memory.Int8, memory.Int16, o);
            }
            else
            {
                _plain.Multiply(memory.Int8, start, wide ? null : memory.Int8, memory.Int16, o);
            }
        }

        /// <summary>Gathers the window whose first tap is at (top, left) of the input, padded positions included.</summary>
        private void Gather8(sbyte[] arena, int top, int left)
        {
            Layer layer = _layer;
            int channels = _input.Channels;
            int to = layer.Gather;
            int row = layer.KernelWidth * channels;
            sbyte pad = (sbyte)layer.PadValue;
            for (int i = 0; i < layer.KernelHeight; i++)
            {
                int y = top + i * layer.DilationHeight;
                bool outside = y < 0 || y >= _input.Height;
                int from = _input.Offset + (y * _input.Width + left) * channels;
                if (!outside && layer.DilationWidth == 1 && left >= 0 && left + layer.KernelWidth <= _input.Width)
                {
                    System.Array.Copy(arena, from, arena, to, row);
                    to += row;
                    continue;
                }

                for (int j = 0; j < layer.KernelWidth; j++)
                {
                    int x = left + j * layer.DilationWidth;
                    int end = to + channels;
                    if (outside || x < 0 || x >= _input.Width)
                    {
                        while (to < end)
                        {
                            arena[to++] = pad;
                        }
                    }
                    else
                    {
                        from = _input.Offset + (y * _input.Width + x) * channels;
                        while (to < end)
                        {
                            arena[to++] = arena[from++];
                        }
                    }
                }
            }
        }

        private void Gather16(short[] arena, int top, int left)
        {
            Layer layer = _layer;
            int channels = _input.Channels;
            int to = layer.Gather;
            short pad = (short)layer.PadValue;
            for (int i = 0; i < layer.KernelHeight; i++)
            {
                int y = top + i * layer.DilationHeight;
                for (int j = 0; j < layer.KernelWidth; j++)
                {
                    int x = left + j * layer.DilationWidth;
                    bool outside = y < 0 || y >= _input.Height || x < 0 || x >= _input.Width;
                    int from = _input.Offset + (y * _input.Width + x) * channels;
                    for (int end = to + channels; to < end; to++)
                    {
                        arena[to] = outside ? pad : arena[from++];
                    }
                }
            }
        }
    }
}

namespace AIoT.Embedded.Inference
{
    /// <summary>
    /// Dense, Conv1D and Conv2D: at each output position the inputs under the window, in a row, times a matrix of weights.
    /// A window that does not lie in a row (several rows, dilation, part of it outside) is first gathered into one.
    /// </summary>
    internal sealed class MatrixKernel : Kernel
    {
        private readonly Layer _layer; // null for a dense layer
        private readonly int _units;
        private readonly Tensor _input;
        private readonly Tensor _output;
        private readonly LaneMatrix _lanes;

        // The lanes, where they take rows straight from the arena.
        private readonly LaneMatrix _rowLanes;
        private readonly PlainMatrix _plain;

        // A dense layer is one position. Else: output positions; elements from one to the next, and from one input row to the next.
        private readonly bool _dense;
        private readonly int _start;
        private readonly int _end;
        private readonly int _rows = 1;
        private readonly int _columns = 1;
        private readonly int _step;
        private readonly int _rowStep;

        // Whether a window's inputs lie in a row where it is inside the input, and the columns where it is.
        private readonly bool _inRow = true;
        private readonly int _firstInside;
        private readonly int _lastInside = 1;

        internal MatrixKernel(byte[] data, Layer layer, Tensor input, Tensor output, LaneMatrix lanes)
        {
            _layer = layer.Kind == LayerKind.Dense ? null : layer;
            _units = layer.Units;
            _input = input;
            _output = output;
            _lanes = lanes;
            _rowLanes = lanes != null && lanes.TakesRows ? lanes : null;
            _dense = layer.Kind == LayerKind.Dense;
            _start = input.Offset;
            _end = output.Offset;
            if (!_dense)
            {
                _rows = output.Height;
                _columns = output.Width;
                _step = layer.StrideWidth * input.Channels;
                _rowStep = input.Width * input.Channels;
                _inRow = layer.KernelHeight == 1 && (layer.DilationWidth == 1 || layer.KernelWidth == 1);
                if (_inRow)
                {
                    int room = input.Width + layer.PadLeft - layer.KernelWidth;
                    _firstInside = (layer.PadLeft + layer.StrideWidth - 1) / layer.StrideWidth;
                    _lastInside = room < 0 ? 0 : room / layer.StrideWidth + 1;
                    _lastInside = _lastInside > _columns ? _columns : _lastInside;
                    if (_firstInside >= _lastInside)
                    {
                        _firstInside = _columns;
                        _lastInside = _columns;
                    }
                }
            }

            if (lanes == null)
            {
                _plain = new PlainMatrix(data, layer, layer.Units);
            }
        }

        internal override void Run(Workspace memory)
        {
            if (_dense)
            {
                Inside(memory, _start, _end, 1);
                return;
            }

            int o = _output.Offset;
            for (int y = 0; y < _rows; y++)
            {
                int top = y * _layer.StrideHeight - _layer.PadTop;
                int first = _columns;
                int last = _columns;
                if (_inRow && top >= 0 && top < _input.Height)
                {
                    first = _firstInside;
                    last = _lastInside;
                }

                for (int x = 0; x < first; x++)
                {
                    Gathered(memory, top, x, o + x * _layer.Units);
                }

                Inside(memory, _input.Offset + top * _rowStep + (first * _layer.StrideWidth - _layer.PadLeft) * _input.Channels, o + first * _layer.Units, last - first);
                for (int x = last; x < _columns; x++)
                {
                    Gathered(memory, top, x, o + x * _layer.Units);
                }

                o += _columns * _layer.Units;
            }
        }

        /// <summary>Neighbouring positions whose inputs lie in rows, a step apart.</summary>
        private void Inside(Workspace memory, int start, int o, int positions)
        {
            if (_rowLanes != null)
            {
                _rowLanes.MultiplyRows(memory.Int8, start, _step, o, positions);
                return;
            }

            for (int x = 0; x < positions; x++)
            {
                Position(memory, start, o);
                start += _step;
                o += _units;
            }
        }

        private void Gathered(Workspace memory, int top, int x, int o)
        {
            int left = x * _layer.StrideWidth - _layer.PadLeft;
            if (_input.Type == TensorType.Int16)
            {
                Gather16(memory.Int16, top, left);
            }
            else
            {
                Gather8(memory.Int8, top, left);
            }

            Position(memory, _layer.Gather, o);
        }

        private void Position(Workspace memory, int start, int o)
        {
            if (_lanes != null)
            {
                if (_rowLanes != null)
                {
                    _rowLanes.MultiplyRows(memory.Int8, start, 0, o, 1);
                    return;
                }

                _lanes.MultiplyBlocks(memory.Int8, start, memory.Partial, o);
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

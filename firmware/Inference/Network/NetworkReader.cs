namespace AIoT.Embedded.Inference
{
    /// <summary>
    /// Reads the structure section of a network and checks everything that a kernel relies on: shapes, types, references,
    /// parameter lengths, multipliers, accumulator bounds, arena places. What it returns cannot make a kernel leave an array or overflow.
    /// </summary>
    internal sealed class NetworkReader
    {
        private readonly ImageCursor _structure;
        private readonly ImageCursor _parameters;
        private readonly byte[] _data;
        private readonly NetworkPlan _plan = new NetworkPlan();
        private int _index;
        private long _work;

        private NetworkReader(ImageCursor structure, ImageCursor parameters)
        {
            _structure = structure;
            _parameters = parameters;
            _data = structure.Data;
        }

        internal static NetworkPlan Read(ImageCursor structure, ImageCursor parameters)
        {
            NetworkReader reader = new NetworkReader(structure, parameters);
            reader.Read();
            return reader._plan;
        }

        private void Read()
        {
            int count = _structure.Varint(1, ImageFormat.MaxLayers);
            _plan.Tensors = new Tensor[count + 1];
            _plan.Layers = new Layer[count];
            Tensor input = NewTensor(_structure.Varint(1, ImageFormat.MaxElements), _structure.Varint(1, ImageFormat.MaxElements), _structure.Varint(1, ImageFormat.MaxElements));
            input.Type = (TensorType)_structure.Varint(0, 2);
            _plan.Int8Length = _structure.Varint(0, ImageFormat.MaxArenaBytes);
            _plan.Int16Length = _structure.Varint(0, ImageFormat.MaxArenaBytes / 2);
            int arenaBytes = _structure.Varint(0, ImageFormat.MaxArenaBytes);
            if (input.Count > ImageFormat.MaxFeatures && input.Type == TensorType.Features)
            {
                throw new ModelImageException(ImageFault.BadShape, input.Count + " features are too many");
            }

            _plan.Tensors[0] = input;
            Place(input);
            for (_index = 0; _index < count; _index++)
            {
                ReadLayer();
            }

            _structure.End("structure section");
            _parameters.End("parameter section");
            if (_plan.Result.Count > ImageFormat.MaxOutputs)
            {
                throw new ModelImageException(ImageFault.BadShape, _plan.Result.Count + " outputs are too many");
            }

            ArenaCheck.Check(_plan);
            if (arenaBytes != _plan.ArenaBytes)
            {
                throw new ModelImageException(ImageFault.BadArena, "the arena is said to take " + arenaBytes + " bytes and takes " + _plan.ArenaBytes);
            }

            _plan.Work = (int)_work;
        }

        private void ReadLayer()
        {
            Layer layer = new Layer();
            int kind = _structure.Byte();
            if (kind < (int)LayerKind.Normalize || kind > (int)LayerKind.ReconstructionError)
            {
                throw Refuse(ImageFault.UnknownLayer, "kind " + kind + " is unknown");
            }

            layer.Kind = (LayerKind)kind;
            layer.Flags = _structure.Byte();
            layer.Output = _index + 1;
            ReadInputs(layer);

            Tensor a = _plan.Tensors[layer.Inputs[0]];
            Tensor output = new Tensor();
            output.Type = (layer.Flags & ImageFormat.FlagInt16) != 0 ? TensorType.Int16 : TensorType.Int8;
            layer.Low = LowestOf(output.Type);
            layer.High = HighestOf(output.Type);
            if ((layer.Flags & ImageFormat.FlagClip) != 0)
            {
                layer.Low = _structure.Signed(layer.Low, layer.High);
                layer.High = _structure.Signed(layer.Low, layer.High);
            }

            int allowed = ImageFormat.FlagInputs;
            switch (layer.Kind)
            {
                case LayerKind.Normalize:
                    allowed |= ImageFormat.FlagInt16 | ImageFormat.FlagClip;
                    ReadNormalize(layer, a, output);
                    break;
                case LayerKind.Dense:
                    allowed |= ImageFormat.FlagInt16 | ImageFormat.FlagClip | ImageFormat.FlagPerChannelMultiplier | ImageFormat.FlagPerChannelShift;
                    ReadDense(layer, a, output);
                    break;
                case LayerKind.Conv1D:
                case LayerKind.Conv2D:
                case LayerKind.DepthwiseConv1D:
                case LayerKind.DepthwiseConv2D:
                    allowed = 0xFF;
                    ReadConvolution(layer, a, output);
                    break;
                case LayerKind.MaxPool:
                case LayerKind.AveragePool:
                    allowed |= ImageFormat.FlagInt16 | ImageFormat.FlagClip | ImageFormat.FlagStride | ImageFormat.FlagPadding | ImageFormat.FlagPerChannelMultiplier;
                    ReadPool(layer, a, output);
                    break;
                case LayerKind.Add:
                    allowed |= ImageFormat.FlagInt16 | ImageFormat.FlagClip;
                    ReadAdd(layer, a, output);
                    break;
                case LayerKind.Concatenate:
                    allowed |= ImageFormat.FlagInt16;
                    ReadConcatenate(layer, a, output);
                    break;
                case LayerKind.Reshape:
                    allowed |= ImageFormat.FlagInt16;
                    ReadReshape(layer, a, output);
                    break;
                case LayerKind.Lookup:
                    ReadLookup(layer, a, output);
                    break;
                case LayerKind.Rescale:
                    allowed |= ImageFormat.FlagInt16 | ImageFormat.FlagClip;
                    ReadRescale(layer, a, output);
                    break;
                default:
                    ReadScores(layer, a, output);
                    break;
            }

            if ((layer.Flags & ~allowed) != 0)
            {
                throw Refuse(ImageFault.BadNumber, "flags " + layer.Flags + " do not suit its kind");
            }

            if (_work > ImageFormat.MaxWork)
            {
                throw Refuse(ImageFault.TooMuch, "more than " + ImageFormat.MaxWork + " multiply-accumulates");
            }

            _plan.Tensors[_index + 1] = output;
            _plan.Layers[_index] = layer;
            Place(output);
            if (layer.Gather == 0)
            {
                layer.Gather = _structure.Varint(0, ImageFormat.MaxArenaBytes);
            }
        }

        private void ReadInputs(Layer layer)
        {
            int count = 1;
            if ((layer.Flags & ImageFormat.FlagInputs) != 0)
            {
                count = _structure.Varint(1, 16);
            }

            bool two = layer.Kind == LayerKind.Add || layer.Kind == LayerKind.ReconstructionError;
            if (two ? count != 2 : (layer.Kind != LayerKind.Concatenate && count != 1))
            {
                throw Refuse(ImageFault.BadReference, count + " inputs do not suit its kind");
            }

            layer.Inputs = new int[count];
            layer.Inputs[0] = _index;
            if ((layer.Flags & ImageFormat.FlagInputs) != 0)
            {
                for (int i = 0; i < count; i++)
                {
                    layer.Inputs[i] = _structure.Varint(0, ImageFormat.MaxLayers);
                    if (layer.Inputs[i] > _index)
                    {
                        throw Refuse(ImageFault.BadReference, "reads tensor " + layer.Inputs[i] + ", which is not there yet");
                    }
                }
            }

            for (int i = 0; i < count; i++)
            {
                Tensor tensor = _plan.Tensors[layer.Inputs[i]];
                bool features = layer.Kind == LayerKind.Normalize;
                if (features != (tensor.Type == TensorType.Features) || tensor.Type == TensorType.Scores)
                {
                    throw Refuse(ImageFault.BadType, "cannot read a tensor of type " + (int)tensor.Type);
                }

                tensor.LastRead = _index;
            }
        }

        private void ReadNormalize(Layer layer, Tensor a, Tensor output)
        {
            layer.ZeroPoint = ZeroPoint(output.Type);
            SetShape(output, a.Height, a.Width, a.Channels);
            layer.Bias = _parameters.Take(4 * a.Count);
            layer.MultiplierCount = a.Count;
            layer.Multipliers = _parameters.Take(4 * a.Count);
            for (int i = 0; i < a.Count; i++)
            {
                int m = ImageCursor.Int32At(_data, layer.Multipliers + 4 * i);
                if (m < 0 || m >= 1 << 30)
                {
                    throw Refuse(ImageFault.BadMultiplier, "multiplier " + m + " of feature " + i + " is not in 0..2^30-1");
                }
            }

            ReadShifts(layer, 1);
            _work += a.Count;
        }

        private void ReadDense(Layer layer, Tensor a, Tensor output)
        {
            layer.Units = _structure.Varint(1, ImageFormat.MaxElements);
            layer.ZeroPoint = ZeroPoint(output.Type);
            layer.Taps = a.Count;
            SetShape(output, 1, 1, layer.Units);
            ReadMatrix(layer, a, output, layer.Units, layer.Taps);
        }

        private void ReadConvolution(Layer layer, Tensor a, Tensor output)
        {
            bool plane = layer.Kind == LayerKind.Conv2D || layer.Kind == LayerKind.DepthwiseConv2D;
            bool depthwise = layer.Kind == LayerKind.DepthwiseConv1D || layer.Kind == LayerKind.DepthwiseConv2D;
            layer.Units = _structure.Varint(1, ImageFormat.MaxElements);
            layer.ZeroPoint = ZeroPoint(output.Type);
            int[] size = ReadWindow(layer, a, plane);
            int channels = layer.Units;
            int window = layer.KernelHeight * layer.KernelWidth;
            if (depthwise)
            {
                if ((long)layer.Units * a.Channels > ImageFormat.MaxElements)
                {
                    throw Refuse(ImageFault.BadShape, "too many output channels");
                }

                channels = layer.Units * a.Channels;
                layer.Taps = window;
            }
            else
            {
                if ((long)window * a.Channels > ImageFormat.MaxElements)
                {
                    throw Refuse(ImageFault.BadShape, "too many taps");
                }

                layer.Taps = window * a.Channels;
            }

            SetShape(output, size[0], size[1], channels);
            ReadMatrix(layer, a, output, channels, layer.Taps);
            if (!depthwise && ((layer.Flags & (ImageFormat.FlagPadding | ImageFormat.FlagDilation)) != 0 || layer.KernelHeight > 1))
            {
                layer.Gather = 0;
            }
        }

        /// <summary>Weights, biases, multipliers and shifts of Cout outputs with K taps each, and the proof that no accumulator overflows.</summary>
        private void ReadMatrix(Layer layer, Tensor a, Tensor output, int units, int taps)
        {
            long weights = (long)units * taps;
            if (weights > ImageFormat.MaxBodyLength)
            {
                throw Refuse(ImageFault.Truncated, weights + " weights do not fit an image");
            }

            bool depthwise = layer.Kind == LayerKind.DepthwiseConv1D || layer.Kind == LayerKind.DepthwiseConv2D;
            layer.Weights = _parameters.Take((int)weights);
            layer.Bias = _parameters.Take(4 * units);
            layer.MultiplierCount = (layer.Flags & ImageFormat.FlagPerChannelMultiplier) != 0 ? units : 1;
            ReadMultipliers(layer, layer.MultiplierCount);
            ReadShifts(layer, (layer.Flags & ImageFormat.FlagPerChannelShift) != 0 ? units : 1);
            _work += (long)output.Height * output.Width * weights;

            int largest = a.Type == TensorType.Int16 ? 32768 : 128;
            int stride = depthwise ? units : 1;
            for (int n = 0; n < units; n++)
            {
                int at = layer.Weights + (depthwise ? n : n * taps);
                long sum = 0;
                for (int k = 0; k < taps; k++)
                {
                    int w = (sbyte)_data[at];
                    sum += w < 0 ? -w : w;
                    at += stride;
                }

                long bias = ImageCursor.Int32At(_data, layer.Bias + 4 * n);
                if (sum * largest + (bias < 0 ? -bias : bias) > int.MaxValue)
                {
                    throw Refuse(ImageFault.AccumulatorOverflow, "output " + n + " can overflow its accumulator");
                }
            }

            if (!depthwise && a.Type == TensorType.Int8 && output.Type == TensorType.Int8)
            {
                bool wide = Lanes.WordsFor(taps) > Lanes.BlockWords;
                _plan.SpareElements = Larger(_plan.SpareElements, wide ? Lanes.SpareElementsOfBlocks : Lanes.SpareElements);
                _plan.WorkWords = Larger(_plan.WorkWords, wide ? units : 0);
            }
        }

        /// <summary>Kernel, strides, dilations and padding; returns the output's height and width.</summary>
        private int[] ReadWindow(Layer layer, Tensor a, bool plane)
        {
            if (plane)
            {
                layer.KernelHeight = _structure.Varint(1, ImageFormat.MaxElements);
            }
            else if (a.Height != 1)
            {
                throw Refuse(ImageFault.BadShape, "runs along the width of a tensor of height " + a.Height);
            }

            layer.KernelWidth = _structure.Varint(1, ImageFormat.MaxElements);
            if ((layer.Flags & ImageFormat.FlagStride) != 0)
            {
                layer.StrideHeight = plane ? _structure.Varint(1, 4096) : 1;
                layer.StrideWidth = _structure.Varint(1, 4096);
            }

            if ((layer.Flags & ImageFormat.FlagDilation) != 0)
            {
                layer.DilationHeight = plane ? _structure.Varint(1, 4096) : 1;
                layer.DilationWidth = _structure.Varint(1, 4096);
            }

            if ((layer.Flags & ImageFormat.FlagPadding) != 0)
            {
                layer.PadTop = plane ? _structure.Varint(0, 4096) : 0;
                layer.PadLeft = _structure.Varint(0, 4096);
                layer.PadBottom = plane ? _structure.Varint(0, 4096) : 0;
                layer.PadRight = _structure.Varint(0, 4096);
                layer.PadValue = ZeroPoint(a.Type);
            }

            int[] size = new int[2];
            size[0] = Steps(a.Height, layer.KernelHeight, layer.StrideHeight, layer.DilationHeight, layer.PadTop, layer.PadBottom);
            size[1] = Steps(a.Width, layer.KernelWidth, layer.StrideWidth, layer.DilationWidth, layer.PadLeft, layer.PadRight);
            if ((long)layer.KernelHeight * layer.KernelWidth > ImageFormat.MaxElements)
            {
                throw Refuse(ImageFault.BadShape, "the window is too large");
            }

            return size;
        }

        private int Steps(int length, int kernel, int stride, int dilation, int before, int after)
        {
            long reach = (long)(kernel - 1) * dilation + 1;
            long room = (long)length + before + after - reach;
            if (room < 0)
            {
                throw Refuse(ImageFault.BadShape, "a window of " + reach + " does not fit " + (length + before + after) + " positions");
            }

            return (int)(room / stride) + 1;
        }

        private void ReadPool(Layer layer, Tensor a, Tensor output)
        {
            SameType(a, output);
            int[] size = ReadWindow(layer, a, true);
            if (layer.PadTop >= layer.KernelHeight || layer.PadBottom >= layer.KernelHeight || layer.PadLeft >= layer.KernelWidth || layer.PadRight >= layer.KernelWidth)
            {
                throw Refuse(ImageFault.BadShape, "the padding is wider than the window");
            }

            SetShape(output, size[0], size[1], a.Channels);
            int window = layer.KernelHeight * layer.KernelWidth;
            _work += (long)output.Count * window;
            if (layer.Kind == LayerKind.MaxPool)
            {
                if ((layer.Flags & ImageFormat.FlagPerChannelMultiplier) != 0)
                {
                    throw Refuse(ImageFault.BadNumber, "has no multipliers");
                }

                return;
            }

            layer.ZeroPointA = ZeroPoint(a.Type);
            layer.ZeroPoint = ZeroPoint(output.Type);
            layer.MultiplierCount = (layer.Flags & ImageFormat.FlagPerChannelMultiplier) != 0 ? window : 1;
            ReadMultipliers(layer, layer.MultiplierCount);
            ReadShifts(layer, 1);
            if ((long)window * (a.Type == TensorType.Int16 ? 65535 : 255) > int.MaxValue)
            {
                throw Refuse(ImageFault.AccumulatorOverflow, "the window's sum can overflow");
            }
        }

        private void ReadAdd(Layer layer, Tensor a, Tensor output)
        {
            Tensor b = _plan.Tensors[layer.Inputs[1]];
            if (a.Height != b.Height || a.Width != b.Width || a.Channels != b.Channels)
            {
                throw Refuse(ImageFault.BadShape, "adds tensors of different shapes");
            }

            layer.ZeroPointA = ZeroPoint(a.Type);
            layer.ZeroPointB = ZeroPoint(b.Type);
            layer.ZeroPoint = ZeroPoint(output.Type);
            SetShape(output, a.Height, a.Width, a.Channels);
            layer.MultiplierCount = 2;
            layer.Multipliers = _parameters.Take(8);
            for (int i = 0; i < 2; i++)
            {
                if (ImageCursor.Int32At(_data, layer.Multipliers + 4 * i) == int.MinValue)
                {
                    throw Refuse(ImageFault.BadMultiplier, "multiplier -2^31 is out of range");
                }
            }

            ReadShifts(layer, 1);
            _work += output.Count;
        }

        private void ReadConcatenate(Layer layer, Tensor a, Tensor output)
        {
            layer.Units = _structure.Varint(0, 2);
            long height = 0, width = 0, channels = 0;
            for (int i = 0; i < layer.Inputs.Length; i++)
            {
                Tensor t = _plan.Tensors[layer.Inputs[i]];
                SameType(t, output);
                if ((layer.Units != 0 && t.Height != a.Height) || (layer.Units != 1 && t.Width != a.Width) || (layer.Units != 2 && t.Channels != a.Channels))
                {
                    throw Refuse(ImageFault.BadShape, "joins tensors that do not fit along axis " + layer.Units);
                }

                height += t.Height;
                width += t.Width;
                channels += t.Channels;
            }

            SetShape(output, layer.Units == 0 ? (int)height : a.Height, layer.Units == 1 ? (int)width : a.Width, layer.Units == 2 ? (int)channels : a.Channels);
            _work += output.Count;
        }

        private void ReadReshape(Layer layer, Tensor a, Tensor output)
        {
            SameType(a, output);
            SetShape(output, _structure.Varint(1, ImageFormat.MaxElements), _structure.Varint(1, ImageFormat.MaxElements), _structure.Varint(1, ImageFormat.MaxElements));
            if (output.Count != a.Count)
            {
                throw Refuse(ImageFault.BadShape, "gives " + a.Count + " elements a shape of " + output.Count);
            }
        }

        private void ReadLookup(Layer layer, Tensor a, Tensor output)
        {
            SameType(a, output);
            SetShape(output, a.Height, a.Width, a.Channels);
            layer.Weights = _parameters.Take(256);
            _work += output.Count;
        }

        private void ReadRescale(Layer layer, Tensor a, Tensor output)
        {
            layer.ZeroPointA = ZeroPoint(a.Type);
            layer.ZeroPoint = ZeroPoint(output.Type);
            SetShape(output, a.Height, a.Width, a.Channels);
            layer.MultiplierCount = 1;
            ReadMultipliers(layer, 1);
            ReadShifts(layer, 1);
            _work += output.Count;
        }

        /// <summary>Softmax, Scores and ReconstructionError: last layers, which write the caller's scores.</summary>
        private void ReadScores(Layer layer, Tensor a, Tensor output)
        {
            if (_index != _plan.Layers.Length - 1)
            {
                throw Refuse(ImageFault.BadReference, "writes scores but is not the last layer");
            }

            output.Type = TensorType.Scores;
            _work += a.Count;
            if (layer.Kind == LayerKind.Softmax)
            {
                SetShape(output, 1, 1, a.Count);
                layer.MultiplierCount = a.Type == TensorType.Int16 ? 2 : 1;
                ReadMultipliers(layer, layer.MultiplierCount);
                return;
            }

            if (layer.Kind == LayerKind.Scores)
            {
                layer.ZeroPointA = ZeroPoint(a.Type);
                SetShape(output, 1, 1, a.Count);
                layer.MultiplierCount = 1;
                ReadMultipliers(layer, 1);
                ReadShifts(layer, 1);
                return;
            }

            Tensor b = _plan.Tensors[layer.Inputs[1]];
            if (a.Count != b.Count)
            {
                throw Refuse(ImageFault.BadShape, "compares " + a.Count + " elements with " + b.Count);
            }

            layer.ZeroPointA = ZeroPoint(a.Type);
            layer.ZeroPointB = ZeroPoint(b.Type);
            SetShape(output, 1, 1, 1);
            layer.MultiplierCount = 3;
            ReadMultipliers(layer, 3);
            ReadShifts(layer, 1);
            layer.Bias = _parameters.Take(1);
            if (_data[layer.Bias] > 62)
            {
                throw Refuse(ImageFault.BadMultiplier, "shift " + _data[layer.Bias] + " is not in 0..62");
            }

            // |d| <= span * ma + span * mb, and count * d^2 must stay below 2^62.
            long largest = (long)(a.Type == TensorType.Int16 ? 65535 : 255) * ImageCursor.Int32At(_data, layer.Multipliers)
                + (long)(b.Type == TensorType.Int16 ? 65535 : 255) * ImageCursor.Int32At(_data, layer.Multipliers + 4);
            if (largest >= 1L << 31 || largest * largest > (1L << 62) / a.Count)
            {
                throw Refuse(ImageFault.AccumulatorOverflow, "the sum of squares can overflow");
            }
        }

        private void ReadMultipliers(Layer layer, int count)
        {
            layer.Multipliers = _parameters.Take(4 * count);
            for (int i = 0; i < count; i++)
            {
                if (ImageCursor.Int32At(_data, layer.Multipliers + 4 * i) <= 0)
                {
                    throw Refuse(ImageFault.BadMultiplier, "multiplier " + i + " is not in 1..2^31-1");
                }
            }
        }

        private void ReadShifts(Layer layer, int count)
        {
            layer.ShiftCount = count;
            layer.Shifts = _parameters.Take(count);
            for (int i = 0; i < count; i++)
            {
                int s = _data[layer.Shifts + i];
                if (s < 1 || s > 62)
                {
                    throw Refuse(ImageFault.BadMultiplier, "shift " + s + " is not in 1..62");
                }
            }
        }

        private int ZeroPoint(TensorType type)
        {
            return _structure.Signed(LowestOf(type), HighestOf(type));
        }

        private void SameType(Tensor a, Tensor output)
        {
            if (a.Type != output.Type)
            {
                throw Refuse(ImageFault.BadType, "reads type " + (int)a.Type + " and writes type " + (int)output.Type);
            }
        }

        private void Place(Tensor tensor)
        {
            if (tensor.Type == TensorType.Int8)
            {
                tensor.Offset = _structure.Varint(0, ImageFormat.MaxArenaBytes);
            }
            else if (tensor.Type == TensorType.Int16)
            {
                tensor.Offset = _structure.Varint(0, ImageFormat.MaxArenaBytes);
            }
        }

        private Tensor NewTensor(int height, int width, int channels)
        {
            Tensor tensor = new Tensor();
            SetShape(tensor, height, width, channels);
            return tensor;
        }

        private void SetShape(Tensor tensor, int height, int width, int channels)
        {
            // Each factor is at most 2^28 and the first product is checked before the second, so 64 bits hold them.
            long area = (long)height * width;
            if (height < 1 || width < 1 || channels < 1 || area > ImageFormat.MaxElements || area * channels > ImageFormat.MaxElements)
            {
                throw Refuse(ImageFault.BadShape, "a tensor of " + height + " x " + width + " x " + channels + " is empty or too large");
            }

            tensor.Height = height;
            tensor.Width = width;
            tensor.Channels = channels;
            tensor.Count = (int)(area * channels);
            tensor.LastRead = -1;
        }

        private ModelImageException Refuse(ImageFault fault, string message)
        {
            return new ModelImageException(fault, "layer " + _index + ": " + message);
        }

        private static int LowestOf(TensorType type)
        {
            return type == TensorType.Int16 ? -32768 : -128;
        }

        private static int HighestOf(TensorType type)
        {
            return type == TensorType.Int16 ? 32767 : 127;
        }

        private static int Larger(int a, int b)
        {
            return a > b ? a : b;
        }
    }
}

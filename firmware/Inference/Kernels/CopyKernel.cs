namespace AIoT.Embedded.Inference
{
    /// <summary>
    /// Concatenate and Reshape: stretches of elements copied as they are, <c>rows</c> times with a step, by the native Array.Copy.
    /// A reshape in place copies nothing.
    /// </summary>
    internal sealed class CopyKernel : Kernel
    {
        private readonly int[] _from;
        private readonly int[] _stretch;
        private readonly int _rows;
        private readonly int _output;
        private readonly bool _wide;

        internal CopyKernel(NetworkPlan plan, Layer layer)
        {
            Tensor output = plan.Tensors[layer.Output];
            int inputs = layer.Inputs.Length;
            _from = new int[inputs];
            _stretch = new int[inputs];
            _output = output.Offset;
            _wide = output.Type == TensorType.Int16;

            // Axis 0 joins whole tensors, axis 1 rows, axis 2 positions.
            int axis = layer.Kind == LayerKind.Concatenate ? layer.Units : 0;
            _rows = axis == 0 ? 1 : axis == 1 ? output.Height : output.Height * output.Width;
            for (int i = 0; i < inputs; i++)
            {
                Tensor t = plan.Tensors[layer.Inputs[i]];
                _from[i] = t.Offset;
                _stretch[i] = t.Count / _rows;
            }
        }

        internal override void Run(Workspace memory)
        {
            System.Array arena = _wide ? (System.Array)memory.Int16 : memory.Int8;
            int to = _output;
            for (int row = 0; row < _rows; row++)
            {
                for (int i = 0; i < _from.Length; i++)
                {
                    int stretch = _stretch[i];
                    int from = _from[i] + row * stretch;
                    if (from != to)
                    {
                        System.Array.Copy(arena, from, arena, to, stretch);
                    }

                    to += stretch;
                }
            }
        }
    }
}

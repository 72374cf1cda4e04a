namespace AIoT.Embedded.Inference
{
    /// <summary>Any function of one int8, by its table: <c>y = table[x + 128]</c>.</summary>
    internal sealed class LookupKernel : Kernel
    {
        private readonly sbyte[] _table = new sbyte[256];
        private readonly int _input;
        private readonly int _output;
        private readonly int _count;

        internal LookupKernel(byte[] data, Layer layer, Tensor input, Tensor output)
        {
            for (int i = 0; i < 256; i++)
            {
                _table[i] = (sbyte)data[layer.Weights + i];
            }

            _input = input.Offset;
            _output = output.Offset;
            _count = output.Count;
        }

        internal override void Run(Workspace memory)
        {
            sbyte[] arena = memory.Int8;
            sbyte[] table = _table;
            int a = _input;
            int o = _output;
            for (int end = o + _count; o < end; o++)
            {
                arena[o] = table[arena[a] + 128];
                a++;
            }
        }
    }
}

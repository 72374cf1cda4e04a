namespace AIoT.Embedded.Inference
{
    /// <summary>A checked layer record: everything a kernel needs, and where its parameters lie in the image.</summary>
    internal sealed class Layer
    {
        internal LayerKind Kind;
        internal int Flags;

        /// <summary>Indices of the tensors that it reads.</summary>
        internal int[] Inputs;

        /// <summary>Index of the tensor that it writes: its own index + 1.</summary>
        internal int Output;

        /// <summary>Results are kept within this range: the type's own or that of a fused ReLU, ReLU6 or clip.</summary>
        internal int Low, High;

        /// <summary>Zero points of the output and of the inputs, where the layer needs them.</summary>
        internal int ZeroPoint, ZeroPointA, ZeroPointB;

        /// <summary>Output channels; depth multiplier for depthwise layers; axis for Concatenate.</summary>
        internal int Units;

        internal int KernelHeight = 1, KernelWidth = 1, StrideHeight = 1, StrideWidth = 1, DilationHeight = 1, DilationWidth = 1;
        internal int PadTop, PadLeft, PadBottom, PadRight;

        /// <summary>What a padded position holds: the input's zero point.</summary>
        internal int PadValue;

        /// <summary>Weights of one output: taps of one channel for depthwise layers.</summary>
        internal int Taps;

        /// <summary>First element of the area where one position's inputs are gathered, or -1 where they already lie in a row.</summary>
        internal int Gather = -1;

        /// <summary>Where the parameters start in the image, by kind.</summary>
        internal int Weights, Bias, Multipliers, Shifts;

        /// <summary>Entries of the multiplier and shift arrays: one, or one a channel.</summary>
        internal int MultiplierCount, ShiftCount;
    }
}

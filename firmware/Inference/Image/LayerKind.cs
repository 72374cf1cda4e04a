namespace AIoT.Embedded.Inference
{
    /// <summary>Layers of a network, by their number in the image.</summary>
    public enum LayerKind
    {
        /// <summary>int32 features to int8 or int16: (x - offset) * multiplier >> shift, per feature.</summary>
        Normalize = 1,
        /// <summary>Fully connected.</summary>
        Dense = 2,
        /// <summary>Convolution along the width.</summary>
        Conv1D = 3,
        /// <summary>Convolution over height and width.</summary>
        Conv2D = 4,
        /// <summary>Convolution of each channel by itself, along the width.</summary>
        DepthwiseConv1D = 5,
        /// <summary>Convolution of each channel by itself, over height and width.</summary>
        DepthwiseConv2D = 6,
        /// <summary>Largest value of a window.</summary>
        MaxPool = 7,
        /// <summary>Mean of a window, requantized.</summary>
        AveragePool = 8,
        /// <summary>Weighted sum of two tensors of one shape.</summary>
        Add = 9,
        /// <summary>Tensors joined along one axis.</summary>
        Concatenate = 10,
        /// <summary>The same values in another shape.</summary>
        Reshape = 11,
        /// <summary>A table of 256 values: sigmoid, tanh, leaky ReLU, any function of one int8.</summary>
        Lookup = 12,
        /// <summary>Values brought to another scale, zero point or type.</summary>
        Rescale = 13,
        /// <summary>int8 or int16 logits to Q15 scores.</summary>
        Softmax = 14,
        /// <summary>Values to Q15 scores by a scale.</summary>
        Scores = 15,
        /// <summary>Mean squared difference of two tensors to one Q15 score.</summary>
        ReconstructionError = 16,
    }
}

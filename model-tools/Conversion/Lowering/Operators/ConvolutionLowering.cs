using AIoT.Embedded.ModelTools.Conversion.Execution;
using AIoT.Embedded.ModelTools.Conversion.Graph;
using AIoT.Embedded.ModelTools.Image;

namespace AIoT.Embedded.ModelTools.Conversion.Lowering.Operators;

/// <summary>Convolutions over one or two axes, and transposed ones as convolutions whose outputs are woven into each other.</summary>
internal static class ConvolutionLowering
{
    public static void Register(Dictionary<string, Lowerer> table)
    {
        table.Add((c, n) => Convolve(c, n, c.In(n, 0, takesPadding: true), c.Weights(n, 1), c.OptionalConstant(n, 2)), "Conv");
        table.Add(TransposedConvolution.Lower, "ConvTranspose");
    }

    public static Place Convolve(LoweringContext c, GraphNode node, Place data, WeightTensor weights, Tensor? bias)
    {
        Place x = c.AsImage(node, data);
        Tensor w = weights.Values;
        if (w.Rank != x.Dims.Length)
        {
            throw new CannotLowerException($"weights of shape {Tensor.Shape(w.Dims)}", "use one or two spatial axes");
        }

        Window2D window = WindowOf(node, x, w.Dims[2..]);
        int groups = (int)node.Int("group", 1), outputs = w.Dims[0], perGroup = w.Dims[1], channels = x.Shape.Channels;
        bool depthwise = groups == channels && perGroup == 1 && groups > 1;
        int kernel = window.KernelHeight * window.KernelWidth, outputsPerGroup = outputs / groups;
        LoweringContext.CheckWeights((long)outputs * kernel * (depthwise ? 1 : channels));
        int taps = depthwise ? kernel : kernel * channels;

        // ONNX's [output][channel of the group][ky][kx] becomes [output][ky][kx][channel]; other groups are filled with zeros.
        var board = new double[outputs * taps];
        for (int o = 0; o < outputs; o++)
        {
            for (int i = 0; i < perGroup; i++)
            {
                for (int k = 0; k < kernel; k++)
                {
                    int channel = o / outputsPerGroup * perGroup + i;
                    board[o * taps + (depthwise ? k : k * channels + channel)] = w.Data[(o * perGroup + i) * kernel + k];
                }
            }
        }

        (int height, int width) = window.Output(x.Shape);
        var shape = new TensorShape(height, width, outputs);
        if (shape.Count != Tensor.Count(c.OutDims(node)))
        {
            // With a Pad before it the extents are those that ONNX found.
            throw new CannotLowerException("its extents do not come out as ONNX's", "give its padding as numbers (pads) instead of auto_pad");
        }

        return c.Emit(node, y => new FloatConv
        {
            Name = node.Name,
            Inputs = [x.Value],
            Output = y,
            Weights = board,
            Bias = bias is null ? new double[outputs] : [.. bias.Data],
            Window = window,
            Depthwise = depthwise,
            ToldScales = weights.PerOutput(outputs, 0),
        }, shape, ElementOrder.ChannelsLast(outputs, height * width));
    }

    /// <summary>Kernel, strides, dilations and padding of a node, with the padding that is due before it.</summary>
    public static Window2D WindowOf(GraphNode node, Place x, int[] kernel)
    {
        SpatialWindow s;
        try
        {
            // Extents as ONNX sees them: auto_pad counts from the padded ones.
            s = SpatialWindow.Of(node, x.Padding is null ? x.Dims[2..] : ImageLayout.PaddedDims(x)[2..], kernel);
        }
        catch (OperatorException e)
        {
            throw new CannotLowerException(e.Message, "check the exported attributes");
        }

        int[] extra = x.Padding ?? [0, 0, 0, 0];
        return new Window2D(s.Kernel[1], s.Kernel[2], s.Stride[1], s.Stride[2], s.Dilation[1], s.Dilation[2],
            s.Begin[1] + extra[0], s.Begin[2] + extra[1], s.End[1] + extra[2], s.End[2] + extra[3]);
    }
}

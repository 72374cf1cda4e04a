using AIoT.Embedded.ModelTools.Conversion.Graph;

namespace AIoT.Embedded.ModelTools.Conversion.Execution;

/// <summary>Strides, dilations and padding of a ConvTranspose node, and the extents of its result, as the ONNX standard says.</summary>
internal sealed record TransposedWindow(int[] Kernel, int[] Stride, int[] Dilation, int[] Begin, int[] Output)
{
    /// <param name="node">Node with strides, dilations, pads, auto_pad, output_padding, output_shape.</param>
    /// <param name="input">Spatial extents.</param>
    /// <param name="kernel">Kernel extents, as many.</param>
    public static TransposedWindow Of(GraphNode node, int[] input, int[] kernel)
    {
        int rank = input.Length;
        if (rank is < 1 or > 3 || kernel.Length != rank || kernel.Any(k => k < 1))
        {
            throw new OperatorException($"works over 1 to 3 spatial axes, here {rank} with a kernel of {kernel.Length}");
        }

        int[] stride = SpatialWindow.Read(node, "strides", rank, 1, 1), dilation = SpatialWindow.Read(node, "dilations", rank, 1, 1);
        int[] pads = SpatialWindow.Read(node, "pads", 2 * rank, 0, 0), extra = SpatialWindow.Read(node, "output_padding", rank, 0, 0);
        int[]? told = node.Ints("output_shape") is { Length: > 0 } ? SpatialWindow.Read(node, "output_shape", rank, 0, 1) : null;
        string auto = node.Text("auto_pad", "NOTSET");
        var begin = new int[rank];
        var output = new int[rank];
        for (int i = 0; i < rank; i++)
        {
            long full = (input[i] - 1L) * stride[i] + (kernel[i] - 1L) * dilation[i] + 1 + extra[i];
            long size = told is not null ? told[i]
                : auto is "SAME_UPPER" or "SAME_LOWER" ? (long)input[i] * stride[i]
                : full - (auto == "VALID" ? 0 : pads[i] + (long)pads[rank + i]);
            long total = full - size;
            long first = told is null && auto is not ("SAME_UPPER" or "SAME_LOWER") ? auto == "VALID" ? 0 : pads[i]
                : auto == "SAME_UPPER" ? total / 2 : total - total / 2;
            if (size is < 1 or > Tensor.MaxElements || first < 0 || total < 0)
            {
                throw new OperatorException($"an output of {size} elements along axis {i + 2} cannot be made");
            }

            (begin[i], output[i]) = ((int)first, (int)size);
        }

        return new TransposedWindow(kernel, stride, dilation, begin, output);
    }
}

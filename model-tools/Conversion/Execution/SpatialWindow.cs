using AIoT.Embedded.ModelTools.Conversion.Graph;

namespace AIoT.Embedded.ModelTools.Conversion.Execution;

/// <summary>
/// Kernel, stride, dilation and padding of a convolution or pooling along three spatial axes
/// (one and two axes are led by axes of extent 1), with ONNX's rules for <c>auto_pad</c> and <c>ceil_mode</c>.
/// </summary>
internal sealed class SpatialWindow
{
    private SpatialWindow(int[] input, int[] output, int[] kernel, int[] stride, int[] dilation, int[] begin)
    {
        Input = input;
        Output = output;
        Kernel = kernel;
        Stride = stride;
        Dilation = dilation;
        Begin = begin;
    }

    public int[] Input { get; }

    public int[] Output { get; }

    public int[] Kernel { get; }

    public int[] Stride { get; }

    public int[] Dilation { get; }

    /// <summary>Padding before the first element.</summary>
    public int[] Begin { get; }

    /// <summary>Padding after the last element, as the node tells it (windows under ceil_mode may reach further).</summary>
    public int[] End { get; private init; } = [];

    /// <param name="node">Node with strides, dilations, pads, auto_pad, ceil_mode.</param>
    /// <param name="input">Spatial extents.</param>
    /// <param name="kernel">Kernel extents, as many.</param>
    public static SpatialWindow Of(GraphNode node, int[] input, int[] kernel)
    {
        int rank = input.Length;
        if (rank is < 1 or > 3 || kernel.Length != rank)
        {
            throw new OperatorException($"works over 1 to 3 spatial axes, here {rank} with a kernel of {kernel.Length}");
        }

        int[] stride = Read(node, "strides", rank, 1, 1), dilation = Read(node, "dilations", rank, 1, 1), pads = Read(node, "pads", 2 * rank, 0, 0);
        string auto = node.Text("auto_pad", "NOTSET");
        bool ceil = node.Int("ceil_mode", 0) != 0;
        var output = new int[rank];
        int[] begin = pads[..rank], end = pads[rank..];
        for (int i = 0; i < rank; i++)
        {
            if (kernel[i] < 1)
            {
                throw new OperatorException($"a kernel of {kernel[i]} is empty");
            }

            long reach = (kernel[i] - 1L) * dilation[i] + 1;
            if (auto is "SAME_UPPER" or "SAME_LOWER")
            {
                output[i] = (input[i] + stride[i] - 1) / stride[i];
                long total = Math.Max(0, (output[i] - 1L) * stride[i] + reach - input[i]);
                begin[i] = checked((int)(auto == "SAME_UPPER" ? total / 2 : total - total / 2));
                end[i] = checked((int)(total - begin[i]));
                continue;
            }

            if (auto == "VALID")
            {
                begin[i] = end[i] = 0;
            }
            else if (auto != "NOTSET" && auto.Length > 0)
            {
                throw new OperatorException($"auto_pad {auto} is unknown");
            }

            long room = (long)input[i] + begin[i] + end[i] - reach;
            if (room < 0)
            {
                throw new OperatorException($"a kernel reaching over {reach} does not fit {input[i]} elements");
            }

            long count = room / stride[i] + 1;
            if (ceil && room % stride[i] != 0 && count * stride[i] < (long)input[i] + begin[i])
            {
                count++;
            }

            output[i] = KernelCall.ClampToInt(count);
        }

        int[] Lead(int[] values, int filler) => [.. Enumerable.Repeat(filler, 3 - rank), .. values];
        return new SpatialWindow(Lead(input, 1), Lead(output, 1), Lead(kernel, 1), Lead(stride, 1), Lead(dilation, 1), Lead(begin, 0)) { End = Lead(end, 0) };
    }

    /// <summary>Output extents of the axes that there are.</summary>
    public int[] OutputOf(int rank) => Output[(3 - rank)..];

    internal static int[] Read(GraphNode node, string name, int count, int fallback, int least)
    {
        if (node.Ints(name) is not { Length: > 0 } values)
        {
            return [.. Enumerable.Repeat(fallback, count)];
        }

        if (values.Length != count || values.Any(v => v < least || v > Tensor.MaxElements))
        {
            throw new OperatorException($"{name} [{string.Join(",", values)}] does not fit {count} numbers of at least {least}");
        }

        return Array.ConvertAll(values, v => (int)v);
    }
}

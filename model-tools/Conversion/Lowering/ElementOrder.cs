using AIoT.Embedded.ModelTools.Conversion.Graph;

namespace AIoT.Embedded.ModelTools.Conversion.Lowering;

/// <summary>
/// Where each element of an ONNX value lies on the board: index[i] is the board's position of element i in ONNX's row-major order.
/// ONNX keeps channels first, the board last; transposes and reshapes only change this map, so that none of them is ever executed.
/// </summary>
internal static class ElementOrder
{
    public static int[] Identity(int count) => [.. Enumerable.Range(0, count)];

    /// <summary>The map of dims [1, channels, spatial...] to height, width, channels.</summary>
    public static int[] ChannelsLast(int channels, int positions)
    {
        var order = new int[channels * positions];
        for (int c = 0; c < channels; c++)
        {
            for (int p = 0; p < positions; p++)
            {
                order[c * positions + p] = p * channels + c;
            }
        }

        return order;
    }

    /// <summary>The map after ONNX's Transpose of a value with these dims.</summary>
    public static int[] Transposed(int[] order, int[] dims, int[] perm)
    {
        var old = new Tensor(ElementType.Int32, dims, Array.ConvertAll(order, v => (double)v));
        return Array.ConvertAll(Execution.ShapeKernels.Transpose(old, perm).Data, v => (int)v);
    }

    public static int[] Inverse(int[] order)
    {
        var inverse = new int[order.Length];
        for (int i = 0; i < order.Length; i++)
        {
            inverse[order[i]] = i;
        }

        return inverse;
    }
}

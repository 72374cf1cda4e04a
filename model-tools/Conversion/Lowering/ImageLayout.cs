using AIoT.Embedded.ModelTools.Conversion.Graph;
using AIoT.Embedded.ModelTools.Image;

namespace AIoT.Embedded.ModelTools.Conversion.Lowering;

/// <summary>How ONNX's axes lie on the board's height, width and channels.</summary>
internal static class ImageLayout
{
    /// <summary>Height, width and channels of ONNX dims [1, channels, length] or [1, channels, height, width].</summary>
    public static TensorShape Spatial(int[] dims) => dims.Length switch
    {
        3 when dims[0] == 1 => new TensorShape(1, dims[2], dims[1]),
        4 when dims[0] == 1 => new TensorShape(dims[2], dims[3], dims[1]),
        _ => throw new CannotLowerException($"a value of shape {Tensor.Shape(dims)}", "use one or two spatial axes and a batch of 1"),
    };

    /// <summary>
    /// Along which of the board's axes (0 height, 1 width, 2 channels) the axis of an ONNX value runs; -1 where it has one element,
    /// or where its elements do not lie at even steps.
    /// </summary>
    public static int BoardAxis(Place x, int axis)
    {
        if (x.Dims[axis] < 2)
        {
            return -1;
        }

        int step = x.Order[Tensor.Strides(x.Dims)[axis]] - x.Order[0];
        TensorShape s = x.Shape;
        return step == s.Width * s.Channels && s.Height == x.Dims[axis] ? 0
            : step == s.Channels && s.Width == x.Dims[axis] ? 1
            : step == 1 && s.Channels == x.Dims[axis] ? 2 : -1;
    }

    /// <summary>ONNX extents behind the padding that is due.</summary>
    public static int[] PaddedDims(Place x)
    {
        int[] pads = x.Padding ?? [0, 0, 0, 0], dims = [.. x.Dims];
        (int height, int width) = SpatialAxes(x);
        if (height >= 0)
        {
            dims[height] += pads[0] + pads[2];
        }

        dims[width] += pads[1] + pads[3];
        return dims;
    }

    /// <summary>The board's position of each element of the padded ONNX value.</summary>
    public static int[] PaddedOrder(Place x)
    {
        int[] pads = x.Padding ?? [0, 0, 0, 0], dims = PaddedDims(x), strides = Tensor.Strides(x.Dims);
        (int height, int width) = SpatialAxes(x);
        TensorShape s = x.Shape;
        int wide = s.Width + pads[1] + pads[3], count = Tensor.Count(dims);
        var order = new int[count];
        for (int i = 0; i < count; i++)
        {
            // The element's place without padding, seen from the image's upper left corner; channels come from row and column 0.
            int rest = i, source = 0, row = 0, column = 0;
            for (int axis = dims.Length - 1; axis >= 0; axis--)
            {
                int at = rest % dims[axis];
                rest /= dims[axis];
                if (axis == height)
                {
                    row = at;
                }
                else if (axis == width)
                {
                    column = at;
                }
                else
                {
                    source += at * strides[axis];
                }
            }

            order[i] = (row * wide + column) * s.Channels + x.Order[source] % s.Channels;
        }

        return order;
    }

    /// <summary>Which ONNX axes are the board's height and width: told by where the elements lie, else the last two of channels-first dims.</summary>
    private static (int Height, int Width) SpatialAxes(Place x)
    {
        int height = -1, width = -1;
        for (int axis = 0; axis < x.Dims.Length; axis++)
        {
            int board = BoardAxis(x, axis);
            height = board == 0 ? axis : height;
            width = board == 1 ? axis : width;
        }

        bool first = x.Dims.Length < 2 || BoardAxis(x, x.Dims.Length - 1) != 2;
        int last = x.Dims.Length - (first ? 1 : 2);
        width = width < 0 ? last : width;
        return (x.Dims.Length == 4 && height < 0 ? last - 1 : height, width);
    }
}

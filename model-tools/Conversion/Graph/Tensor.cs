namespace AIoT.Embedded.ModelTools.Conversion.Graph;

/// <summary>
/// A dense tensor, row-major. Every element type is held in doubles (exact for floats and for integers below 2^53),
/// so that each operator is one plain loop; <see cref="Type"/> says how results round.
/// </summary>
public sealed class Tensor
{
    /// <summary>More elements than this are refused: no model for a microcontroller needs them.</summary>
    public const int MaxElements = 1 << 24;

    private const int MaxRank = 16;

    public Tensor(ElementType type, int[] dims)
        : this(type, dims, new double[Count(dims)])
    {
    }

    public Tensor(ElementType type, int[] dims, double[] data)
    {
        if (dims.Length > MaxRank)
        {
            throw new OperatorException($"a value with {dims.Length} axes: the limit is {MaxRank}");
        }

        if (Count(dims) != data.Length)
        {
            throw new OperatorException($"{data.Length} elements do not fill the shape {Shape(dims)}");
        }

        Type = type;
        Dims = dims;
        Data = data;
    }

    public ElementType Type { get; }

    /// <summary>Extent per axis; empty for a scalar.</summary>
    public int[] Dims { get; }

    public double[] Data { get; }

    /// <summary>The elements of a tensor of text, as many as <see cref="Data"/>; null for numbers, and where the file's text is not kept.</summary>
    public string[]? Texts { get; init; }

    public int Rank => Dims.Length;

    public int Length => Data.Length;

    public static Tensor Scalar(ElementType type, double value) => new(type, [], [ElementTypes.Store(type, value)]);

    public static Tensor Vector(ElementType type, double[] values) => new(type, [values.Length], values);

    public static Tensor OfFloats(int[] dims, float[] values) => new(ElementType.Float, dims, Array.ConvertAll(values, v => (double)v));

    /// <summary>The same elements under another shape (the data is shared).</summary>
    public Tensor Reshaped(int[] dims) => new(Type, dims, Data);

    /// <summary>Axis -1 is the last, as in ONNX.</summary>
    public int Axis(long axis) => Axis(axis, Rank);

    public static int Axis(long axis, int rank)
    {
        long normal = axis < 0 ? axis + rank : axis;
        return normal >= 0 && normal < Math.Max(rank, 1) ? (int)normal : throw new OperatorException($"axis {axis} is outside a tensor of {rank} axes");
    }

    /// <summary>Product of the extents; refuses negative ones and more than <see cref="MaxElements"/>.</summary>
    public static int Count(ReadOnlySpan<int> dims)
    {
        long count = 1;
        foreach (int dim in dims)
        {
            if (dim < 0)
            {
                throw new OperatorException($"shape {Shape(dims)} has a negative extent");
            }

            count *= dim;
            if (count > MaxElements)
            {
                throw new OperatorException($"shape {Shape(dims)} has more than {MaxElements} elements");
            }
        }

        return (int)count;
    }

    public static string Shape(ReadOnlySpan<int> dims) => "[" + string.Join(",", dims.ToArray()) + "]";

    /// <summary>Elements between neighbours along each axis.</summary>
    public static int[] Strides(ReadOnlySpan<int> dims)
    {
        var strides = new int[dims.Length];
        int step = 1;
        for (int i = dims.Length - 1; i >= 0; i--)
        {
            strides[i] = step;
            step *= dims[i];
        }

        return strides;
    }

    public override string ToString() => $"{Type}{Shape(Dims)}";
}

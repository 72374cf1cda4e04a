using Microsoft.ML.OnnxRuntime.Tensors;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>A tensor's type and shape.</summary>
public readonly struct OrtTensorTypeAndShapeInfo
{
    internal OrtTensorTypeAndShapeInfo(TensorElementType type, long[] shape)
    {
        ElementDataType = type;
        Shape = shape;
        ElementCount = 1;
        foreach (long extent in shape)
        {
            ElementCount *= extent;
        }
    }

    /// <summary>The type of the elements.</summary>
    public TensorElementType ElementDataType { get; }

    /// <summary>The number of elements.</summary>
    public long ElementCount { get; }

    /// <summary>The number of dimensions.</summary>
    public int DimensionsCount => Shape.Length;

    /// <summary>The extents.</summary>
    public long[] Shape { get; }
}

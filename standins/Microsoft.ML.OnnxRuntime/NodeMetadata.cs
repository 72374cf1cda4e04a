using Microsoft.ML.OnnxRuntime.Native;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>What a model's input or output is.</summary>
public class NodeMetadata
{
    private readonly int[]? _dimensions;
    private readonly string[]? _symbolicDimensions;
    private readonly TensorElementType _elementType;

    internal NodeMetadata(OnnxValueType type, TensorElementType elementType = default, int[]? dimensions = null, string[]? symbolicDimensions = null)
    {
        OnnxValueType = type;
        _elementType = elementType;
        _dimensions = dimensions;
        _symbolicDimensions = symbolicDimensions;
    }

    /// <summary>Tensor, sequence or map.</summary>
    public OnnxValueType OnnxValueType { get; }

    /// <summary>True for tensors.</summary>
    public bool IsTensor => OnnxValueType == OnnxValueType.ONNX_TYPE_TENSOR;

    /// <summary>True for tensors of text.</summary>
    public bool IsString => IsTensor && _elementType == TensorElementType.String;

    /// <summary>The extents of a tensor; -1 where one is free.</summary>
    public int[] Dimensions => _dimensions ?? throw new InvalidOperationException("not a tensor");

    /// <summary>The names of a tensor's free extents; empty where one has none.</summary>
    public string[] SymbolicDimensions => _symbolicDimensions ?? throw new InvalidOperationException("not a tensor");

    /// <summary>The C# type of a tensor's elements.</summary>
    public Type ElementType => ElementTypes.Of(ElementDataType);

    /// <summary>The type of a tensor's elements.</summary>
    public TensorElementType ElementDataType => IsTensor ? _elementType : throw new InvalidOperationException("not a tensor");
}

using Microsoft.ML.OnnxRuntime.Tensors;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>A model's output.</summary>
public class DisposableNamedOnnxValue : NamedOnnxValue, IDisposable
{
    private readonly OrtValue _native;

    private DisposableNamedOnnxValue(string name, object tensor, TensorElementType elementType, OrtValue native)
        : base(name, tensor, null, OnnxValueType.ONNX_TYPE_TENSOR)
    {
        ElementType = elementType;
        _native = native;
    }

    /// <summary>The type of the tensor's elements.</summary>
    public TensorElementType ElementType { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>The tensor is a copy of the native value, which it takes over.</summary>
    internal static DisposableNamedOnnxValue Create(string name, OrtValue native)
    {
        OrtTensorTypeAndShapeInfo info = native.GetTensorTypeAndShape();
        int[] shape = Array.ConvertAll(info.Shape, d => (int)d);
        object tensor = info.ElementDataType switch
        {
            TensorElementType.Float => Copy<float>(native, shape),
            TensorElementType.UInt8 => Copy<byte>(native, shape),
            TensorElementType.Int8 => Copy<sbyte>(native, shape),
            TensorElementType.UInt16 => Copy<ushort>(native, shape),
            TensorElementType.Int16 => Copy<short>(native, shape),
            TensorElementType.Int32 => Copy<int>(native, shape),
            TensorElementType.Int64 => Copy<long>(native, shape),
            TensorElementType.Bool => Copy<bool>(native, shape),
            TensorElementType.Float16 => Copy<Half>(native, shape),
            TensorElementType.Double => Copy<double>(native, shape),
            TensorElementType.UInt32 => Copy<uint>(native, shape),
            TensorElementType.UInt64 => Copy<ulong>(native, shape),
            TensorElementType.String => new DenseTensor<string>(native.GetStringTensorAsArray(), shape),
            _ => throw new NotSupportedException($"output {name} is a tensor of {info.ElementDataType}"),
        };
        return new DisposableNamedOnnxValue(name, tensor, info.ElementDataType, native);
    }

    /// <summary>Releases the native value.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            _native.Dispose();
        }
    }

    private static DenseTensor<T> Copy<T>(OrtValue native, int[] shape)
        where T : unmanaged => new(native.GetTensorDataAsSpan<T>().ToArray(), shape);
}

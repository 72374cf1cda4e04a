using Microsoft.ML.OnnxRuntime.Tensors;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>A value with the name of the input or output that it belongs to.</summary>
public class NamedOnnxValue
{
    private readonly Func<OrtValue>? _toNative;

    internal NamedOnnxValue(string name, object value, Func<OrtValue>? toNative, OnnxValueType valueType)
    {
        Name = name;
        Value = value;
        ValueType = valueType;
        _toNative = toNative;
    }

    /// <summary>The input's or output's name.</summary>
    public string Name { get; set; }

    /// <summary>The value: a <see cref="Tensor{T}"/>.</summary>
    public object Value { get; set; }

    /// <summary>What the value is.</summary>
    public OnnxValueType ValueType { get; internal set; }

    /// <summary>A tensor under a name; its memory is the model's input, not copied.</summary>
    public static NamedOnnxValue CreateFromTensor<T>(string name, Tensor<T> value)
        => new(name, value, () => OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, value.ToDenseTensor().Buffer, Array.ConvertAll(value.Dimensions.ToArray(), d => (long)d)), OnnxValueType.ONNX_TYPE_TENSOR);

    /// <summary>The value as a tensor of that type; null when it is something else.</summary>
    public Tensor<T>? AsTensor<T>() => Value as Tensor<T>;

    /// <summary>The value as a sequence of that type; null when it is something else.</summary>
    public IEnumerable<T>? AsEnumerable<T>() => Value as IEnumerable<T>;

    internal OrtValue ToNative() => _toNative is null ? throw new NotSupportedException($"{Name}: outputs can't be inputs here: make a tensor of it") : _toNative();
}

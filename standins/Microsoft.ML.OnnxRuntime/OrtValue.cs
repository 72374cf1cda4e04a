using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.ML.OnnxRuntime.Native;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>A value of the native library: here a tensor.</summary>
public sealed unsafe class OrtValue : IDisposable
{
    private readonly OrtLibrary _library = OrtLibrary.Instance;
    private MemoryHandle _pin;
    private nint _handle;

    internal OrtValue(nint handle, MemoryHandle pin = default)
    {
        _handle = handle;
        _pin = pin;
    }

    /// <summary>Releases the native value of one that was not disposed of.</summary>
    ~OrtValue() => Free();

    /// <summary>What the value is.</summary>
    public OnnxValueType OnnxType
    {
        get
        {
            int type;
            _library.Check(((delegate* unmanaged[Cdecl]<nint, int*, nint>)_library[OrtFunction.GetValueType])(Handle, &type));
            return (OnnxValueType)type;
        }
    }

    /// <summary>True for tensors.</summary>
    public bool IsTensor => OnnxType == OnnxValueType.ONNX_TYPE_TENSOR;

    internal nint Handle => _handle != 0 ? _handle : throw new ObjectDisposedException(nameof(OrtValue));

    /// <summary>A tensor over the caller's array, which is pinned until the value is disposed of.</summary>
    public static OrtValue CreateTensorValueFromMemory<T>(T[] data, long[] shape)
        where T : unmanaged => CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, data.AsMemory(), shape);

    /// <summary>A tensor over the caller's memory, which is pinned until the value is disposed of.</summary>
    public static OrtValue CreateTensorValueFromMemory<T>(OrtMemoryInfo memoryInfo, Memory<T> memory, long[] shape)
    {
        ArgumentNullException.ThrowIfNull(memoryInfo);
        ArgumentNullException.ThrowIfNull(shape);
        long count = 1;
        foreach (long extent in shape)
        {
            count = checked(count * extent);
        }

        if (count != memory.Length)
        {
            throw new ArgumentException($"{memory.Length} elements for a shape of {count}", nameof(memory));
        }

        TensorElementType type = ElementTypes.Of(typeof(T));
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
        {
            throw new NotSupportedException($"inputs of {typeof(T).Name} are not supported");
        }

        OrtLibrary library = OrtLibrary.Instance;
        MemoryHandle pin = memory.Pin();
        nint handle;
        fixed (long* extents = shape)
        {
            nint status = ((delegate* unmanaged[Cdecl]<nint, void*, nuint, long*, nuint, int, nint*, nint>)library[OrtFunction.CreateTensorWithDataAsOrtValue])(
                memoryInfo.Handle, pin.Pointer, (nuint)memory.Length * (nuint)Unsafe.SizeOf<T>(), extents, (nuint)shape.Length, (int)type, &handle);
            if (status != 0)
            {
                pin.Dispose();
                library.Check(status);
            }
        }

        return new OrtValue(handle, pin);
    }

    /// <summary>The tensor's type and shape.</summary>
    public OrtTensorTypeAndShapeInfo GetTensorTypeAndShape()
    {
        nint info = _library.Get(OrtFunction.GetTensorTypeAndShape, Handle);
        try
        {
            return TensorInfo.Read(_library, info);
        }
        finally
        {
            _library.Release(OrtFunction.ReleaseTensorTypeAndShapeInfo, info);
        }
    }

    /// <summary>The elements in place; valid while the value is.</summary>
    public ReadOnlySpan<T> GetTensorDataAsSpan<T>()
        where T : unmanaged => GetTensorMutableDataAsSpan<T>();

    /// <summary>The elements in place; valid while the value is.</summary>
    public Span<T> GetTensorMutableDataAsSpan<T>()
        where T : unmanaged
    {
        OrtTensorTypeAndShapeInfo info = GetTensorTypeAndShape();
        if (info.ElementDataType != ElementTypes.Of(typeof(T)))
        {
            throw new OnnxRuntimeException(OrtErrorCode.InvalidArgument, $"the tensor's elements are {info.ElementDataType}, not {typeof(T).Name}");
        }

        return new Span<T>((void*)_library.Get(OrtFunction.GetTensorMutableData, Handle), checked((int)info.ElementCount));
    }

    /// <summary>The texts of a tensor of texts.</summary>
    public string[] GetStringTensorAsArray()
    {
        int count = checked((int)GetTensorTypeAndShape().ElementCount);
        nuint total;
        _library.Check(((delegate* unmanaged[Cdecl]<nint, nuint*, nint>)_library[OrtFunction.GetStringTensorDataLength])(Handle, &total));
        byte[] content = new byte[(int)total + 1];
        nuint[] offsets = new nuint[count + 1];
        fixed (byte* bytes = content)
        fixed (nuint* starts = offsets)
        {
            _library.Check(((delegate* unmanaged[Cdecl]<nint, byte*, nuint, nuint*, nuint, nint>)_library[OrtFunction.GetStringTensorContent])(Handle, bytes, total, starts, (nuint)count));
        }

        offsets[count] = total;
        string[] texts = new string[count];
        for (int i = 0; i < count; i++)
        {
            texts[i] = Encoding.UTF8.GetString(content, (int)offsets[i], (int)(offsets[i + 1] - offsets[i]));
        }

        return texts;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        nint handle = Interlocked.Exchange(ref _handle, 0);
        if (handle != 0)
        {
            _library.Release(OrtFunction.ReleaseValue, handle);
            _pin.Dispose();
        }
    }
}

using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime.Native;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>A loaded model. Runs may go on in several threads at once.</summary>
public sealed unsafe class InferenceSession : IDisposable
{
    private readonly OrtLibrary _library = OrtLibrary.Instance;
    private readonly Dictionary<string, NodeMetadata> _inputs = [];
    private readonly Dictionary<string, NodeMetadata> _outputs = [];
    private readonly Dictionary<string, NodeMetadata> _initializers = [];
    private readonly List<string> _inputNames = [];
    private readonly List<string> _outputNames = [];
    private nint _handle;

    /// <summary>Loads a model file with the default options.</summary>
    public InferenceSession(string modelPath)
    {
        using var options = new SessionOptions();
        Load(modelPath, options);
    }

    /// <summary>Loads a model file.</summary>
    public InferenceSession(string modelPath, SessionOptions options) => Load(modelPath, options);

    /// <summary>Loads a model from memory with the default options.</summary>
    public InferenceSession(byte[] model)
    {
        using var options = new SessionOptions();
        Load(model, options);
    }

    /// <summary>Loads a model from memory.</summary>
    public InferenceSession(byte[] model, SessionOptions options) => Load(model, options);

    /// <summary>Releases the native session of one that was not disposed of.</summary>
    ~InferenceSession() => Free();

    /// <summary>What the inputs are, by name.</summary>
    public IReadOnlyDictionary<string, NodeMetadata> InputMetadata => _inputs;

    /// <summary>What the outputs are, by name.</summary>
    public IReadOnlyDictionary<string, NodeMetadata> OutputMetadata => _outputs;

    /// <summary>What the initializers are that an input may replace, by name.</summary>
    public IReadOnlyDictionary<string, NodeMetadata> OverridableInitializerMetadata => _initializers;

    /// <summary>The inputs' names in the model's order.</summary>
    public IReadOnlyList<string> InputNames => _inputNames;

    /// <summary>The outputs' names in the model's order.</summary>
    public IReadOnlyList<string> OutputNames => _outputNames;

    private nint Handle => _handle != 0 ? _handle : throw new ObjectDisposedException(nameof(InferenceSession));

    /// <summary>Runs the model and fetches all outputs.</summary>
    public IDisposableReadOnlyCollection<DisposableNamedOnnxValue> Run(IReadOnlyCollection<NamedOnnxValue> inputs) => Run(inputs, _outputNames);

    /// <summary>Runs the model and fetches some outputs.</summary>
    public IDisposableReadOnlyCollection<DisposableNamedOnnxValue> Run(IReadOnlyCollection<NamedOnnxValue> inputs, IReadOnlyCollection<string> outputNames)
    {
        using var options = new RunOptions();
        return Run(inputs, outputNames, options);
    }

    /// <summary>Runs the model and fetches some outputs.</summary>
    public IDisposableReadOnlyCollection<DisposableNamedOnnxValue> Run(IReadOnlyCollection<NamedOnnxValue> inputs, IReadOnlyCollection<string> outputNames, RunOptions options)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        using var natives = new DisposableList<OrtValue>();
        foreach (NamedOnnxValue input in inputs)
        {
            natives.Add(input.ToNative());
        }

        IDisposableReadOnlyCollection<OrtValue> outputs = Run(options, [.. inputs.Select(input => input.Name)], natives, outputNames);
        try
        {
            var results = new DisposableList<DisposableNamedOnnxValue>();
            results.AddRange(outputNames.Select((name, i) => DisposableNamedOnnxValue.Create(name, outputs[i])));
            return results;
        }
        catch
        {
            outputs.Dispose();
            throw;
        }
    }

    /// <summary>Runs the model on native values and fetches some outputs.</summary>
    public IDisposableReadOnlyCollection<OrtValue> Run(RunOptions runOptions, IReadOnlyDictionary<string, OrtValue> inputs, IReadOnlyCollection<string> outputNames)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return Run(runOptions, [.. inputs.Keys], [.. inputs.Values], outputNames);
    }

    /// <summary>Runs the model on native values and fetches some outputs.</summary>
    public IDisposableReadOnlyCollection<OrtValue> Run(RunOptions runOptions, IReadOnlyCollection<string> inputNames, IReadOnlyCollection<OrtValue> inputValues, IReadOnlyCollection<string> outputNames)
    {
        ArgumentNullException.ThrowIfNull(runOptions);
        ArgumentNullException.ThrowIfNull(inputNames);
        ArgumentNullException.ThrowIfNull(inputValues);
        ArgumentNullException.ThrowIfNull(outputNames);
        if (inputNames.Count != inputValues.Count)
        {
            throw new ArgumentException($"{inputNames.Count} names for {inputValues.Count} inputs", nameof(inputNames));
        }

        nint[] inputs = [.. inputValues.Select(value => value.Handle)];
        nint[] outputs = new nint[outputNames.Count];
        using var inputTexts = new NativeTexts(inputNames);
        using var outputTexts = new NativeTexts(outputNames);
        fixed (nint* inputHandles = inputs)
        fixed (nint* outputHandles = outputs)
        fixed (nint* inputTextPointers = inputTexts.Pointers)
        fixed (nint* outputTextPointers = outputTexts.Pointers)
        {
            _library.Check(((delegate* unmanaged[Cdecl]<nint, nint, nint*, nint*, nuint, nint*, nuint, nint*, nint>)_library[OrtFunction.Run])(
                Handle, runOptions.Handle, inputTextPointers, inputHandles, (nuint)inputs.Length, outputTextPointers, (nuint)outputs.Length, outputHandles));
        }

        GC.KeepAlive(inputValues);
        GC.KeepAlive(this);
        var results = new DisposableList<OrtValue>();
        results.AddRange(outputs.Select(output => new OrtValue(output)));
        return results;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Load(string modelPath, SessionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        nint handle;
        fixed (byte* path = OrtLibrary.Utf8(modelPath))
        {
            _library.Check(((delegate* unmanaged[Cdecl]<nint, byte*, nint, nint*, nint>)_library[OrtFunction.CreateSession])(_library.Environment, path, options.Handle, &handle));
        }

        _handle = handle;
        Describe();
    }

    private void Load(byte[] model, SessionOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        nint handle;
        fixed (byte* bytes = model)
        {
            _library.Check(((delegate* unmanaged[Cdecl]<nint, byte*, nuint, nint, nint*, nint>)_library[OrtFunction.CreateSessionFromArray])(
                _library.Environment, bytes, (nuint)model.Length, options.Handle, &handle));
        }

        _handle = handle;
        Describe();
    }

    private void Describe()
    {
        Describe(_inputs, _inputNames, OrtFunction.SessionGetInputCount, OrtFunction.SessionGetInputName, OrtFunction.SessionGetInputTypeInfo);
        Describe(_outputs, _outputNames, OrtFunction.SessionGetOutputCount, OrtFunction.SessionGetOutputName, OrtFunction.SessionGetOutputTypeInfo);
        Describe(_initializers, [], OrtFunction.SessionGetOverridableInitializerCount, OrtFunction.SessionGetOverridableInitializerName, OrtFunction.SessionGetOverridableInitializerTypeInfo);
    }

    private void Describe(Dictionary<string, NodeMetadata> nodes, List<string> names, OrtFunction count, OrtFunction name, OrtFunction type)
    {
        int nodeCount = (int)_library.Get(count, Handle);
        for (int i = 0; i < nodeCount; i++)
        {
            nint text, info;
            _library.Check(((delegate* unmanaged[Cdecl]<nint, nuint, nint, nint*, nint>)_library[name])(Handle, (nuint)i, _library.Allocator, &text));
            string nodeName = Marshal.PtrToStringUTF8(text) ?? "";
            _library.Check(((delegate* unmanaged[Cdecl]<nint, nint, nint>)_library[OrtFunction.AllocatorFree])(_library.Allocator, text));
            _library.Check(((delegate* unmanaged[Cdecl]<nint, nuint, nint*, nint>)_library[type])(Handle, (nuint)i, &info));
            try
            {
                nodes.Add(nodeName, Describe(info));
                names.Add(nodeName);
            }
            finally
            {
                _library.Release(OrtFunction.ReleaseTypeInfo, info);
            }
        }
    }

    private NodeMetadata Describe(nint typeInfo)
    {
        int type;
        _library.Check(((delegate* unmanaged[Cdecl]<nint, int*, nint>)_library[OrtFunction.GetOnnxTypeFromTypeInfo])(typeInfo, &type));
        if ((OnnxValueType)type != OnnxValueType.ONNX_TYPE_TENSOR)
        {
            return new NodeMetadata((OnnxValueType)type);
        }

        nint tensor = _library.Get(OrtFunction.CastTypeInfoToTensorInfo, typeInfo);
        OrtTensorTypeAndShapeInfo info = TensorInfo.Read(_library, tensor);
        return new NodeMetadata(OnnxValueType.ONNX_TYPE_TENSOR, info.ElementDataType, Array.ConvertAll(info.Shape, d => (int)d), TensorInfo.ReadSymbols(_library, tensor));
    }

    private void Free() => _library?.Release(OrtFunction.ReleaseSession, Interlocked.Exchange(ref _handle, 0));
}

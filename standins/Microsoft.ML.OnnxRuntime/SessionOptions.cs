using Microsoft.ML.OnnxRuntime.Native;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>How a session is made.</summary>
public sealed unsafe class SessionOptions : IDisposable
{
    private readonly OrtLibrary _library = OrtLibrary.Instance;
    private nint _handle;

    /// <summary>The library's defaults.</summary>
    public SessionOptions()
    {
        nint handle;
        _library.Check(((delegate* unmanaged[Cdecl]<nint*, nint>)_library[OrtFunction.CreateSessionOptions])(&handle));
        _handle = handle;
    }

    /// <summary>Releases the native options of one that was not disposed of.</summary>
    ~SessionOptions() => Free();

    /// <summary>How much the graph may be changed before it runs.</summary>
    public GraphOptimizationLevel GraphOptimizationLevel
    {
        get;
        set
        {
            _library.Set(OrtFunction.SetSessionGraphOptimizationLevel, Handle, (int)value);
            field = value;
        }
    } = GraphOptimizationLevel.ORT_ENABLE_ALL;

    /// <summary>The order in which nodes run.</summary>
    public ExecutionMode ExecutionMode
    {
        get;
        set
        {
            _library.Set(OrtFunction.SetSessionExecutionMode, Handle, (int)value);
            field = value;
        }
    }

    /// <summary>Threads inside one node; 0: the library's choice.</summary>
    public int IntraOpNumThreads
    {
        get;
        set
        {
            _library.Set(OrtFunction.SetIntraOpNumThreads, Handle, value);
            field = value;
        }
    }

    /// <summary>Threads for nodes side by side; 0: the library's choice.</summary>
    public int InterOpNumThreads
    {
        get;
        set
        {
            _library.Set(OrtFunction.SetInterOpNumThreads, Handle, value);
            field = value;
        }
    }

    /// <summary>Plans memory ahead where shapes are known.</summary>
    public bool EnableMemoryPattern
    {
        get;
        set
        {
            _library.Call(value ? OrtFunction.EnableMemPattern : OrtFunction.DisableMemPattern, Handle);
            field = value;
        }
    } = true;

    /// <summary>Takes memory from an arena.</summary>
    public bool EnableCpuMemArena
    {
        get;
        set
        {
            _library.Call(value ? OrtFunction.EnableCpuMemArena : OrtFunction.DisableCpuMemArena, Handle);
            field = value;
        }
    } = true;

    /// <summary>The session's name in the log.</summary>
    public string LogId
    {
        get;
        set
        {
            _library.Set(OrtFunction.SetSessionLogId, Handle, value);
            field = value;
        }
    } = "";

    /// <summary>How much is logged.</summary>
    public OrtLoggingLevel LogSeverityLevel
    {
        get;
        set
        {
            _library.Set(OrtFunction.SetSessionLogSeverityLevel, Handle, (int)value);
            field = value;
        }
    } = OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING;

    internal nint Handle => _handle != 0 ? _handle : throw new ObjectDisposedException(nameof(SessionOptions));

    /// <summary>Sets one of the library's session settings by name.</summary>
    public void AddSessionConfigEntry(string configKey, string configValue)
    {
        fixed (byte* key = OrtLibrary.Utf8(configKey))
        fixed (byte* value = OrtLibrary.Utf8(configValue))
        {
            _library.Check(((delegate* unmanaged[Cdecl]<nint, byte*, byte*, nint>)_library[OrtFunction.AddSessionConfigEntry])(Handle, key, value));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free() => _library?.Release(OrtFunction.ReleaseSessionOptions, Interlocked.Exchange(ref _handle, 0));
}

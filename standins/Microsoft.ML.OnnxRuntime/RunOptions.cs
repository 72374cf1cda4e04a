using Microsoft.ML.OnnxRuntime.Native;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>How one run is done.</summary>
public sealed unsafe class RunOptions : IDisposable
{
    private readonly OrtLibrary _library = OrtLibrary.Instance;
    private nint _handle;

    /// <summary>The library's defaults.</summary>
    public RunOptions()
    {
        nint handle;
        _library.Check(((delegate* unmanaged[Cdecl]<nint*, nint>)_library[OrtFunction.CreateRunOptions])(&handle));
        _handle = handle;
    }

    /// <summary>Releases the native options of one that was not disposed of.</summary>
    ~RunOptions() => Free();

    /// <summary>How much is logged.</summary>
    public OrtLoggingLevel LogSeverityLevel
    {
        get;
        set
        {
            _library.Set(OrtFunction.RunOptionsSetRunLogSeverityLevel, Handle, (int)value);
            field = value;
        }
    } = OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING;

    /// <summary>The run's name in the log.</summary>
    public string LogId
    {
        get;
        set
        {
            _library.Set(OrtFunction.RunOptionsSetRunTag, Handle, value);
            field = value;
        }
    } = "";

    /// <summary>True ends the runs that use these options, from another thread.</summary>
    public bool Terminate
    {
        get;
        set
        {
            _library.Call(value ? OrtFunction.RunOptionsSetTerminate : OrtFunction.RunOptionsUnsetTerminate, Handle);
            field = value;
        }
    }

    internal nint Handle => _handle != 0 ? _handle : throw new ObjectDisposedException(nameof(RunOptions));

    /// <inheritdoc/>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free() => _library?.Release(OrtFunction.ReleaseRunOptions, Interlocked.Exchange(ref _handle, 0));
}

using System.Runtime.InteropServices;
using System.Text;

namespace Microsoft.ML.OnnxRuntime.Native;

/// <summary>The loaded native library: its function table, and the objects that a process has one of.</summary>
internal sealed unsafe class OrtLibrary
{
    /// <summary>The version of the table asked for: that of ONNX Runtime 1.23.</summary>
    private const uint ApiVersion = 23;

    private static readonly Lazy<OrtLibrary> _instance = new(() => new OrtLibrary(NativeLibraryFinder.Find()));

    private readonly nint* _table;

    private OrtLibrary(string path)
    {
        nint library = NativeLibrary.Load(path);
        var getBase = (delegate* unmanaged[Cdecl]<nint*>)NativeLibrary.GetExport(library, "OrtGetApiBase");
        nint* apiBase = getBase();
        Version = Marshal.PtrToStringUTF8(((delegate* unmanaged[Cdecl]<nint>)apiBase[1])()) ?? "";
        _table = (nint*)((delegate* unmanaged[Cdecl]<uint, nint>)apiBase[0])(ApiVersion);
        if (_table == null)
        {
            throw new OnnxRuntimeException(OrtErrorCode.NotImplemented, $"{path} is ONNX Runtime {Version}; 1.{ApiVersion} or later is needed");
        }

        nint environment, allocator, memory;
        fixed (byte* name = "aiot"u8)
        {
            Check(((delegate* unmanaged[Cdecl]<int, byte*, nint*, nint>)this[OrtFunction.CreateEnv])((int)OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING, name, &environment));
        }

        Check(((delegate* unmanaged[Cdecl]<nint*, nint>)this[OrtFunction.GetAllocatorWithDefaultOptions])(&allocator));
        Check(((delegate* unmanaged[Cdecl]<int, int, nint*, nint>)this[OrtFunction.CreateCpuMemoryInfo])(1, 0, &memory));
        Environment = environment;
        Allocator = allocator;
        Memory = memory;
    }

    public static OrtLibrary Instance => _instance.Value;

    public string Version { get; }

    public nint Environment { get; }

    public nint Allocator { get; }

    public nint Memory { get; }

    public void* this[OrtFunction function] => (void*)_table[(int)function];

    /// <summary>A text as the C API takes it: UTF-8 with a final zero.</summary>
    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text + '\0');

    /// <exception cref="OnnxRuntimeException">The status is an error; it is released.</exception>
    public void Check(nint status)
    {
        if (status == 0)
        {
            return;
        }

        string message = Marshal.PtrToStringUTF8(((delegate* unmanaged[Cdecl]<nint, nint>)this[OrtFunction.GetErrorMessage])(status)) ?? "";
        var code = (OrtErrorCode)((delegate* unmanaged[Cdecl]<nint, int>)this[OrtFunction.GetErrorCode])(status);
        Release(OrtFunction.ReleaseStatus, status);
        throw new OnnxRuntimeException(code, message);
    }

    /// <summary>Calls one of the Release functions.</summary>
    public void Release(OrtFunction function, nint handle)
    {
        if (handle != 0)
        {
            ((delegate* unmanaged[Cdecl]<nint, void>)this[function])(handle);
        }
    }

    /// <summary>Calls a function of the form f(object, out handle).</summary>
    public nint Get(OrtFunction function, nint handle)
    {
        nint result;
        Check(((delegate* unmanaged[Cdecl]<nint, nint*, nint>)this[function])(handle, &result));
        return result;
    }

    /// <summary>Calls a function of the form f(object, int).</summary>
    public void Set(OrtFunction function, nint handle, int value)
        => Check(((delegate* unmanaged[Cdecl]<nint, int, nint>)this[function])(handle, value));

    /// <summary>Calls a function of the form f(object).</summary>
    public void Call(OrtFunction function, nint handle)
        => Check(((delegate* unmanaged[Cdecl]<nint, nint>)this[function])(handle));

    /// <summary>Calls a function of the form f(object, text).</summary>
    public void Set(OrtFunction function, nint handle, string text)
    {
        fixed (byte* bytes = Utf8(text))
        {
            Check(((delegate* unmanaged[Cdecl]<nint, byte*, nint>)this[function])(handle, bytes));
        }
    }
}

using System.Runtime.InteropServices;

namespace Microsoft.ML.OnnxRuntime.Native;

/// <summary>Texts as the C API takes them: an array of pointers to UTF-8 with a final zero.</summary>
internal sealed class NativeTexts : IDisposable
{
    public NativeTexts(IEnumerable<string> texts)
    {
        Pointers = [.. texts.Select(Marshal.StringToCoTaskMemUTF8)];
    }

    public nint[] Pointers { get; }

    public void Dispose() => Array.ForEach(Pointers, Marshal.FreeCoTaskMem);
}

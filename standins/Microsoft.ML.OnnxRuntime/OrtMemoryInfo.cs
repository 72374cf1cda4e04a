using Microsoft.ML.OnnxRuntime.Native;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>Where a tensor's memory is: here always the processor's.</summary>
public sealed class OrtMemoryInfo
{
    private OrtMemoryInfo(nint handle)
    {
        Handle = handle;
    }

    /// <summary>The processor's memory.</summary>
    public static OrtMemoryInfo DefaultInstance { get; } = new(OrtLibrary.Instance.Memory);

    internal nint Handle { get; }
}

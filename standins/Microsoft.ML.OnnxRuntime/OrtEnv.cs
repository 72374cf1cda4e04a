using Microsoft.ML.OnnxRuntime.Native;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>The process's environment of the native library.</summary>
public sealed class OrtEnv
{
    private static readonly OrtEnv _instance = new();

    private OrtEnv()
    {
    }

    /// <summary>The one environment.</summary>
    public static OrtEnv Instance() => _instance;

    /// <summary>The native library's version, such as 1.23.2.</summary>
    public string GetVersionString() => OrtLibrary.Instance.Version;
}

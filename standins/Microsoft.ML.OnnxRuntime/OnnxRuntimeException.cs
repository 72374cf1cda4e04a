namespace Microsoft.ML.OnnxRuntime;

/// <summary>What the native library refused to do, in its words.</summary>
public class OnnxRuntimeException : Exception
{
    internal OnnxRuntimeException(OrtErrorCode errorCode, string message)
        : base($"[ErrorCode:{errorCode}] {message}")
    {
    }
}

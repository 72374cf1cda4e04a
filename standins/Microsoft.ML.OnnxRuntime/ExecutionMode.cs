namespace Microsoft.ML.OnnxRuntime;

/// <summary>The order in which a graph's nodes run.</summary>
public enum ExecutionMode
{
    /// <summary>One after the other.</summary>
    ORT_SEQUENTIAL = 0,

    /// <summary>Independent ones side by side.</summary>
    ORT_PARALLEL = 1,
}

namespace Microsoft.ML.OnnxRuntime;

/// <summary>How much the graph may be changed before it runs.</summary>
public enum GraphOptimizationLevel
{
    /// <summary>Not at all.</summary>
    ORT_DISABLE_ALL = 0,

    /// <summary>Rewrites that keep the meaning of every node.</summary>
    ORT_ENABLE_BASIC = 1,

    /// <summary>Fusions as well.</summary>
    ORT_ENABLE_EXTENDED = 2,

    /// <summary>Layout changes as well.</summary>
    ORT_ENABLE_ALL = 99,
}

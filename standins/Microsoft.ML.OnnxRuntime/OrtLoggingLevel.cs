namespace Microsoft.ML.OnnxRuntime;

/// <summary>How much is logged.</summary>
public enum OrtLoggingLevel
{
    /// <summary>Everything.</summary>
    ORT_LOGGING_LEVEL_VERBOSE = 0,

    /// <summary>Information and above.</summary>
    ORT_LOGGING_LEVEL_INFO = 1,

    /// <summary>Warnings and above.</summary>
    ORT_LOGGING_LEVEL_WARNING = 2,

    /// <summary>Errors and above.</summary>
    ORT_LOGGING_LEVEL_ERROR = 3,

    /// <summary>Only what ends the process.</summary>
    ORT_LOGGING_LEVEL_FATAL = 4,
}

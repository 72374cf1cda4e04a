namespace AIoT.Embedded.Hil.Transcript;

/// <summary>How a case went.</summary>
public enum CaseOutcome
{
    /// <summary>Every value was as expected.</summary>
    Passed,

    /// <summary>A value differed, or the case threw.</summary>
    Failed,

    /// <summary>It passed, but not with the values of tests/vectors: the application was built from others.</summary>
    Stale,

    /// <summary>The run ended well without it: the application does not hold it.</summary>
    Missing,

    /// <summary>The target failed before its result came.</summary>
    NotRun,
}

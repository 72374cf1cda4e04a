namespace TestFrameworkShared;

/// <summary>An assertion failed.</summary>
public class AssertFailedException : Exception
{
    /// <summary>With the reason and its cause.</summary>
    public AssertFailedException(string msg, Exception ex)
        : base(msg, ex)
    {
    }

    /// <summary>With the reason.</summary>
    public AssertFailedException(string msg)
        : base(msg)
    {
    }

    /// <summary>Without a reason.</summary>
    public AssertFailedException()
    {
    }
}

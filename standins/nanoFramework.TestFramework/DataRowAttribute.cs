namespace nanoFramework.TestFramework;

/// <summary>The arguments of one run of a test.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public class DataRowAttribute : Attribute
{
    /// <summary>The arguments.</summary>
    public DataRowAttribute(params object[] methodParameters) => MethodParameters = methodParameters;

    /// <summary>The arguments.</summary>
    public object[] MethodParameters { get; }
}

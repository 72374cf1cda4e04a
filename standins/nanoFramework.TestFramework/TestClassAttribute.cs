namespace nanoFramework.TestFramework;

/// <summary>A class of tests.</summary>
[AttributeUsage(AttributeTargets.Class)]
public class TestClassAttribute : Attribute
{
    /// <summary>The attribute that a test of the class gets.</summary>
    public virtual TestMethodAttribute GetTestMethodAttribute(TestMethodAttribute testMethodAttribute) => testMethodAttribute;
}

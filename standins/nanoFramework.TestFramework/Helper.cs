namespace nanoFramework.TestFramework;

/// <summary>What the launcher uses.</summary>
public static class Helper
{
    /// <summary>The attributes without the test's own where there are data rows.</summary>
    public static object[] RemoveTestMethodIfDataRowExists(object[] attribs) =>
        attribs.Any(one => one is DataRowAttribute) ? [.. attribs.Where(one => one is not TestMethodAttribute)] : attribs;
}

namespace nanoFramework.TestFramework;

/// <summary>Comparisons of arrays.</summary>
public static class TestExtensions
{
    /// <summary>True where both hold equal elements in the same order.</summary>
    public static bool SequenceEqual(Array a, Array b)
    {
        if (a is null || b is null)
        {
            return ReferenceEquals(a, b);
        }

        return a.Cast<object>().SequenceEqual(b.Cast<object>());
    }
}

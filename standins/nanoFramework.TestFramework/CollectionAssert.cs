using System.Collections;

namespace nanoFramework.TestFramework;

/// <summary>What a test asserts of collections.</summary>
public sealed class CollectionAssert
{
    /// <summary>Fails unless the collection is empty.</summary>
    public static void Empty(ICollection collection, string message = "") => Assert.Empty(collection, message);

    /// <summary>Fails where the collection is empty.</summary>
    public static void NotEmpty(ICollection collection, string message = "") => Assert.NotEmpty(collection, message);

    /// <summary>Fails where the elements differ, in their order.</summary>
    public static void AreEqual(ICollection expected, ICollection actual, string message = "") => Assert.IsTrue(Same(expected, actual), message);

    /// <summary>Fails where the elements are equal, in their order.</summary>
    public static void AreNotEqual(ICollection notExpected, ICollection actual, string message = "") => Assert.IsFalse(Same(notExpected, actual), message);

    private static bool Same(ICollection a, ICollection b) => a.Cast<object>().SequenceEqual(b.Cast<object>());
}

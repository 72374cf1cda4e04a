using System.Collections;
using TestFrameworkShared;

namespace nanoFramework.TestFramework;

/// <summary>What a test asserts.</summary>
public sealed class Assert
{
    /// <summary>Fails where both are one object.</summary>
    public static void AreNotSame(object notExpected, object actual, string message = "") => Check(!ReferenceEquals(notExpected, actual), "another object", actual, message);

    /// <summary>Fails unless both are one object.</summary>
    public static void AreSame(object expected, object actual, string message = "") => Check(ReferenceEquals(expected, actual), expected, actual, message);

    /// <summary>Fails unless the value holds the text.</summary>
    public static void Contains(string expected, string value, string message = "") => Check(value.Contains(expected, StringComparison.Ordinal), expected, value, message);

    /// <summary>Fails where the value holds the text.</summary>
    public static void DoesNotContains(string notExpected, string value, string message = "") => Check(!value.Contains(notExpected, StringComparison.Ordinal), "no " + notExpected, value, message);

    /// <summary>Fails unless the value ends with the text.</summary>
    public static void EndsWith(string expected, string value, string message = "") => Check(value.EndsWith(expected, StringComparison.Ordinal), expected, value, message);

    /// <summary>Fails unless false.</summary>
    public static void IsFalse(bool condition, string message = "") => Check(!condition, false, condition, message);

    /// <summary>Fails unless the value is of the type.</summary>
    public static void IsInstanceOfType(object value, Type expected, string message = "") => Check(value?.GetType() == expected, expected, value, message);

    /// <summary>Fails where the value is of the type.</summary>
    public static void IsNotInstanceOfType(object value, Type notExpected, string message = "") => Check(value?.GetType() != notExpected, "another type", value, message);

    /// <summary>Fails where null.</summary>
    public static void IsNotNull(object value, string message = "") => Check(value is not null, "an object", value, message);

    /// <summary>Fails unless null.</summary>
    public static void IsNull(object value, string message = "") => Check(value is null, null, value, message);

    /// <summary>Fails unless true.</summary>
    public static void IsTrue(bool condition, string message = "") => Check(condition, true, condition, message);

    /// <summary>Ends the test as skipped.</summary>
    public static void SkipTest(string message = null) => throw new SkipTestException(message);

    /// <summary>Fails unless the value begins with the text.</summary>
    public static void StartsWith(string expected, string value, string message = "") => Check(value.StartsWith(expected, StringComparison.Ordinal), expected, value, message);

    /// <summary>Fails unless the action throws exactly this exception.</summary>
    public static void ThrowsException(Type exception, Action action, string message = "") => CheckThrows(exception, action, message);

    /// <summary>Fails where the two differ.</summary>
    public static void AreEqual(bool expected, bool actual, string message = "") => Check(Equals(expected, actual), expected, actual, message);

    /// <summary>Fails where the two differ.</summary>
    public static void AreEqual(byte expected, byte actual, string message = "") => Check(Equals(expected, actual), expected, actual, message);

    /// <summary>Fails where the two differ.</summary>
    public static void AreEqual(char expected, char actual, string message = "") => Check(Equals(expected, actual), expected, actual, message);

    /// <summary>Fails where the two differ.</summary>
    public static void AreEqual(DateTime expected, DateTime actual, string message = "") => Check(Equals(expected, actual), expected, actual, message);

    /// <summary>Fails where the two differ.</summary>
    public static void AreEqual(double expected, double actual, string message = "") => Check(Equals(expected, actual), expected, actual, message);

    /// <summary>Fails where the two differ.</summary>
    public static void AreEqual(float expected, float actual, string message = "") => Check(Equals(expected, actual), expected, actual, message);

    /// <summary>Fails where the two differ.</summary>
    public static void AreEqual(int expected, int actual, string message = "") => Check(Equals(expected, actual), expected, actual, message);

    /// <summary>Fails where the two differ.</summary>
    public static void AreEqual(long expected, long actual, string message = "") => Check(Equals(expected, actual), expected, actual, message);

    /// <summary>Fails where the two differ.</summary>
    public static void AreEqual(object expected, object actual, string message = "") => Check(Equals(expected, actual), expected, actual, message);

    /// <summary>Fails where the two differ.</summary>
    public static void AreEqual(sbyte expected, sbyte actual, string message = "") => Check(Equals(expected, actual), expected, actual, message);

    /// <summary>Fails where the two differ.</summary>
    public static void AreEqual(short expected, short actual, string message = "") => Check(Equals(expected, actual), expected, actual, message);

    /// <summary>Fails where the two differ.</summary>
    public static void AreEqual(string expected, string actual, string message = "") => Check(Equals(expected, actual), expected, actual, message);

    /// <summary>Fails where the two differ.</summary>
    public static void AreEqual(uint expected, uint actual, string message = "") => Check(Equals(expected, actual), expected, actual, message);

    /// <summary>Fails where the two differ.</summary>
    public static void AreEqual(ulong expected, ulong actual, string message = "") => Check(Equals(expected, actual), expected, actual, message);

    /// <summary>Fails where the two differ.</summary>
    public static void AreEqual(ushort expected, ushort actual, string message = "") => Check(Equals(expected, actual), expected, actual, message);

    /// <summary>Fails where the two are equal.</summary>
    public static void AreNotEqual(bool notExpected, bool actual, string message = "") => Check(!Equals(notExpected, actual), "something else", actual, message);

    /// <summary>Fails where the two are equal.</summary>
    public static void AreNotEqual(byte notExpected, byte actual, string message = "") => Check(!Equals(notExpected, actual), "something else", actual, message);

    /// <summary>Fails where the two are equal.</summary>
    public static void AreNotEqual(char notExpected, char actual, string message = "") => Check(!Equals(notExpected, actual), "something else", actual, message);

    /// <summary>Fails where the two are equal.</summary>
    public static void AreNotEqual(DateTime notExpected, DateTime actual, string message = "") => Check(!Equals(notExpected, actual), "something else", actual, message);

    /// <summary>Fails where the two are equal.</summary>
    public static void AreNotEqual(double notExpected, double actual, string message = "") => Check(!Equals(notExpected, actual), "something else", actual, message);

    /// <summary>Fails where the two are equal.</summary>
    public static void AreNotEqual(float notExpected, float actual, string message = "") => Check(!Equals(notExpected, actual), "something else", actual, message);

    /// <summary>Fails where the two are equal.</summary>
    public static void AreNotEqual(long notExpected, long actual, string message = "") => Check(!Equals(notExpected, actual), "something else", actual, message);

    /// <summary>Fails where the two are equal.</summary>
    public static void AreNotEqual(int notExpected, int actual, string message = "") => Check(!Equals(notExpected, actual), "something else", actual, message);

    /// <summary>Fails where the two are equal.</summary>
    public static void AreNotEqual(object notExpected, object actual, string message = "") => Check(!Equals(notExpected, actual), "something else", actual, message);

    /// <summary>Fails where the two are equal.</summary>
    public static void AreNotEqual(sbyte notExpected, sbyte actual, string message = "") => Check(!Equals(notExpected, actual), "something else", actual, message);

    /// <summary>Fails where the two are equal.</summary>
    public static void AreNotEqual(short notExpected, short actual, string message = "") => Check(!Equals(notExpected, actual), "something else", actual, message);

    /// <summary>Fails where the two are equal.</summary>
    public static void AreNotEqual(string notExpected, string actual, string message = "") => Check(!Equals(notExpected, actual), "something else", actual, message);

    /// <summary>Fails where the two are equal.</summary>
    public static void AreNotEqual(uint notExpected, uint actual, string message = "") => Check(!Equals(notExpected, actual), "something else", actual, message);

    /// <summary>Fails where the two are equal.</summary>
    public static void AreNotEqual(ulong notExpected, ulong actual, string message = "") => Check(!Equals(notExpected, actual), "something else", actual, message);

    /// <summary>Fails where the two are equal.</summary>
    public static void AreNotEqual(ushort notExpected, ushort actual, string message = "") => Check(!Equals(notExpected, actual), "something else", actual, message);

    /// <summary>Fails unless the collection is empty.</summary>
    public static void Empty(ICollection collection, string message = "") => Check(collection.Count == 0, 0, collection.Count, message);

    /// <summary>Fails where the two differ.</summary>
    public static void Equal(Array expected, Array actual, string message = "") => Check(TestExtensions.SequenceEqual(expected, actual), expected, actual, message);

    /// <summary>Fails where the two differ.</summary>
    public static void Equal(bool expected, bool actual, string message = "") => Check(Equals(expected, actual), expected, actual, message);

    /// <summary>Fails where the two differ.</summary>
    public static void Equal(byte expected, byte actual, string message = "") => Check(Equals(expected, actual), expected, actual, message);

    /// <summary>Fails where the two differ.</summary>
    public static void Equal(char expected, char actual, string message = "") => Check(Equals(expected, actual), expected, actual, message);

    /// <summary>Fails where the two differ.</summary>
    public static void Equal(DateTime expected, DateTime actual, string message = "") => Check(Equals(expected, actual), expected, actual, message);

    /// <summary>Fails where the two differ.</summary>
    public static void Equal(double expected, double actual, string message = "") => Check(Equals(expected, actual), expected, actual, message);

    /// <summary>Fails where the two differ.</summary>
    public static void Equal(float expected, float actual, string message = "") => Check(Equals(expected, actual), expected, actual, message);

    /// <summary>Fails where the two differ.</summary>
    public static void Equal(int expected, int actual, string message = "") => Check(Equals(expected, actual), expected, actual, message);

    /// <summary>Fails where the two differ.</summary>
    public static void Equal(long expected, long actual, string message = "") => Check(Equals(expected, actual), expected, actual, message);

    /// <summary>Fails where the two differ.</summary>
    public static void Equal(sbyte expected, sbyte actual, string message = "") => Check(Equals(expected, actual), expected, actual, message);

    /// <summary>Fails where the two differ.</summary>
    public static void Equal(short expected, short actual, string message = "") => Check(Equals(expected, actual), expected, actual, message);

    /// <summary>Fails where the two differ.</summary>
    public static void Equal(string expected, string actual, string message = "") => Check(Equals(expected, actual), expected, actual, message);

    /// <summary>Fails where the two differ.</summary>
    public static void Equal(uint expected, uint actual, string message = "") => Check(Equals(expected, actual), expected, actual, message);

    /// <summary>Fails where the two differ.</summary>
    public static void Equal(ulong expected, ulong actual, string message = "") => Check(Equals(expected, actual), expected, actual, message);

    /// <summary>Fails where the two differ.</summary>
    public static void Equal(ushort expected, ushort actual, string message = "") => Check(Equals(expected, actual), expected, actual, message);

    /// <summary>Fails unless false.</summary>
    public static void False(bool condition, string message = "") => Check(!condition, false, condition, message);

    /// <summary>Fails where the value is of the type.</summary>
    public static void IsNotType(Type wrongType, object value, string message = "") => Check(value?.GetType() != wrongType, "another type", value, message);

    /// <summary>Fails unless the value is of the type.</summary>
    public static void IsType(Type expectedType, object value, string message = "") => Check(value?.GetType() == expectedType, expectedType, value, message);

    /// <summary>Fails where the collection is empty.</summary>
    public static void NotEmpty(ICollection collection, string message = "") => Check(collection.Count != 0, "some", collection.Count, message);

    /// <summary>Fails where the two are equal.</summary>
    public static void NotEqual(Array notExpected, Array actual, string message = "") => Check(!TestExtensions.SequenceEqual(notExpected, actual), "something else", actual, message);

    /// <summary>Fails where the two are equal.</summary>
    public static void NotEqual(bool notExpected, bool actual, string message = "") => Check(!Equals(notExpected, actual), "something else", actual, message);

    /// <summary>Fails where the two are equal.</summary>
    public static void NotEqual(byte notExpected, byte actual, string message = "") => Check(!Equals(notExpected, actual), "something else", actual, message);

    /// <summary>Fails where the two are equal.</summary>
    public static void NotEqual(char notExpected, char actual, string message = "") => Check(!Equals(notExpected, actual), "something else", actual, message);

    /// <summary>Fails where the two are equal.</summary>
    public static void NotEqual(DateTime notExpected, DateTime actual, string message = "") => Check(!Equals(notExpected, actual), "something else", actual, message);

    /// <summary>Fails where the two are equal.</summary>
    public static void NotEqual(double notExpected, double actual, string message = "") => Check(!Equals(notExpected, actual), "something else", actual, message);

    /// <summary>Fails where the two are equal.</summary>
    public static void NotEqual(float notExpected, float actual, string message = "") => Check(!Equals(notExpected, actual), "something else", actual, message);

    /// <summary>Fails where the two are equal.</summary>
    public static void NotEqual(int notExpected, int actual, string message = "") => Check(!Equals(notExpected, actual), "something else", actual, message);

    /// <summary>Fails where the two are equal.</summary>
    public static void NotEqual(long notExpected, long actual, string message = "") => Check(!Equals(notExpected, actual), "something else", actual, message);

    /// <summary>Fails where the two are equal.</summary>
    public static void NotEqual(sbyte notExpected, sbyte actual, string message = "") => Check(!Equals(notExpected, actual), "something else", actual, message);

    /// <summary>Fails where the two are equal.</summary>
    public static void NotEqual(short notExpected, short actual, string message = "") => Check(!Equals(notExpected, actual), "something else", actual, message);

    /// <summary>Fails where the two are equal.</summary>
    public static void NotEqual(string notExpected, string actual, string message = "") => Check(!Equals(notExpected, actual), "something else", actual, message);

    /// <summary>Fails where the two are equal.</summary>
    public static void NotEqual(uint notExpected, uint actual, string message = "") => Check(!Equals(notExpected, actual), "something else", actual, message);

    /// <summary>Fails where the two are equal.</summary>
    public static void NotEqual(ulong notExpected, ulong actual, string message = "") => Check(!Equals(notExpected, actual), "something else", actual, message);

    /// <summary>Fails where the two are equal.</summary>
    public static void NotEqual(ushort notExpected, ushort actual, string message = "") => Check(!Equals(notExpected, actual), "something else", actual, message);

    /// <summary>Fails where null.</summary>
    public static void NotNull(object value, string message = "") => Check(value is not null, "an object", value, message);

    /// <summary>Fails where both are one object.</summary>
    public static void NotSame(object notExpected, object actual, string message = "") => Check(!ReferenceEquals(notExpected, actual), "another object", actual, message);

    /// <summary>Fails unless null.</summary>
    public static void Null(object value, string message = "") => Check(value is null, null, value, message);

    /// <summary>Fails unless both are one object.</summary>
    public static void Same(object expected, object actual, string message = "") => Check(ReferenceEquals(expected, actual), expected, actual, message);

    /// <summary>Fails unless the action throws exactly this exception.</summary>
    public static void Throws(Type exceptionType, Action action, string message = "") => CheckThrows(exceptionType, action, message);

    /// <summary>Fails unless true.</summary>
    public static void True(bool condition, string message = "") => Check(condition, true, condition, message);

    private static void Check(bool good, object expected, object actual, string message)
    {
        if (!good)
        {
            throw new AssertFailedException($"expected {expected ?? "null"}, got {actual ?? "null"}. {message}");
        }
    }

    private static void CheckThrows(Type exception, Action action, string message)
    {
        Type thrown = null;
        try
        {
            action();
        }
#pragma warning disable CA1031 // Any exception is what is looked at.
        catch (Exception error)
#pragma warning restore CA1031
        {
            thrown = error.GetType();
        }

        Check(thrown == exception, exception, thrown, message);
    }
}

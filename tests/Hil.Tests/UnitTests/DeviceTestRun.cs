using System.Reflection;
using nanoFramework.TestFramework;
using TestFrameworkShared;

namespace AIoT.Embedded.Hil.Tests.UnitTests;

/// <summary>
/// The device's unit tests, run here as the launcher runs them on a board: an object a class, its setup, the test with its data row, its cleanup.
/// </summary>
public sealed class DeviceTestRun
{
    private static readonly Assembly Tests = typeof(Embedded.UnitTests.ArithmeticTests).Assembly;

    public static TheoryData<string, string, int> All
    {
        get
        {
            TheoryData<string, string, int> data = [];
            foreach ((Type type, MethodInfo method, DataRowAttribute[] rows) in Methods())
            {
                for (int row = 0; row < Math.Max(1, rows.Length); row++)
                {
                    data.Add(type.Name, method.Name, rows.Length == 0 ? -1 : row);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Device_test(string type, string test, int row)
    {
        (Type declaring, MethodInfo method, DataRowAttribute[] rows) = Methods().Single(one => one.Type.Name == type && one.Method.Name == test);
        object instance = Activator.CreateInstance(declaring)!;
        Run(declaring, instance, typeof(SetupAttribute));
        try
        {
            method.Invoke(instance, BindingFlags.DoNotWrapExceptions, null, row < 0 ? null : rows[row].MethodParameters, null);
        }
        finally
        {
            Run(declaring, instance, typeof(CleanupAttribute));
        }
    }

    [Fact]
    public void The_assembly_has_the_name_that_the_test_adapter_looks_for() => Xunit.Assert.Equal("NFUnitTest", Tests.GetName().Name);

    [Fact]
    public void There_are_tests() => Xunit.Assert.True(All.Count >= 15);

    [Fact]
    public void A_failed_assertion_fails_the_test_and_says_why()
    {
        AssertFailedException error = Xunit.Assert.Throws<AssertFailedException>(() => nanoFramework.TestFramework.Assert.AreEqual(1L, 2L, "of the two"));
        Xunit.Assert.Equal("expected 1, got 2. of the two", error.Message);
        Xunit.Assert.Throws<AssertFailedException>(() => nanoFramework.TestFramework.Assert.Equal(new[] { 1, 2 }, new[] { 1, 3 }));
        Xunit.Assert.Throws<AssertFailedException>(() => nanoFramework.TestFramework.Assert.ThrowsException(typeof(InvalidOperationException), () => { }));
        Xunit.Assert.Throws<SkipTestException>(() => nanoFramework.TestFramework.Assert.SkipTest("not here"));
    }

    private static IEnumerable<(Type Type, MethodInfo Method, DataRowAttribute[] Rows)> Methods() =>
        from type in Tests.GetExportedTypes()
        where type.GetCustomAttribute<TestClassAttribute>() is not null
        from method in type.GetMethods()
        let rows = method.GetCustomAttributes<DataRowAttribute>().ToArray()
        where rows.Length > 0 || method.GetCustomAttribute<TestMethodAttribute>() is not null
        select (type, method, rows);

    private static void Run(Type type, object instance, Type attribute)
    {
        foreach (MethodInfo method in type.GetMethods().Where(method => method.GetCustomAttribute(attribute) is not null))
        {
            method.Invoke(instance, BindingFlags.DoNotWrapExceptions, null, null, null);
        }
    }
}

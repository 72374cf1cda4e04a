using System.Reflection;
using AIoT.Embedded.Tests.Common;
using Assert = Xunit.Assert;

namespace AIoT.Embedded.Hil.Tests.UnitTests;

/// <summary>The stand-in of nanoFramework.TestFramework has the members of the real package, neither more nor fewer.</summary>
public sealed class TestFrameworkApiTests
{
    [Fact]
    public void The_stand_in_has_the_types_and_members_of_the_real_package()
    {
        string[] real = [.. Listed(TestData.InRepository("tests/Device.Tests/allow-list/nanoFramework.TestFramework.txt")).Order(StringComparer.Ordinal)];
        string[] here = [.. typeof(nanoFramework.TestFramework.Assert).Assembly.GetExportedTypes().SelectMany(Members).Order(StringComparer.Ordinal)];
        Assert.True(real.Length > 90);
        Assert.Equal(real, here);
    }

    [SkippableFact]
    public void Its_signatures_are_the_real_ones_with_names_and_defaults()
    {
        string path = Path.Combine(Path.GetDirectoryName(TestData.Shared("."))!, "nano-api", "nanoFramework.TestFramework.txt");
        Skip.IfNot(File.Exists(path), $"no {path}");
        string[] real = [.. File.ReadLines(path).Select(line => line.Trim()).Where(line => line.StartsWith("public static void ", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        string[] here = [.. typeof(nanoFramework.TestFramework.Assert).Assembly.GetExportedTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly)).Where(method => method.ReturnType == typeof(void))
            .Select(method => $"public static void {method.Name}({string.Join(", ", method.GetParameters().Select(Parameter))})").Order(StringComparer.Ordinal)];
        Assert.Equal(real, here);
    }

    private static IEnumerable<string> Listed(string path)
    {
        string type = "";
        foreach (string line in File.ReadLines(path).Where(line => line.Length > 0 && line[0] != '#'))
        {
            if (line[0] != ' ')
            {
                type = line.Split(" : ")[0];
            }
            else
            {
                yield return $"{type} {line.Trim()}";
            }
        }
    }

    private static IEnumerable<string> Members(Type type)
    {
        const BindingFlags Declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        IEnumerable<MethodBase> methods = [.. type.GetMethods(Declared), .. type.GetConstructors().Where(ctor => !type.IsAbstract)];

        // The list leaves out the default constructors of classes that nobody makes.
        return methods.Where(method => !(method.IsConstructor && type.Name is "Assert" or "CollectionAssert" && method.IsConstructor))
            .Select(method => $"{type.FullName} {method.Name}({string.Join(',', method.GetParameters().Select(parameter => parameter.ParameterType.Name))})");
    }

    private static string Parameter(ParameterInfo parameter) =>
        $"{Keyword(parameter.ParameterType)} {parameter.Name}" + (parameter.HasDefaultValue ? " = " + (parameter.DefaultValue is string text ? $"\"{text}\"" : "null") : "");

    private static string Keyword(Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.Boolean => "bool",
        TypeCode.Byte => "byte",
        TypeCode.Char => "char",
        TypeCode.Double => "double",
        TypeCode.Single => "float",
        TypeCode.Int16 => "short",
        TypeCode.Int32 => "int",
        TypeCode.Int64 => "long",
        TypeCode.SByte => "sbyte",
        TypeCode.String => "string",
        TypeCode.UInt16 => "ushort",
        TypeCode.UInt32 => "uint",
        TypeCode.UInt64 => "ulong",
        _ => type == typeof(object) ? "object" : type.Name,
    };
}

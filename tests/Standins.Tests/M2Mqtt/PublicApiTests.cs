using System.Reflection;
using System.Text.RegularExpressions;
using AIoT.Embedded.Tests.Common;
using nanoFramework.M2Mqtt;

namespace AIoT.Embedded.Standins.Tests.M2Mqtt;

/// <summary>What the stand-in offers is what the real package offers: no member that a board would lack, none with another signature.</summary>
public sealed partial class PublicApiTests
{
    private static readonly Dictionary<Type, string> _keywords = new()
    {
        [typeof(void)] = "void", [typeof(bool)] = "bool", [typeof(byte)] = "byte", [typeof(ushort)] = "ushort", [typeof(int)] = "int",
        [typeof(uint)] = "uint", [typeof(long)] = "long", [typeof(string)] = "string", [typeof(object)] = "object",
    };

    [SkippableFact]
    public void Every_public_member_of_the_stand_in_is_one_of_the_real_package()
    {
        Dictionary<string, HashSet<string>> real = Load("nanoFramework.M2Mqtt.txt");
        foreach ((string type, HashSet<string> members) in Load("nanoFramework.M2Mqtt.Core.txt"))
        {
            real.Add(type, members);
        }

        var wrong = new List<string>();
        foreach (Type type in typeof(MqttClient).Assembly.GetExportedTypes())
        {
            string name = type.FullName!.Replace('+', '.');
            if (!real.TryGetValue(name, out HashSet<string>? members))
            {
                wrong.Add(name);
                continue;
            }

            wrong.AddRange(Members(type).Where(member => !members.Contains(member)).Select(member => $"{name}: {member}"));
        }

        Assert.Empty(wrong);
    }

    private static Dictionary<string, HashSet<string>> Load(string file)
    {
        string folder = Path.Combine(Path.GetDirectoryName(TestData.Shared("."))!, "nano-api");
        string path = Path.Combine(folder, file);
        Skip.IfNot(File.Exists(path), $"no {path}");
        var types = new Dictionary<string, HashSet<string>>();
        var scopes = new Stack<(int Indent, HashSet<string> Members)>();
        foreach (string line in File.ReadLines(path).Where(line => line.Length > 0 && line[0] != '#'))
        {
            int indent = line.Length - line.TrimStart().Length;
            while (scopes.Count > 0 && scopes.Peek().Indent >= indent)
            {
                scopes.Pop();
            }

            Match type = TypeLine().Match(line);
            if (type.Success)
            {
                var members = new HashSet<string>();
                types.Add(type.Groups["name"].Value, members);
                scopes.Push((indent, members));
            }
            else
            {
                scopes.Peek().Members.Add(Normal(line));
            }
        }

        return types;
    }

    // Modifiers, initialisers and the accessors that are not public don't matter to a caller.
    private static string Normal(string member)
    {
        string text = Modifiers().Replace(member.Trim(), "");
        text = HiddenAccessor().Replace(text, "");
        return text;
    }

    private static IEnumerable<string> Members(Type type)
    {
        const BindingFlags Declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        if (type.IsEnum)
        {
            return type.GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => $"{field.Name} = {Convert.ToInt32(field.GetRawConstantValue())}");
        }

        if (typeof(Delegate).IsAssignableFrom(type))
        {
            return [Signature(type.GetMethod("Invoke")!)];
        }

        return type.GetMethods(Declared).Where(method => method.GetBaseDefinition() == method && !method.IsSpecialName).Select(Signature)
            .Concat(type.GetConstructors(Declared).Where(_ => !type.IsAbstract).Where(ctor => !IsDefault(type, ctor)).Select(ctor => $"{type.Name}({Parameters(ctor)})"))
            .Concat(type.GetProperties(Declared).Select(property => $"{Name(property.PropertyType)} {property.Name} {{ {(property.GetMethod?.IsPublic == true ? "get; " : "")}{(property.SetMethod?.IsPublic == true ? "set; " : "")}}}"))
            .Concat(type.GetEvents(Declared).Select(e => $"event {Name(e.EventHandlerType!)} {e.Name}"))
            .Concat(type.GetFields(Declared).Select(field => $"{(field.IsLiteral ? "const " : "")}{Name(field.FieldType)} {field.Name}{(field.IsLiteral ? $" = {field.GetRawConstantValue()}" : "")}"));
    }

    // The list leaves out a constructor that the compiler adds.
    private static bool IsDefault(Type type, ConstructorInfo ctor) => ctor.GetParameters().Length == 0 && type.GetConstructors().Length == 1;

    private static string Signature(MethodInfo method) => $"{Name(method.ReturnType)} {method.Name}({Parameters(method)})";

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(parameter => $"{Name(parameter.ParameterType)} {parameter.Name}"));

    private static string Name(Type type)
        => type.IsArray ? Name(type.GetElementType()!) + "[]" : _keywords.GetValueOrDefault(type, type.Name);

    [GeneratedRegex(@"^\s*(?:static |abstract |sealed )*(?:class|interface|enum|struct|delegate) (?<name>[\w.]+)(?: :.*)?$")]
    private static partial Regex TypeLine();

    [GeneratedRegex(@"^(?:(?:public|static|virtual|override|abstract|extern|readonly) )+")]
    private static partial Regex Modifiers();

    [GeneratedRegex(@"(?:private|internal|protected) set; ")]
    private static partial Regex HiddenAccessor();
}

using System.Reflection;

namespace AIoT.Embedded.Standins.Tests.NanoFramework;

/// <summary>A type's public members, spelled as the lists spell them.</summary>
public static class ApiMembers
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void", [typeof(bool)] = "bool", [typeof(byte)] = "byte", [typeof(sbyte)] = "sbyte", [typeof(char)] = "char",
        [typeof(short)] = "short", [typeof(ushort)] = "ushort", [typeof(int)] = "int", [typeof(uint)] = "uint", [typeof(long)] = "long",
        [typeof(ulong)] = "ulong", [typeof(float)] = "float", [typeof(double)] = "double", [typeof(string)] = "string", [typeof(object)] = "object",
    };

    public static IEnumerable<string> Of(Type type)
    {
        if (type.IsEnum)
        {
            return type.GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => $"{field.Name} = {Convert.ToInt64(field.GetRawConstantValue())}");
        }

        if (typeof(Delegate).IsAssignableFrom(type))
        {
            return [Signature(type.GetMethod("Invoke")!)];
        }

        // Overrides of Object are everywhere; a constructor without parameters is the compiler's where it is the only one.
        return type.GetMethods(Declared).Where(method => method.GetBaseDefinition().DeclaringType == type && (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal))).Select(Signature)
            .Concat(type.GetConstructors(Declared).Where(_ => !type.IsAbstract).Where(ctor => ctor.GetParameters().Length > 0 || type.GetConstructors().Length > 1).Select(ctor => $"{type.Name}({Parameters(ctor)})"))
            .Concat(type.GetProperties(Declared).Select(Property))
            .Concat(type.GetEvents(Declared).Select(e => $"{(e.AddMethod!.IsStatic ? "static " : "")}event {Name(e.EventHandlerType!)} {e.Name}"))
            .Concat(type.GetFields(Declared).Select(Field));
    }

    private static string Property(PropertyInfo property)
    {
        MethodInfo accessor = property.GetMethod ?? property.SetMethod!;
        string name = property.GetIndexParameters() is { Length: > 0 } index ? $"this[{string.Join(", ", index.Select(Parameter))}]" : property.Name;
        return $"{(accessor.IsStatic ? "static " : "")}{Name(property.PropertyType)} {name} {{ {(property.GetMethod?.IsPublic == true ? "get; " : "")}{(property.SetMethod?.IsPublic == true ? "set; " : "")}}}";
    }

    private static string Field(FieldInfo field) => field.IsLiteral
        ? $"const {Name(field.FieldType)} {field.Name} = {field.GetRawConstantValue()}"
        : $"{(field.IsStatic ? "static " : "")}{Name(field.FieldType)} {field.Name}";

    private static string Signature(MethodInfo method)
    {
        string head = method.Name switch
        {
            "op_Implicit" => $"implicit operator {Name(method.ReturnType)}",
            "op_Explicit" => $"explicit operator {Name(method.ReturnType)}",
            "op_Equality" => $"{Name(method.ReturnType)} operator ==",
            "op_Inequality" => $"{Name(method.ReturnType)} operator !=",
            _ => $"{Name(method.ReturnType)} {method.Name}",
        };
        return $"{(method.IsStatic ? "static " : "")}{head}({Parameters(method)})";
    }

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(Parameter));

    private static string Parameter(ParameterInfo parameter)
    {
        string prefix = parameter.IsDefined(typeof(ParamArrayAttribute)) ? "params " : parameter.IsOut ? "out " : parameter.ParameterType.IsByRef ? "ref " : "";
        Type type = parameter.ParameterType.IsByRef ? parameter.ParameterType.GetElementType()! : parameter.ParameterType;
        return $"{prefix}{Name(type)} {parameter.Name}{(parameter.IsOptional ? " = default" : "")}";
    }

    private static string Name(Type type) => type.IsArray ? Name(type.GetElementType()!) + "[]" : Keywords.GetValueOrDefault(type, type.Name);
}

using Mono.Cecil;
using Mono.Cecil.Cil;

namespace AIoT.Embedded.Device.Tests.Gate;

/// <summary>Walks over what a compiled assembly holds.</summary>
internal static class Metadata
{
    public static IEnumerable<MethodDefinition> Methods(ModuleDefinition module) => module.GetTypes().SelectMany(type => type.Methods);

    public static IEnumerable<(MethodDefinition Method, Instruction Instruction)> Instructions(ModuleDefinition module) =>
        Methods(module).Where(method => method.HasBody).SelectMany(method => method.Body.Instructions.Select(instruction => (method, instruction)));

    public static string Name(MethodDefinition method) =>
        $"{method.DeclaringType.FullName}.{method.Name}({string.Join(", ", method.Parameters.Select(parameter => parameter.ParameterType.Name))})";

    public static string Name(FieldDefinition field) => $"{field.DeclaringType.FullName}.{field.Name}";

    /// <summary>Every use of a type, with where it stands: bases, fields, signatures, locals, operands, handlers and attributes of members.</summary>
    public static IEnumerable<(string Where, TypeReference Type)> UsedTypes(ModuleDefinition module)
    {
        foreach (TypeDefinition type in module.GetTypes())
        {
            if (IsHostOnly(type))
            {
                continue;
            }

            if (type.BaseType is not null)
            {
                yield return (type.FullName, type.BaseType);
            }

            foreach (InterfaceImplementation implementation in type.Interfaces)
            {
                yield return (type.FullName, implementation.InterfaceType);
            }

            foreach (TypeReference attribute in Attributes(type))
            {
                yield return (type.FullName, attribute);
            }

            foreach (FieldDefinition field in type.Fields)
            {
                yield return (Name(field), field.FieldType);
                foreach (TypeReference attribute in Attributes(field))
                {
                    yield return (Name(field), attribute);
                }
            }

            foreach (MethodDefinition method in type.Methods)
            {
                string name = Name(method);
                foreach (TypeReference used in UsedTypes(method))
                {
                    yield return (name, used);
                }
            }
        }
    }

    /// <summary>Types that only the PC's compiler writes into an assembly: the one that holds array data, and embedded attributes.</summary>
    public static bool IsHostOnly(TypeDefinition type) =>
        type.Name == "<Module>" || type.FullName.StartsWith("<PrivateImplementationDetails>", StringComparison.Ordinal) || type.CustomAttributes.Any(attribute => attribute.AttributeType.FullName == "Microsoft.CodeAnalysis.EmbeddedAttribute");

    /// <summary>
    /// Calls that the compiler chooses by what the base library offers, and chooses otherwise on the device: <c>lock</c> takes Enter(object) there,
    /// the accessors of an event a synchronized method.
    /// </summary>
    public static bool IsLowered(MethodDefinition method, MemberReference called) => called.DeclaringType.FullName switch
    {
        "System.Threading.Monitor" => AllowedApi.Spell(called) == "Enter(Object,Boolean&)",
        "System.Threading.Interlocked" => called.Name == "CompareExchange" && (method.IsAddOn || method.IsRemoveOn),
        _ => false,
    };

    private static IEnumerable<TypeReference> UsedTypes(MethodDefinition method)
    {
        yield return method.ReturnType;
        foreach (ParameterDefinition parameter in method.Parameters)
        {
            yield return parameter.ParameterType;
        }

        foreach (TypeReference attribute in Attributes(method))
        {
            yield return attribute;
        }

        if (!method.HasBody)
        {
            yield break;
        }

        foreach (VariableDefinition local in method.Body.Variables)
        {
            yield return local.VariableType;
        }

        foreach (ExceptionHandler handler in method.Body.ExceptionHandlers.Where(handler => handler.CatchType is not null))
        {
            yield return handler.CatchType;
        }

        foreach (Instruction instruction in method.Body.Instructions)
        {
            switch (instruction.Operand)
            {
                case TypeReference type:
                    yield return type;
                    break;
                case MemberReference member:
                    yield return member.DeclaringType;
                    break;
            }
        }
    }

    // Attributes that the compiler adds where the base library has them and leaves out where it has not.
    private static IEnumerable<TypeReference> Attributes(ICustomAttributeProvider provider) =>
        provider.CustomAttributes.Select(attribute => attribute.AttributeType)
            .Where(type => type.FullName is not (
                "System.Runtime.CompilerServices.CompilerGeneratedAttribute"
                or "System.Runtime.CompilerServices.IsReadOnlyAttribute"
                or "System.Diagnostics.DebuggerBrowsableAttribute"
                or "System.Diagnostics.DebuggerHiddenAttribute"));
}

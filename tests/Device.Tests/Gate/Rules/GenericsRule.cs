using Mono.Cecil;

namespace AIoT.Embedded.Device.Tests.Gate.Rules;

/// <summary>The 1.x metadata processor fails on generics: on own types and methods, and on instantiations of the PC's.</summary>
public sealed class GenericsRule : IAssemblyRule
{
    public IEnumerable<Violation> Check(ModuleDefinition module)
    {
        foreach (TypeDefinition type in module.GetTypes())
        {
            if (type.HasGenericParameters)
            {
                yield return new Violation(type.FullName, "is generic; the device takes no generics.");
            }

            foreach (MethodDefinition method in type.Methods.Where(method => method.HasGenericParameters))
            {
                yield return new Violation(Metadata.Name(method), "is generic; the device takes no generics.");
            }
        }

        foreach ((string where, TypeReference type) in Metadata.UsedTypes(module))
        {
            if (Find(type) is { } instance)
            {
                yield return new Violation(where, $"uses {instance.FullName}; the device takes no generics{Hint(instance)}.");
            }
        }

        foreach ((MethodDefinition method, Mono.Cecil.Cil.Instruction instruction) in Metadata.Instructions(module))
        {
            if (instruction.Operand is GenericInstanceMethod generic && !Metadata.IsLowered(method, generic))
            {
                yield return new Violation(Metadata.Name(method), $"calls {generic.FullName}; the device takes no generics.");
            }
        }
    }

    private static GenericInstanceType? Find(TypeReference? type) => type switch
    {
        GenericInstanceType instance => instance,
        TypeSpecification specification => Find(specification.ElementType),
        _ => null,
    };

    private static string Hint(GenericInstanceType type) => type.ElementType.FullName switch
    {
        "System.Nullable`1" => " (a nullable value: use a flag beside the value)",
        "System.ReadOnlySpan`1" => " (adding a char to a string compiles to a span on the PC: add a string)",
        string name when name.StartsWith("System.ValueTuple", StringComparison.Ordinal) => " (a tuple: use out parameters or a small class)",
        _ => "",
    };
}

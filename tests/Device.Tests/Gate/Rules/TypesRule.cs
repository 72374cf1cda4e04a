using Mono.Cecil;

namespace AIoT.Embedded.Device.Tests.Gate.Rules;

/// <summary>Types that the device's runtime can't hold: multi-dimensional arrays (crash when resolved), pointers, decimal.</summary>
public sealed class TypesRule : IAssemblyRule
{
    public IEnumerable<Violation> Check(ModuleDefinition module)
    {
        foreach ((string where, TypeReference type) in Metadata.UsedTypes(module))
        {
            if (Wrong(type) is { } what)
            {
                yield return new Violation(where, what);
            }
        }
    }

    private static string? Wrong(TypeReference? type) => type switch
    {
        ArrayType { Rank: > 1 } array => $"uses {array.FullName}: a multi-dimensional array crashes the device; use a jagged or a flat one.",
        PointerType or FunctionPointerType => $"uses the pointer {type.FullName}: the device's metadata processor refuses pointers.",
        PinnedType pinned => $"pins {pinned.ElementType.FullName} (fixed): the device's metadata processor refuses pointers.",
        TypeSpecification specification => Wrong(specification.ElementType),
        { FullName: "System.Decimal" } => "uses decimal, which the device does not have.",
        _ => null,
    };
}

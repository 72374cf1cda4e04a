using Mono.Cecil;
using Mono.Cecil.Cil;

namespace AIoT.Embedded.Device.Tests.Gate.Rules;

/// <summary>Every member and type outside the firmware must be in the lists of the device's libraries.</summary>
public sealed class MemberRule(AllowedApi api) : IAssemblyRule
{
    public IEnumerable<Violation> Check(ModuleDefinition module)
    {
        foreach ((string where, TypeReference used) in Metadata.UsedTypes(module))
        {
            TypeReference type = used.GetElementType();
            if (IsDevices(type) && api.Type(type) is null)
            {
                yield return new Violation(where, $"uses {type.FullName}, which no nanoFramework 1.x library has.");
            }
        }

        foreach ((MethodDefinition method, Instruction instruction) in Metadata.Instructions(module))
        {
            if (instruction.Operand is TypeReference || instruction.Operand is not MemberReference member || !IsDevices(member.DeclaringType.GetElementType()))
            {
                continue;
            }

            if (!member.DeclaringType.IsArray && api.Type(member.DeclaringType.GetElementType()) is { } declaring && !api.Has(declaring, AllowedApi.Spell(member)) && !Metadata.IsLowered(method, member))
            {
                yield return new Violation(Metadata.Name(method), $"uses {member.DeclaringType.FullName}.{AllowedApi.Spell(member)}, which {declaring.Library.Assembly} of {declaring.Library.Package} {declaring.Library.Version} does not have.");
            }
        }
    }

    /// <summary>The device libraries that the assembly's code calls for.</summary>
    public IReadOnlyList<AllowedLibrary> Libraries(ModuleDefinition module) =>
        [.. Metadata.UsedTypes(module).Select(use => api.Type(use.Type.GetElementType())?.Library).OfType<AllowedLibrary>().Distinct().OrderBy(library => library.Assembly, StringComparer.Ordinal)];

    private static bool IsDevices(TypeReference type) =>
        type is not (GenericParameter or FunctionPointerType)
        && type.Scope is AssemblyNameReference reference
        && !reference.Name.StartsWith("AIoT.Embedded.", StringComparison.Ordinal);
}

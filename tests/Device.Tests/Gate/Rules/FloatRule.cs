using Mono.Cecil;
using Mono.Cecil.Cil;

namespace AIoT.Embedded.Device.Tests.Gate.Rules;

/// <summary>No floating point in the device path: every number is the same on every tier.</summary>
public sealed class FloatRule : IAssemblyRule
{
    public IEnumerable<Violation> Check(ModuleDefinition module)
    {
        foreach ((string where, TypeReference type) in Metadata.UsedTypes(module))
        {
            if (type.GetElementType().MetadataType is MetadataType.Single or MetadataType.Double)
            {
                yield return new Violation(where, $"uses {type.FullName}; the device path computes in integers.");
            }
        }

        foreach ((MethodDefinition method, Instruction instruction) in Metadata.Instructions(module))
        {
            if (instruction.OpCode.Code is Code.Ldc_R4 or Code.Ldc_R8 or Code.Conv_R4 or Code.Conv_R8 or Code.Conv_R_Un or Code.Ldelem_R4 or Code.Ldelem_R8 or Code.Stelem_R4 or Code.Stelem_R8)
            {
                yield return new Violation(Metadata.Name(method), $"computes in floating point ({instruction.OpCode.Name}); the device path computes in integers.");
            }
        }
    }
}

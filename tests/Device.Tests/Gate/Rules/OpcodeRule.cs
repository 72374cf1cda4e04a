using Mono.Cecil;
using Mono.Cecil.Cil;

namespace AIoT.Embedded.Device.Tests.Gate.Rules;

/// <summary>Opcodes that the device runs wrongly or not at all: stackalloc, checked arithmetic (it wraps silently), typed references, jumps.</summary>
public sealed class OpcodeRule : IAssemblyRule
{
    public IEnumerable<Violation> Check(ModuleDefinition module)
    {
        foreach ((MethodDefinition method, Instruction instruction) in Metadata.Instructions(module))
        {
            string? what = instruction.OpCode.Code switch
            {
                Code.Localloc => "uses stackalloc (localloc), which throws on the device; use an array.",
                Code.Add_Ovf or Code.Add_Ovf_Un or Code.Sub_Ovf or Code.Sub_Ovf_Un or Code.Mul_Ovf or Code.Mul_Ovf_Un => "uses checked arithmetic",
                >= Code.Conv_Ovf_I1_Un and <= Code.Conv_Ovf_U_Un or >= Code.Conv_Ovf_I1 and <= Code.Conv_Ovf_U8 or Code.Conv_Ovf_I or Code.Conv_Ovf_U => "uses checked arithmetic",
                Code.Cpblk or Code.Initblk => "copies or fills a block through pointers, which the device refuses",
                Code.Calli or Code.Jmp or Code.Arglist or Code.Mkrefany or Code.Refanyval or Code.Refanytype => "uses an opcode that the device does not run",
                _ => null,
            };
            if (what is not null)
            {
                yield return new Violation(Metadata.Name(method), what.EndsWith('.') ? what : $"{what} ({instruction.OpCode.Name}); on the device it never throws and wraps silently where it runs at all.");
            }
        }
    }
}

using System.Text;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace AIoT.Embedded.Device.Tests.Gate.Rules;

/// <summary>
/// The device's tables have 16-bit offsets, and array data above 64 KB stops the application from starting. The record of a method counts its locals,
/// its arguments and its evaluation stack in 8 bits each: with 255 locals a method runs, with 256 the interpreter crashes.
/// </summary>
public sealed class SizeRule : IAssemblyRule
{
    public const int TableBytes = 64 * 1024;
    public const int Slots = 255;

    public IEnumerable<Violation> Check(ModuleDefinition module)
    {
        foreach ((string what, int bytes) in Sizes(module))
        {
            if (bytes > TableBytes)
            {
                yield return new Violation(module.Assembly.Name.Name, $"has {bytes} bytes of {what}, {TableBytes} are the most; split the assembly.");
            }
        }

        foreach (MethodDefinition method in Metadata.Methods(module))
        {
            foreach ((string what, int count) in Counts(method))
            {
                if (count > Slots)
                {
                    yield return new Violation(Metadata.Name(method), $"has {count} {what}, {Slots} are the most.");
                }
            }
        }
    }

    public static IEnumerable<(string What, int Bytes)> Sizes(ModuleDefinition module)
    {
        yield return ("bytecode", Metadata.Methods(module).Where(method => method.HasBody).Sum(method => method.Body.CodeSize));
        yield return ("strings", Strings(module).Distinct(StringComparer.Ordinal).Sum(text => Encoding.UTF8.GetByteCount(text) + 1));
        yield return ("array data", module.GetTypes().SelectMany(type => type.Fields).Sum(field => field.InitialValue?.Length ?? 0));
    }

    private static IEnumerable<(string What, int Count)> Counts(MethodDefinition method)
    {
        yield return ("arguments", method.Parameters.Count + (method.HasThis ? 1 : 0));
        if (method.HasBody)
        {
            yield return ("locals", method.Body.Variables.Count);
            yield return ("slots of evaluation stack", method.Body.MaxStackSize);
        }
    }

    // Names and literals share one table on the device.
    private static IEnumerable<string> Strings(ModuleDefinition module)
    {
        foreach (TypeDefinition type in module.GetTypes())
        {
            yield return type.Name;
            yield return type.Namespace;
            foreach (FieldDefinition field in type.Fields)
            {
                yield return field.Name;
            }

            foreach (MethodDefinition method in type.Methods)
            {
                yield return method.Name;
            }
        }

        foreach (MemberReference member in module.GetMemberReferences())
        {
            yield return member.Name;
        }

        foreach (TypeReference type in module.GetTypeReferences())
        {
            yield return type.Name;
            yield return type.Namespace;
        }

        foreach ((_, Instruction instruction) in Metadata.Instructions(module))
        {
            if (instruction.OpCode.Code == Code.Ldstr)
            {
                yield return (string)instruction.Operand;
            }
        }
    }
}

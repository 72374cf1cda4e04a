using System.Text;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace AIoT.Embedded.Device.Tests.Gate.Rules;

/// <summary>The device's tables have 16-bit offsets, array data above 64 KB stops the application from starting, and very many locals fail at run time.</summary>
public sealed class SizeRule : IAssemblyRule
{
    public const int TableBytes = 64 * 1024;
    public const int Locals = 200;

    public IEnumerable<Violation> Check(ModuleDefinition module)
    {
        foreach ((string what, int bytes) in Sizes(module))
        {
            if (bytes > TableBytes)
            {
                yield return new Violation(module.Assembly.Name.Name, $"has {bytes} bytes of {what}, {TableBytes} are the most; split the assembly.");
            }
        }

        foreach (MethodDefinition method in Metadata.Methods(module).Where(method => method.HasBody && method.Body.Variables.Count > Locals))
        {
            yield return new Violation(Metadata.Name(method), $"has {method.Body.Variables.Count} locals, {Locals} are the most.");
        }
    }

    public static IEnumerable<(string What, int Bytes)> Sizes(ModuleDefinition module)
    {
        yield return ("bytecode", Metadata.Methods(module).Where(method => method.HasBody).Sum(method => method.Body.CodeSize));
        yield return ("strings", Strings(module).Distinct(StringComparer.Ordinal).Sum(text => Encoding.UTF8.GetByteCount(text) + 1));
        yield return ("array data", module.GetTypes().SelectMany(type => type.Fields).Sum(field => field.InitialValue?.Length ?? 0));
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

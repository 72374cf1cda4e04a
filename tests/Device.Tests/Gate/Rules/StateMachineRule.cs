using Mono.Cecil;

namespace AIoT.Embedded.Device.Tests.Gate.Rules;

/// <summary>async and yield need types that the device does not have.</summary>
public sealed class StateMachineRule : IAssemblyRule
{
    public IEnumerable<Violation> Check(ModuleDefinition module)
    {
        foreach (MethodDefinition method in Metadata.Methods(module))
        {
            foreach (CustomAttribute attribute in method.CustomAttributes)
            {
                string? what = attribute.AttributeType.Name switch
                {
                    "AsyncStateMachineAttribute" => "async",
                    "IteratorStateMachineAttribute" => "an iterator (yield)",
                    "AsyncIteratorStateMachineAttribute" => "an async iterator",
                    _ => null,
                };
                if (what is not null)
                {
                    yield return new Violation(Metadata.Name(method), $"is {what}; the device has no state machines.");
                }
            }
        }
    }
}

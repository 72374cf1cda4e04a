using Mono.Cecil;

namespace AIoT.Embedded.Device.Tests.Gate.Rules;

/// <summary>Default interface methods compile and then throw on the device.</summary>
public sealed class InterfaceBodyRule : IAssemblyRule
{
    public IEnumerable<Violation> Check(ModuleDefinition module) =>
        from type in module.GetTypes()
        where type.IsInterface
        from method in type.Methods
        where method.HasBody
        select new Violation(Metadata.Name(method), "is a default interface method, which throws on the device.");
}

using Mono.Cecil;

namespace AIoT.Embedded.Device.Tests.Gate;

/// <summary>One thing that a board's runtime does not take.</summary>
public interface IAssemblyRule
{
    IEnumerable<Violation> Check(ModuleDefinition module);
}

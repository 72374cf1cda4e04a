using AIoT.Embedded.Device.Tests.Gate.Rules;
using Mono.Cecil;

namespace AIoT.Embedded.Device.Tests.Gate;

/// <summary>All the rules that a firmware assembly must pass.</summary>
public sealed class DeviceGate
{
    private readonly IReadOnlyList<IAssemblyRule> _rules;
    private readonly FloatRule _integersOnly = new();

    public DeviceGate(AllowedApi api)
    {
        Members = new MemberRule(api);
        _rules = [new GenericsRule(), new TypesRule(), Members, new OpcodeRule(), new InterfaceBodyRule(), new StateMachineRule(), new SizeRule()];
    }

    public MemberRule Members { get; }

    /// <param name="module">A compiled firmware assembly.</param>
    /// <param name="integersOnly">Also refuse floating point.</param>
    public IReadOnlyList<Violation> Check(ModuleDefinition module, bool integersOnly)
    {
        IEnumerable<IAssemblyRule> rules = integersOnly ? _rules.Append(_integersOnly) : _rules;
        return [.. rules.SelectMany(rule => rule.Check(module)).Distinct().OrderBy(violation => violation.Where, StringComparer.Ordinal)];
    }
}

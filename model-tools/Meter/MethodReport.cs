namespace AIoT.Embedded.ModelTools.Meter;

/// <summary>What one method executed, without what it called.</summary>
/// <param name="Name">Type, method and parameter types.</param>
/// <param name="Calls">How often it was entered.</param>
/// <param name="Counts">Executed opcodes by kind.</param>
public sealed record MethodReport(string Name, long Calls, IReadOnlyDictionary<string, long> Counts)
{
    /// <summary>Executed opcodes.</summary>
    public long Opcodes => Counts.Values.Sum();
}

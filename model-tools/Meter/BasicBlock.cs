namespace AIoT.Embedded.ModelTools.Meter;

/// <summary>A run of instructions that execute together: how many of each kind, and which counter says how often.</summary>
/// <param name="Method">The full name of the method, as the report shows it.</param>
/// <param name="Counter">The index of the block's execution counter.</param>
/// <param name="IsEntry">Whether it stands for the entry into the method: its counter counts the calls, and it holds no opcodes.</param>
/// <param name="Kinds">Opcodes of the block by kind.</param>
internal sealed record BasicBlock(string Method, int Counter, bool IsEntry, IReadOnlyDictionary<string, int> Kinds);

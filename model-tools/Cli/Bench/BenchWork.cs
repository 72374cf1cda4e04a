namespace AIoT.Embedded.ModelTools.Cli.Bench;

/// <summary>A class of <see cref="Meter.IMeteredWork"/> and the assemblies whose opcodes count.</summary>
public sealed record BenchWork(Type Work, IReadOnlyList<string> Assemblies);

using AIoT.Embedded.ModelTools.Image;

namespace AIoT.Embedded.ModelTools.Cli.Bench;

/// <summary>A class of <see cref="Meter.IMeteredWork"/> and the assemblies whose opcodes count.</summary>
/// <param name="Work">The class.</param>
/// <param name="Assemblies">Paths.</param>
/// <param name="Generated">The model whose generated code is compiled for the work and counts too, or null; <see cref="GeneratedCode"/> finds it.</param>
public sealed record BenchWork(Type Work, IReadOnlyList<string> Assemblies, Func<QuantizedModel>? Generated = null);

namespace AIoT.Embedded.ModelTools.Meter;

/// <summary>An assembly with counters, ready to load.</summary>
internal sealed record InstrumentedAssembly(string Path, byte[] Image, IReadOnlyList<BasicBlock> Blocks);

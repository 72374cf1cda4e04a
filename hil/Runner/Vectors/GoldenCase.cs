namespace AIoT.Embedded.Hil.Vectors;

/// <summary>A case of the golden vectors in the form that a target replays.</summary>
/// <param name="Name">Contract, slash, words.</param>
/// <param name="Data">Kind, name, data.</param>
public sealed record GoldenCase(string Name, byte[] Data);

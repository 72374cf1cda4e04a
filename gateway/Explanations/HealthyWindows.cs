namespace AIoT.Embedded.Gateway.Explanations;

/// <summary>Feature vectors of a sensor from when it was learnt: what an explanation compares with.</summary>
/// <param name="Epoch">The board's store epoch.</param>
/// <param name="FirstSeq">First reading among them.</param>
/// <param name="LastSeq">Last one.</param>
/// <param name="Features">A vector each, in the recipe's formats.</param>
/// <param name="Hash">SHA-256 of the vectors as JSON, hex.</param>
public sealed record HealthyWindows(long Epoch, long FirstSeq, long LastSeq, IReadOnlyList<int[]> Features, string Hash);

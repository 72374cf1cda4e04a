namespace AIoT.Embedded.ModelTools.Evaluation.Features;

/// <summary>Windows that follow each other.</summary>
/// <param name="Counts">The samples, in counts of the sensor.</param>
/// <param name="Windows">How many windows.</param>
/// <param name="Hop">Samples from one to the next.</param>
public sealed record WindowBlock(short[] Counts, int Windows, int Hop);

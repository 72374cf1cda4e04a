namespace AIoT.Embedded.ModelTools.Cli.Bench;

/// <summary>One line of the benchmark.</summary>
/// <param name="Key">Its name in the JSON.</param>
/// <param name="Title">What is done.</param>
/// <param name="Units">Multiply-accumulates (or windows) in one run: figures are divided by it.</param>
/// <param name="Bar">The most that the project's code may cost.</param>
/// <param name="Textbook">The work in textbook form.</param>
/// <param name="Ours">The work of this project.</param>
public sealed record BenchRow(string Key, string Title, double Units, double Bar, BenchWork Textbook, BenchWork Ours);

namespace AIoT.Embedded.ModelTools.Cli.Features;

/// <summary>The rows of some windows.</summary>
/// <param name="Part">Where they come from.</param>
/// <param name="Features">The features of each window.</param>
/// <param name="Text">Their lines, where text was asked for.</param>
internal sealed record ExtractedWindows(ExtractedPart Part, int[][] Features, ReadOnlyMemory<byte> Text);

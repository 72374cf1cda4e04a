namespace AIoT.Embedded.ModelTools.Cli.Estimation;

/// <summary>One layer of an image on a board.</summary>
/// <param name="Index">From 0.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Output">Shape of what it writes.</param>
/// <param name="Type">Type of what it writes.</param>
/// <param name="Work">Multiply-accumulates, or elements for layers without weights.</param>
/// <param name="ParameterBytes">Bytes of its parameters in the image.</param>
/// <param name="Instructions">Metered instructions of one run.</param>
/// <param name="Milliseconds">Estimated.</param>
internal sealed record LayerEstimate(int Index, string Kind, string Output, string Type, long Work, long ParameterBytes, double Instructions, double Milliseconds);

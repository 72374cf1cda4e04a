namespace AIoT.Embedded.ModelTools.Cli.Reporting;

/// <summary>One layer of the image.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Shape">Height x width x channels of its result.</param>
/// <param name="Type">Type of its result.</param>
/// <param name="Inputs">Tensors it reads: 0 the model's input, i + 1 what layer i writes.</param>
/// <param name="Work">Multiply-accumulates, or elements where it has no weights.</param>
/// <param name="ParameterBytes">Bytes of its parameters in the image.</param>
/// <param name="RelativeError">Root mean square error against the float model over the root mean square of its numbers; null when not compared.</param>
/// <param name="Milliseconds">Estimated time on the board; null without one.</param>
internal sealed record ReportLayer(string Kind, string Shape, string Type, IReadOnlyList<int> Inputs, long Work, long ParameterBytes, double? RelativeError, double? Milliseconds);

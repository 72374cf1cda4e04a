using AIoT.Embedded.ModelTools.Conversion.Quantization;

namespace AIoT.Embedded.ModelTools.Cli.Reporting;

/// <summary>The image against the float model over the data.</summary>
internal sealed record ReportAgreement(string Model, bool SameSource, Agreement Scores);

namespace AIoT.Embedded.ModelTools.Cli.Reporting;

/// <summary>What the image takes of a board, estimated.</summary>
internal sealed record ReportBoard(string Name, string Title, long RamBytes, long RamOfBoard, long FlashOfBoard, double FeatureMilliseconds, double InferenceMilliseconds, IReadOnlyList<string> Assumptions);

using AIoT.Embedded.Inference;

namespace AIoT.Embedded.ModelTools.Image;

/// <summary>Where a model comes from; travels in its image.</summary>
/// <param name="SourceHash">SHA-256 of the source model file, 32 bytes.</param>
/// <param name="CalibrationHash">Hash of the calibration data, 8 to 32 bytes.</param>
/// <param name="Split">How the data behind the published quality was split.</param>
/// <param name="ToolVersion">Up to 32 characters of printable ASCII.</param>
public sealed record Provenance(byte[] SourceHash, byte[] CalibrationHash, SplitKind Split, string ToolVersion);

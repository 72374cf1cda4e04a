using AIoT.Embedded.Boards.Virtual.Vibration.Recordings;

namespace AIoT.Embedded.ModelTools.Evaluation.Features;

/// <summary>The features of one axis of a recording, window by window.</summary>
/// <param name="File">The recording.</param>
/// <param name="Axis">Its axis.</param>
/// <param name="Label">What is known of it.</param>
/// <param name="Rpm">Shaft speed that the extractor was told; 0: it estimated it.</param>
/// <param name="Windows">The recipe's features of each window, in time order.</param>
public sealed record WindowFeatures(string File, string Axis, RecordingLabel Label, double Rpm, IReadOnlyList<int[]> Windows);

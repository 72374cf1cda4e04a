using AIoT.Embedded.Boards.Virtual.Vibration.Recordings;
using AIoT.Embedded.ModelTools.Evaluation.Features;

namespace AIoT.Embedded.ModelTools.Evaluation.Baselines;

/// <summary>A recording of a machine whose baseline is judged: its axes side by side, all with the same windows.</summary>
/// <param name="File">The recording.</param>
/// <param name="Label">What is known of it.</param>
/// <param name="Axes">Features of each axis.</param>
public sealed record MachineRecording(string File, RecordingLabel Label, IReadOnlyList<WindowFeatures> Axes)
{
    /// <summary>Windows that all axes have.</summary>
    public int Count => Axes.Min(a => a.Windows.Count);

    /// <summary>The features of all axes of a window, one axis after the other.</summary>
    public int[] At(int window) => [.. Axes.SelectMany(a => a.Windows[window])];
}

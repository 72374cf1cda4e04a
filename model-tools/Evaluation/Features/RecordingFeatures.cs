using AIoT.Embedded.Boards.Virtual.Vibration.Bearings;
using AIoT.Embedded.Boards.Virtual.Vibration.Recordings;
using AIoT.Embedded.Signal;

namespace AIoT.Embedded.ModelTools.Evaluation.Features;

/// <summary>The firmware's extractor over recordings, sampled as a board would have sampled them.</summary>
public static class RecordingFeatures
{
    /// <summary>Extracts all windows of one axis.</summary>
    /// <param name="recording">The recording.</param>
    /// <param name="channel">Its axis.</param>
    /// <param name="recipe">The recipe; its own orders and speed are replaced.</param>
    /// <param name="bearing">The bearing; null: that of the label, else the 6205.</param>
    /// <param name="rpm">Shaft speed; null: that of the label; 0: estimated.</param>
    /// <param name="cancel">Stops between windows.</param>
    /// <exception cref="RecordingException">The recording was sampled too slowly for the recipe.</exception>
    public static WindowFeatures Of(Recording recording, Channel channel, FeatureRecipe recipe, BearingGeometry? bearing, double? rpm, CancellationToken cancel = default) =>
        Of((recording with { Channels = [channel] }).AsStream(), 0, recording.Label, recipe, bearing, rpm, cancel);

    /// <summary>Extracts all windows of one axis of a recording that is read as it is used.</summary>
    /// <param name="recording">The recording.</param>
    /// <param name="axis">Index of its axis.</param>
    /// <param name="label">What is known of it.</param>
    /// <param name="recipe">The recipe; its own orders and speed are replaced.</param>
    /// <param name="bearing">The bearing; null: that of the label, else the 6205.</param>
    /// <param name="rpm">Shaft speed; null: that of the label; 0: estimated.</param>
    /// <param name="cancel">Stops between windows.</param>
    /// <exception cref="RecordingException">The recording was sampled too slowly for the recipe, or can't be read.</exception>
    public static WindowFeatures Of(StreamedRecording recording, int axis, RecordingLabel label, FeatureRecipe recipe, BearingGeometry? bearing, double? rpm, CancellationToken cancel = default)
    {
        var sampling = new BoardSampling(recording.File, recording.SampleRateHz, label, recipe, bearing, rpm);
        FeatureExtractor extractor = sampling.NewExtractor();
        var windows = new List<int[]>();
        using var reader = new WindowReader(recording, axis, sampling);
        while (reader.Next() is { } block)
        {
            for (int window = 0; window < block.Windows; window++)
            {
                cancel.ThrowIfCancellationRequested();
                int[] features = new int[recipe.FeatureCount];
                extractor.Process(block.Counts, window * block.Hop, features);
                windows.Add(features);
            }
        }

        return new WindowFeatures(recording.File, recording.Axes[axis], label, sampling.ShaftHz * 60, windows);
    }
}

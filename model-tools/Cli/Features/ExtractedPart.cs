using System.Buffers;
using AIoT.Embedded.Boards.Virtual.Vibration.Bearings;
using AIoT.Embedded.Boards.Virtual.Vibration.Recordings;
using AIoT.Embedded.ModelTools.Evaluation.Features;
using AIoT.Embedded.Signal;

namespace AIoT.Embedded.ModelTools.Cli.Features;

/// <summary>Some windows of a recording on their way from its file to their rows.</summary>
/// <param name="File">The recording, as rows name it.</param>
/// <param name="Axis">Their axis; null with the last part, which has no windows.</param>
/// <param name="Block">The windows; null with the last part.</param>
/// <param name="First">Number of the first window.</param>
/// <param name="Share">How much of the recording is read, 0 to 1.</param>
internal sealed record ExtractedPart(string File, ExtractedAxis? Axis, WindowBlock? Block, int First, double Share)
{
    /// <summary>The parts of a recording: one axis after the other from front to back, and a last one that says that this is all.</summary>
    public static IEnumerable<ExtractedPart> Of(StreamedRecording recording, string name, int[] axes, RecordingLabel label, FeatureRecipe recipe, BearingGeometry? bearing, double? rpm)
    {
        var sampling = new BoardSampling(recording.File, recording.SampleRateHz, label, recipe, bearing, rpm);
        for (int i = 0; i < axes.Length; i++)
        {
            var axis = new ExtractedAxis(name, recording.Axes[axes[i]], label, sampling);
            using var reader = new WindowReader(recording, axes[i], sampling);
            for (int first = 0; reader.Next() is { } block; first += block.Windows)
            {
                yield return new ExtractedPart(name, axis, block, first, (i + reader.Share) / axes.Length);
            }
        }

        yield return new ExtractedPart(name, null, null, 0, 1);
    }

    /// <summary>The features of the windows, and their lines if they are wanted as text.</summary>
    public ExtractedWindows Extract(bool asText, CancellationToken cancel)
    {
        if (Axis is null || Block is null)
        {
            return new ExtractedWindows(this, [], ReadOnlyMemory<byte>.Empty);
        }

        int[][] features = Axis.Extract(Block, cancel);
        if (!asText)
        {
            return new ExtractedWindows(this, features, ReadOnlyMemory<byte>.Empty);
        }

        var rows = new ArrayBufferWriter<byte>(features.Length * (Axis.FieldsBefore.Length + Axis.FieldsAfter.Length + 8 * features[0].Length + 16));
        for (int i = 0; i < features.Length; i++)
        {
            rows.Write(Axis.FieldsBefore);
            FeatureCsv.Append(rows, First + i);
            FeatureCsv.Append(rows, Axis.FieldsAfter, features[i]);
        }

        return new ExtractedWindows(this with { Block = null }, features, rows.WrittenMemory);
    }
}

using System.Collections.Concurrent;
using System.Globalization;
using AIoT.Embedded.Boards.Virtual.Vibration.Bearings;
using AIoT.Embedded.Boards.Virtual.Vibration.Recordings;
using AIoT.Embedded.ModelTools.Evaluation.Features;
using AIoT.Embedded.Signal;

namespace AIoT.Embedded.ModelTools.Cli.Features;

/// <summary>One axis of a recording whose windows are extracted: what all of their rows say, and extractors for the threads that share the work.</summary>
internal sealed class ExtractedAxis
{
    private readonly ConcurrentBag<FeatureExtractor> _idle = [];
    private readonly BoardSampling _sampling;
    private readonly string[] _before, _after;

    /// <param name="file">The recording, as rows name it.</param>
    /// <param name="axis">The axis.</param>
    /// <param name="label">What is known of it.</param>
    /// <param name="sampling">The board's sampling.</param>
    public ExtractedAxis(string file, string axis, RecordingLabel label, BoardSampling sampling)
    {
        _sampling = sampling;
        string fault = label.Fault switch { null => "", BearingFault.None => "normal", { } part => part.ToString().ToLowerInvariant() };
        _before = [file, axis];
        _after = [fault, label.Bearing, label.Condition, Math.Round(sampling.ShaftHz * 60, 1).ToString(CultureInfo.InvariantCulture)];
        (FieldsBefore, FieldsAfter) = (FeatureCsv.Fields(_before), [(byte)',', .. FeatureCsv.Fields(_after)]);
    }

    /// <summary>The columns before the features; the window's number is the third.</summary>
    public static string[] RemarkNames { get; } = ["file", "axis", "window", "label", "bearing", "condition", "rpm"];

    /// <summary>What stands before the window's number in a line, and behind it.</summary>
    public byte[] FieldsBefore { get; }

    /// <inheritdoc cref="FieldsBefore"/>
    public byte[] FieldsAfter { get; }

    /// <summary>The remarks of a window.</summary>
    public string[] Remarks(int window) => [.. _before, window.ToString(CultureInfo.InvariantCulture), .. _after];

    /// <summary>The features of windows, one after the other.</summary>
    public int[][] Extract(WindowBlock block, CancellationToken cancel)
    {
        if (!_idle.TryTake(out FeatureExtractor? extractor))
        {
            extractor = _sampling.NewExtractor();
        }

        int[][] features = new int[block.Windows][];
        for (int i = 0; i < features.Length; i++)
        {
            cancel.ThrowIfCancellationRequested();
            extractor.Process(block.Counts, i * block.Hop, features[i] = new int[_sampling.FeatureCount]);
        }

        _idle.Add(extractor);
        return features;
    }
}

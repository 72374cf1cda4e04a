using AIoT.Embedded.Boards.Virtual.Vibration.Bearings;
using AIoT.Embedded.Boards.Virtual.Vibration.Recordings;
using AIoT.Embedded.Inference;
using AIoT.Embedded.ModelTools.Evaluation.Features;
using AIoT.Embedded.Signal;
using MathNet.Numerics.IntegralTransforms;

namespace AIoT.Embedded.ModelTools.Cli.Reporting;

/// <summary>Takes the first window of some recordings, as the board's sensor gives it: its spectrum, and what the model says of it.</summary>
internal sealed class ExampleReader(ModelImage image, FeatureRecipe recipe, ReadOptions options)
{
    private const int Most = 6;

    public IReadOnlyList<ExampleWindow> Read(string folder, CancellationToken cancel)
    {
        IReadOnlyList<string> files = RecordingReader.Find(folder);

        // Spread over the folder: neighbours are mostly of one kind.
        int count = Math.Min(Most, files.Count);
        var examples = new List<ExampleWindow>();
        for (int i = 0; i < count; i++)
        {
            cancel.ThrowIfCancellationRequested();
            if (Window(files[(int)((long)i * files.Count / count)]) is { } example)
            {
                examples.Add(example);
            }
        }

        return examples;
    }

    private ExampleWindow? Window(string file)
    {
        StreamedRecording recording = RecordingReader.Open(file, options);
        if (!BoardSampling.CanTake(recording.SampleRateHz, recipe))
        {
            return null;
        }

        var sampling = new BoardSampling(file, recording.SampleRateHz, recording.Label, recipe, null, null);
        using var reader = new WindowReader(recording, 0, sampling);
        WindowBlock? block = reader.Next();
        if (block is null)
        {
            return null;
        }

        short[] counts = block.Counts[..recipe.WindowLength];
        FeatureExtractor extractor = sampling.NewExtractor();
        int[] features = new int[recipe.FeatureCount], scores = new int[image.OutputCount];
        extractor.Process(counts, 0, features);
        new Engine(image, 0).Run(features, scores);
        int top = Array.IndexOf(scores, scores.Max());
        string label = recording.Label.Fault switch { null => "", BearingFault.None => "normal", { } fault => fault.ToString().ToLowerInvariant() };
        return new ExampleWindow(Path.GetFileName(file), label, image.OutputCount == 1 ? "score" : top < image.ClassCount ? image.ClassName(top) : $"output {top}", scores[top] / 32768.0, sampling.RateHz / recipe.WindowLength, Spectrum(counts, sampling.Sensor.NanoGPerLsb * 1e-9));
    }

    /// <summary>Amplitude of each line of a Hann window without its mean: 4/n times the magnitude of the transform, as the window's mean is 1/2.</summary>
    private static double[] Spectrum(short[] counts, double gPerCount)
    {
        int n = counts.Length;
        double mean = counts.Average(c => (double)c);
        var x = new System.Numerics.Complex[n];
        for (int i = 0; i < n; i++)
        {
            x[i] = (counts[i] - mean) * gPerCount * (0.5 - 0.5 * Math.Cos(2 * Math.PI * i / n));
        }

        Fourier.Forward(x, FourierOptions.NoScaling);
        return [.. x.Take(n / 2).Select(v => 4 * v.Magnitude / n)];
    }
}

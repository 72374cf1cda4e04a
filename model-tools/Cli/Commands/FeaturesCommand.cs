using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using AIoT.Embedded.Boards.Virtual.Vibration.Bearings;
using AIoT.Embedded.Boards.Virtual.Vibration.Recordings;
using AIoT.Embedded.ModelTools.Cli.Features;
using AIoT.Embedded.ModelTools.Conversion;
using AIoT.Embedded.ModelTools.Conversion.Features;
using AIoT.Embedded.ModelTools.Evaluation.Labels;
using AIoT.Embedded.Signal;

namespace AIoT.Embedded.ModelTools.Cli.Commands;

/// <summary>features: the firmware's own extractor over recordings.</summary>
internal sealed class FeaturesCommand(TextWriter output, TextWriter errors)
{
    private readonly Argument<string> _data = new("DATA") { Description = "a recording, or a folder of them: MAT v5, WAV, CSV" };
    private readonly Option<string> _file = new("--output", "-o") { Description = "file to write: CSV, or .pb for an ONNX tensor", Required = true };
    private readonly Option<string> _recipe = new("--recipe") { Description = $"feature recipe: {string.Join(", ", RecipeLibrary.Names)}, or a file", DefaultValueFactory = _ => "bearing-v1" };
    private readonly Option<string?> _axis = new("--axis") { Description = "axis or variable, by name or index, or all; by default the first" };
    private readonly Option<double?> _rate = new("--rate") { Description = "samples per second, where the file does not tell" };
    private readonly Option<double?> _scale = new("--g-per-unit") { Description = "g per unit of the file" };
    private readonly Option<string?> _bearing = new("--bearing") { Description = "6205, ER-10K or BALLS:RATIO[:ANGLE]; by default that of a known set, else the 6205" };
    private readonly Option<double?> _rpm = new("--rpm") { Description = "shaft speed, where the name does not tell; 0: estimate" };

    private readonly Option<string?> _labels = new("--labels") { Description = "CSV of what is known: file,label[,bearing,condition,rpm,rate,axis]; labels.csv in the folder is taken by itself" };

    private readonly Option<bool> _time = new("--time") { Description = "say how long it took, and how much processor time" };

    public Command Build()
    {
        var command = new Command("features", "Run the firmware's feature extractor over recordings.") { _data, _file, _recipe, _axis, _rate, _scale, _bearing, _rpm, _labels, _time };
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        long started = Stopwatch.GetTimestamp();
        TimeSpan used = Process.GetCurrentProcess().TotalProcessorTime;
        FeatureRecipe recipe = RecipeLibrary.Find(parsed.GetRequiredValue(_recipe));
        string data = parsed.GetRequiredValue(_data), path = parsed.GetRequiredValue(_file);
        var options = new ReadOptions { SampleRateHz = parsed.GetValue(_rate), GPerUnit = parsed.GetValue(_scale) };
        BearingGeometry? bearing = Bearing(parsed.GetValue(_bearing));
        double? rpm = parsed.GetValue(_rpm);
        string? axis = parsed.GetValue(_axis);
        LabelsFile labels = LabelsFile.Read(parsed.GetValue(_labels), data);
        IReadOnlyList<string> files = labels.Recordings(data);
        long[] sizes = new long[files.Count];
        long rows = 0, bytes = 0;
        for (int i = 0; i < sizes.Length; i++)
        {
            bytes += sizes[i] = new FileInfo(files[i]).Length;
        }

        int done = 0;
        using var progress = new ProgressLine(errors, "recordings", files.Count, bytes);
        FeatureTensor? tensor = FeatureTensor.IsNameOf(path) ? new FeatureTensor(path, ExtractedAxis.RemarkNames, [.. FeatureNames.Of(recipe)]) : null;
        await using FeatureCsv? csv = tensor is null ? new FeatureCsv(path, [.. ExtractedAxis.RemarkNames, .. FeatureNames.Of(recipe)]) : null;
        await foreach (ExtractedWindows found in OrderedStreams.Run(files, Parts, part => part.Extract(asText: csv is not null, cancel), cancel))
        {
            await (csv?.WriteAsync(found.Text, cancel) ?? ValueTask.CompletedTask);
            for (int i = 0; i < found.Features.Length; i++, rows++)
            {
                tensor?.Add(found.Part.Axis!.Remarks(found.Part.First + i), found.Features[i]);
            }

            if (found.Part.Axis is null)
            {
                progress.Step(1, sizes[done++]);
            }
            else
            {
                progress.Within(found.Part.File, sizes[done], found.Part.Share);
            }
        }

        progress.Clear();
        if (rows == 0)
        {
            throw new ModelFileException(data, null, $"no recording is as long as one window of {recipe.WindowLength} samples", "give longer recordings or a recipe with a shorter window");
        }

        if (csv is not null)
        {
            await csv.CompleteAsync(cancel);
        }

        await (tensor?.CompleteAsync(cancel) ?? Task.CompletedTask);
        await output.WriteLineAsync($"{path}: {rows} windows of {files.Count} recordings, {recipe.FeatureCount} features each");
        if (parsed.GetValue(_time))
        {
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{rows} windows in {Stopwatch.GetElapsedTime(started).TotalSeconds:F3} s, {(Process.GetCurrentProcess().TotalProcessorTime - used).TotalSeconds:F3} s of processor time"));
        }

        return 0;

        IEnumerable<ExtractedPart> Parts(string file)
        {
            StreamedRecording recording = RecordingReader.Open(file, labels.Options(file, options));
            RecordingLabel label = labels.Apply(file, recording.Label);
            string? wanted = axis ?? labels.Of(file)?.Axis;
            string name = Path.GetRelativePath(File.Exists(data) ? Path.GetDirectoryName(Path.GetFullPath(data))! : data, file);
            int[] axes = axis == "all" ? [.. Enumerable.Range(0, recording.Axes.Count)] : [recording.AxisIndex(wanted)];
            return ExtractedPart.Of(recording, name, axes, label, recipe, bearing, rpm);
        }
    }

    private static BearingGeometry? Bearing(string? text) =>
        text is null ? null
        : BearingGeometry.TryParse(text, out BearingGeometry? bearing) ? bearing
        : throw new ModelFileException("--bearing", null, $"'{text}' is no known bearing", "give 6205, ER-10K or BALLS:RATIO[:ANGLE] (ball over pitch diameter), for instance 9:0.203");
}

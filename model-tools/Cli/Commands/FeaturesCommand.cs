using System.CommandLine;
using System.Globalization;
using AIoT.Embedded.Boards.Virtual.Vibration;
using AIoT.Embedded.Boards.Virtual.Vibration.Bearings;
using AIoT.Embedded.Boards.Virtual.Vibration.Recordings;
using AIoT.Embedded.ModelTools.Conversion;
using AIoT.Embedded.ModelTools.Conversion.Features;
using AIoT.Embedded.Signal;

namespace AIoT.Embedded.ModelTools.Cli.Commands;

/// <summary>features: the firmware's own extractor over recordings.</summary>
internal sealed class FeaturesCommand(TextWriter output)
{
    private readonly Argument<string> _data = new("DATA") { Description = "a recording, or a folder of them: MAT v5, WAV, CSV" };
    private readonly Option<string> _file = new("--output", "-o") { Description = "CSV to write", Required = true };
    private readonly Option<string> _recipe = new("--recipe") { Description = $"feature recipe: {string.Join(", ", RecipeLibrary.Names)}, or a file", DefaultValueFactory = _ => "bearing-v1" };
    private readonly Option<string?> _axis = new("--axis") { Description = "axis or variable, by name or index; by default the first" };
    private readonly Option<double?> _rate = new("--rate") { Description = "samples per second, where the file does not tell" };
    private readonly Option<double?> _scale = new("--g-per-unit") { Description = "g per unit of the file" };
    private readonly Option<string?> _bearing = new("--bearing") { Description = "6205, ER-10K or BALLS:RATIO[:ANGLE]; by default that of a known set, else the 6205" };
    private readonly Option<double?> _rpm = new("--rpm") { Description = "shaft speed, where the name does not tell; 0: estimate" };

    public Command Build()
    {
        var command = new Command("features", "Run the firmware's feature extractor over recordings.") { _data, _file, _recipe, _axis, _rate, _scale, _bearing, _rpm };
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        FeatureRecipe recipe = RecipeLibrary.Find(parsed.GetRequiredValue(_recipe));
        string data = parsed.GetRequiredValue(_data), path = parsed.GetRequiredValue(_file);
        var options = new ReadOptions { SampleRateHz = parsed.GetValue(_rate), GPerUnit = parsed.GetValue(_scale) };
        BearingGeometry? bearing = Bearing(parsed.GetValue(_bearing));
        double? rpm = parsed.GetValue(_rpm);
        string? axis = parsed.GetValue(_axis);
        IReadOnlyList<string> files = RecordingReader.Find(data);
        long rows = 0;
        await using var csv = new FeatureCsv(path, ["file", "axis", "window", "label", "bearing", "rpm", .. FeatureNames.Of(recipe)]);
        await foreach (List<string> lines in OrderedParallel.Run(files, f => Extract(f, data, options, axis, recipe, bearing, rpm, cancel), cancel))
        {
            foreach (string line in lines)
            {
                await csv.WriteAsync(line);
                rows++;
            }
        }

        if (rows == 0)
        {
            throw new ModelFileException(data, null, $"no recording is as long as one window of {recipe.WindowLength} samples", "give longer recordings or a recipe with a shorter window");
        }

        await csv.CompleteAsync();
        await output.WriteLineAsync($"{path}: {rows} windows of {files.Count} recordings, {recipe.FeatureCount} features each");
        return 0;
    }

    private static BearingGeometry? Bearing(string? text) =>
        text is null ? null
        : BearingGeometry.TryParse(text, out BearingGeometry? bearing) ? bearing
        : throw new ModelFileException("--bearing", null, $"'{text}' is no known bearing", "give 6205, ER-10K or BALLS:RATIO[:ANGLE] (ball over pitch diameter), for instance 9:0.203");

    private static List<string> Extract(string file, string root, ReadOptions options, string? axis, FeatureRecipe recipe, BearingGeometry? bearing, double? rpm, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        Recording recording = RecordingReader.Read(file, options);
        Channel channel = recording.Axis(axis);

        // The board's sampling: the recording's rate where the recipe takes it, else the recipe's own.
        double recipeHz = recipe.SampleRateMilliHz / 1000.0;
        bool asRecorded = recording.SampleRateHz == Math.Round(recording.SampleRateHz) && Math.Abs(recording.SampleRateHz - recipeHz) * 100 <= recipeHz * recipe.RateTolerancePercent;
        double rate = asRecorded ? recording.SampleRateHz : recipeHz;
        if (!asRecorded && recording.SampleRateHz < recipeHz)
        {
            throw new ModelFileException(file, null, $"was sampled at {recording.SampleRateHz} Hz, too slowly for the recipe's {recipeHz} Hz", "use a recipe for this rate");
        }

        double[] g = asRecorded ? channel.AccelerationG : Resampler.Resample(channel.AccelerationG, recording.SampleRateHz, rate);
        SensorModel sensor = SensorModel.Default with { SampleRateHz = (int)Math.Round(rate) };
        short[] counts = Array.ConvertAll(g, sensor.ToCounts);
        double shaftHz = (rpm ?? recording.Label.Rpm ?? 0) / 60;
        var extractor = new FeatureExtractor(Recipes.For(recipe, bearing ?? recording.Label.Geometry ?? BearingGeometry.Bearing6205, shaftHz), sensor.NanoGPerLsb, (int)Math.Round(rate * 1000));
        var features = new int[recipe.FeatureCount];
        string name = Path.GetRelativePath(File.Exists(root) ? Path.GetDirectoryName(Path.GetFullPath(root))! : root, file);
        string label = recording.Label.Fault switch { null => "", BearingFault.None => "normal", { } fault => fault.ToString().ToLowerInvariant() };
        var lines = new List<string>();
        for (int start = 0, window = 0; start + recipe.WindowLength <= counts.Length; start += recipe.Hop, window++)
        {
            cancel.ThrowIfCancellationRequested();
            extractor.Process(counts, start, features);
            lines.Add(FeatureCsv.Line([name, channel.Name, window.ToString(CultureInfo.InvariantCulture), label, recording.Label.Bearing, Math.Round(shaftHz * 60, 1).ToString(CultureInfo.InvariantCulture)], features));
        }

        return lines;
    }
}

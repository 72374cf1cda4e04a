using System.Buffers;
using System.CommandLine;
using System.Globalization;
using AIoT.Embedded.Boards.Virtual.Vibration;
using AIoT.Embedded.Boards.Virtual.Vibration.Bearings;
using AIoT.Embedded.Boards.Virtual.Vibration.Simulation;
using AIoT.Embedded.ModelTools.Cli.Features;
using AIoT.Embedded.ModelTools.Conversion.Features;
using AIoT.Embedded.ModelTools.Evaluation.Features;
using AIoT.Embedded.Signal;

namespace AIoT.Embedded.ModelTools.Cli.Commands;

/// <summary>simulate: features of simulated machines with their labels, to train on.</summary>
internal sealed class SimulateCommand(TextWriter output)
{
    private const int MachinesAtATime = 16;

    private readonly Option<string> _file = new("--output", "-o") { Description = "CSV to write", Required = true };
    private readonly Option<int> _machines = new("--machines") { Description = "number of machines, four windows each", DefaultValueFactory = _ => 1000 };
    private readonly Option<long> _seed = new("--seed") { Description = "fixes every sample", DefaultValueFactory = _ => 1 };
    private readonly Option<string> _recipe = new("--recipe") { Description = $"feature recipe: {string.Join(", ", RecipeLibrary.Names)}, or a file", DefaultValueFactory = _ => "bearing-v1" };

    public Command Build()
    {
        var command = new Command("simulate", "Write features of simulated machines with their labels.") { _file, _machines, _seed, _recipe };
        _machines.Validators.Add(r =>
        {
            if (r.GetValueOrDefault<int>() is < 1 or > 1_000_000)
            {
                r.AddError("--machines must be 1 to 1000000.");
            }
        });
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        FeatureRecipe recipe = RecipeLibrary.Find(parsed.GetRequiredValue(_recipe));
        int machines = parsed.GetValue(_machines);
        long seed = parsed.GetValue(_seed);
        string path = parsed.GetRequiredValue(_file);
        var sensor = SensorModel.Default with { SampleRateHz = recipe.SampleRateMilliHz / 1000 };
        long rows = 0;
        await using var csv = new FeatureCsv(path, ["machine", "label", "severity", .. FeatureNames.Of(recipe)]);
        IEnumerable<int> batches = Enumerable.Range(0, (machines + MachinesAtATime - 1) / MachinesAtATime);
        (int Rows, ReadOnlyMemory<byte> Text) Work(int batch)
        {
            var lines = new ArrayBufferWriter<byte>();
            int made = 0;
            for (int machine = batch * MachinesAtATime; machine < Math.Min(machines, (batch + 1) * MachinesAtATime); machine++)
            {
                cancel.ThrowIfCancellationRequested();
                made += Add(lines, recipe, sensor, machine, seed);
            }

            return (made, lines.WrittenMemory);
        }

        await foreach ((int made, ReadOnlyMemory<byte> text) in OrderedParallel.Run(batches, Work, cancel))
        {
            await csv.WriteAsync(text, cancel);
            rows += made;
        }

        await csv.CompleteAsync(cancel);
        await output.WriteLineAsync($"{path}: {rows} windows of {machines} machines, {recipe.FeatureCount} features each");
        return 0;
    }

    /// <summary>A board is told its bearing and its nominal speed: so is the recipe of each machine.</summary>
    private static int Add(ArrayBufferWriter<byte> lines, FeatureRecipe recipe, SensorModel sensor, int machine, long seed)
    {
        FeatureExtractor? extractor = null;
        int[] features = new int[recipe.FeatureCount];
        int rows = 0;
        foreach (LabelledWindow window in TrainingSet.Windows(machine, seed, recipe.WindowLength, sensor))
        {
            extractor ??= new FeatureExtractor(MachineRecipe.For(recipe, window.Bearing, window.NominalShaftHz), sensor.NanoGPerLsb);
            extractor.Process(window.Samples, 0, features);
            string label = window.Fault == BearingFault.None ? "normal" : window.Fault.ToString().ToLowerInvariant();
            FeatureCsv.Append(lines, FeatureCsv.Fields(machine.ToString(CultureInfo.InvariantCulture), label, window.Severity.ToString("G6", CultureInfo.InvariantCulture)), features);
            rows++;
        }

        return rows;
    }
}

using System.CommandLine;
using System.Globalization;
using AIoT.Embedded.Boards.Virtual.Vibration.Bearings;
using AIoT.Embedded.Boards.Virtual.Vibration.Recordings;
using AIoT.Embedded.Inference;
using AIoT.Embedded.ModelTools.Conversion;
using AIoT.Embedded.ModelTools.Evaluation.Baselines;
using AIoT.Embedded.ModelTools.Evaluation.Features;
using AIoT.Embedded.ModelTools.Evaluation.Labels;
using AIoT.Embedded.ModelTools.Evaluation.Metrics;
using AIoT.Embedded.ModelTools.Image;
using AIoT.Embedded.Signal;
using Spectre.Console;

namespace AIoT.Embedded.ModelTools.Cli.Commands;

/// <summary>evaluate: what an image, or a baseline of a machine's own, is worth on recordings.</summary>
internal sealed class EvaluateCommand(TextWriter output, TextWriter errors)
{
    private readonly Argument<string?> _image = new("IMAGE") { Description = "a model image (.aim) with a feature recipe; none with --baseline", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string> _data = new("--data") { Description = "a folder of recordings", Required = true };
    private readonly Option<bool> _baseline = new("--baseline") { Description = "judge a baseline learnt from the machine's own healthy recordings instead of an image" };
    private readonly Option<string?> _labels = new("--labels") { Description = "CSV: file,label[,bearing,condition,rpm,rate,axis]; labels.csv in the folder is taken by itself; names of known sets are understood" };
    private readonly Option<string> _split = new("--split") { Description = "what is kept apart: bearing (column bearing: one physical bearing is on one side only), load (column condition), or random (leaky)", DefaultValueFactory = _ => "bearing" };
    private readonly Option<double?> _share = new("--hold-out") { Description = "share of the groups of each class that is judged, the rest being what the model was trained on; by default 1 (the model has seen none of the data), for random 0.3" };
    private readonly Option<int> _seed = new("--seed") { Description = "another seed holds out other groups", DefaultValueFactory = _ => 1 };
    private readonly Option<double?> _interval = new("--interval") { Description = "the folder is a run to failure in the order of its files' names, so many seconds apart" };
    private readonly Option<double> _threshold = new("--threshold") { Description = "run to failure of an image: alarm above this score, 0 to 1", DefaultValueFactory = _ => 0.5 };
    private readonly Option<double> _learn = new("--learn") { Description = "run to failure of a baseline: share of the run that is learnt", DefaultValueFactory = _ => 0.2 };
    private readonly Option<bool> _join = new("--join") { Description = "the files of each folder are one recording cut in pieces" };
    private readonly Option<double?> _rate = new("--rate") { Description = "samples per second, where the files do not tell" };
    private readonly Option<string?> _axis = new("--axis") { Description = "axis by name or index; by default the first, with --baseline all" };
    private readonly Option<string?> _bearing = new("--bearing") { Description = "6203, 6205, ER-10K, ER-16K or BALLS:RATIO[:ANGLE]; by default that of a known set" };
    private readonly Option<double?> _rpm = new("--rpm") { Description = "shaft speed, where neither name nor labels tell" };
    private readonly Option<string?> _json = new("--json") { Description = "write the results to a file as well" };
    private readonly Option<string?> _out = new("--output", "-o") { Description = "write the image anew with the split recorded in it (unsigned images only)" };

    public Command Build()
    {
        var command = new Command("evaluate", "Judge a model image, or a baseline, on recordings: confusion, AUROC, F1, recall; lead time and false alarms of runs to failure.")
        {
            _image, _data, _baseline, _labels, _split, _share, _seed, _interval, _threshold, _learn, _join, _rate, _axis, _bearing, _rpm, _json, _out,
        };
        Check(_split, v => v is "bearing" or "load" or "random", "--split must be bearing, load or random.");
        Check(_share, v => v is null or (> 0 and <= 1), "--hold-out must be above 0 and at most 1.");
        Check(_interval, v => v is null or > 0, "--interval must be above 0 seconds.");
        Check(_threshold, v => v is > 0 and < 1, "--threshold must be between 0 and 1.");
        Check(_learn, v => v is >= 0.05 and <= 0.8, "--learn must be 0.05 to 0.8.");
        command.SetAction(RunAsync);
        return command;
    }

    private static void Check<T>(Option<T> option, Func<T?, bool> valid, string message) => option.Validators.Add(r =>
    {
        if (r.Tokens.Count > 0 && !valid(r.GetValueOrDefault<T>()))
        {
            r.AddError(message);
        }
    });

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        string? file = parsed.GetValue(_image);
        bool baseline = parsed.GetValue(_baseline);
        if (baseline == file is not null)
        {
            throw new ModelFileException("evaluate", null, baseline ? "takes no image with --baseline" : "needs an image", "give IMAGE, or --baseline");
        }

        return baseline ? await BaselineAsync(parsed, cancel) : await ImageAsync(file!, parsed, cancel);
    }

    private async Task<int> ImageAsync(string file, ParseResult parsed, CancellationToken cancel)
    {
        ModelImage image = await ImageFile.ReadAsync(file, cancel);
        byte[] bytes = image.CopyRecipe();
        if (!FeatureRecipe.TryParse(bytes, 0, bytes.Length, out FeatureRecipe recipe, out _))
        {
            throw new ModelFileException(file, null, "carries no feature recipe, so recordings can't be turned into its inputs", "make the image with 'aiot-model quantize --recipe NAME'");
        }

        if (parsed.GetValue(_out) is not null && image.SignatureLength > 0)
        {
            throw new ModelFileException(file, null, "is signed: recording a split would break the signature", "evaluate before signing");
        }

        List<MachineRecording> recordings = await ReadAsync(parsed, _ => recipe, all: false, cancel);
        string[] classes = image.ClassCount > 0 ? [.. Enumerable.Range(0, image.ClassCount).Select(image.ClassName)] : ["score"];
        if (parsed.GetValue(_interval) is { } interval)
        {
            return await ImageRunAsync(file, image, classes, recordings, interval, parsed, cancel);
        }

        if (image.ClassCount == 0)
        {
            throw new ModelFileException(file, null, "names no states, so its outputs can't be held against what is known of the recordings", "make it with 'aiot-model quantize --class normal --class outer ...', a name for each output in order; or give --interval SECONDS for a run to failure");
        }

        string split = parsed.GetValue(_split)!;
        var rows = new List<(string Group, string File, int Known, double[] Scores)>();
        var engine = new Engine(image, 0);
        foreach (MachineRecording r in recordings)
        {
            int known = Known(r, classes);
            if (known < 0)
            {
                continue;
            }

            for (int w = 0; w < r.Count; w++)
            {
                string group = split switch { "bearing" => r.Label.Bearing, "load" => r.Label.Condition.Length > 0 ? r.Label.Condition : "(none)", _ => $"{r.File}#{w}" };
                rows.Add((group, r.File, known, Scores(engine, image, r.At(w), classes.Length)));
            }
        }

        if (rows.Count == 0)
        {
            throw new ModelFileException(parsed.GetValue(_data)!, null, $"no recording has a known state among {string.Join(", ", classes)}", "give --labels FILE.csv with columns file,label");
        }

        double share = parsed.GetValue(_share) ?? (split == "random" ? 0.3 : 1);
        IReadOnlySet<string> held = HoldOut.Choose(rows.Select(r => (r.Group, classes[r.Known])), share, parsed.GetValue(_seed));
        (string Group, string File, int Known, double[] Scores)[] judged = [.. rows.Where(r => held.Contains(r.Group))];
        if (split == "random")
        {
            output.WriteLine("LEAKY: a random split puts windows of one bearing on both sides; such figures say nothing about another bearing (leaky).");
        }

        // One known state shows one side of a curve only: report what can be said.
        ClassReport report = ClassReport.Of(classes, [.. judged.Select(r => (r.Known, r.Scores))]);
        var groups = judged.GroupBy(r => split == "random" ? "(windows at random)" : r.Group, StringComparer.Ordinal)
            .Select(g => (Group: g.Key, Rows: g.Count(), Right: g.Count(r => Array.IndexOf(r.Scores, r.Scores.Max()) == r.Known))).OrderBy(g => g.Group, StringComparer.Ordinal).ToList();
        Print(report, judged, groups, split, share, held.Count);
        if (parsed.GetValue(_json) is { } json)
        {
            await JsonReport.WriteAsync(json, new
            {
                Image = Path.GetFileName(file), Split = split, Leaky = split == "random", HoldOut = share, Seed = parsed.GetValue(_seed), Rows = report.Rows, report.Accuracy, report.MacroAuroc, report.MacroF1, report.MacroRecall,
                report.Classes, report.Confusion, report.Recall, report.F1, report.Auroc, Roc = classes.Select((c, i) => new { Class = c, Points = RocPoints.Of(judged.Select(r => (r.Scores[i], r.Known == i))) }),
                Groups = groups.Select(g => new { g.Group, g.Rows, Right = (double)g.Right / g.Rows }),
            }, cancel);
        }

        if (parsed.GetValue(_out) is { } path)
        {
            byte[] recorded = ModelImageWriter.WithSplit(image.Data, split switch { "bearing" => SplitKind.ByUnit, "load" => SplitKind.ByCondition, _ => SplitKind.Random });
            await WholeFile.WriteAsync(path, recorded, cancel);
            output.WriteLine($"{path}: the same model with the split recorded");
        }

        return 0;
    }

    private async Task<int> ImageRunAsync(string file, ModelImage image, string[] classes, List<MachineRecording> snapshots, double interval, ParseResult parsed, CancellationToken cancel)
    {
        EnoughSnapshots(parsed, snapshots.Count(s => s.Count > 0));
        int normal = Array.FindIndex(classes, c => c.Equals("normal", StringComparison.OrdinalIgnoreCase));
        var engine = new Engine(image, 0);
        double Suspicion(double[] v) => normal >= 0 ? 1 - v[normal] : v.Max();
        double[] scores = [.. snapshots.Where(s => s.Count > 0).Select(s => Enumerable.Range(0, s.Count).Average(w => Suspicion(Scores(engine, image, s.At(w), classes.Length))))];
        RunToFailure run = RunToFailure.Of(scores, parsed.GetValue(_threshold), interval);
        PrintRun(run, parsed.GetValue(_threshold));
        await JsonAsync(parsed, new { Image = Path.GetFileName(file), Run = run, Threshold = parsed.GetValue(_threshold), Scores = scores }, cancel);
        return 0;
    }

    private async Task<int> BaselineAsync(ParseResult parsed, CancellationToken cancel)
    {
        List<MachineRecording> recordings = await ReadAsync(parsed, BaselineRecipe.For, all: true, cancel);
        recordings.RemoveAll(r => r.Count == 0);
        BaselineResult[] results;
        if (parsed.GetValue(_interval) is { } interval)
        {
            EnoughSnapshots(parsed, recordings.Count);
            results = [BaselineEvaluation.Run(recordings, parsed.GetValue(_learn), interval)];
            PrintRun(results[0].Run!, results[0].Threshold!.Value);
        }
        else
        {
            if (!recordings.Any(r => r.Label.Healthy == true && r.Count >= 4) || recordings.All(r => r.Label.Healthy != false))
            {
                throw new ModelFileException(parsed.GetValue(_data)!, null, "holds no healthy recording long enough to learn, or no faulty one to tell from it", "give --labels FILE.csv with columns file,label (normal, faulty, ...); --join where the files are pieces of one recording");
            }

            results = [BaselineEvaluation.SameCondition(recordings), BaselineEvaluation.UnseenCondition(recordings)];
        }

        foreach (BaselineResult result in results)
        {
            Print(result);
        }

        await JsonAsync(parsed, results, cancel);
        return 0;
    }

    private void EnoughSnapshots(ParseResult parsed, int count)
    {
        if (count < 24)
        {
            throw new ModelFileException(parsed.GetValue(_data)!, null, $"has {count} snapshots long enough for a window, too few for a run to failure", "give 24 and more, and a recipe whose window is no longer than they are");
        }
    }

    private async Task JsonAsync(ParseResult parsed, object what, CancellationToken cancel)
    {
        if (parsed.GetValue(_json) is { } json)
        {
            await JsonReport.WriteAsync(json, what, cancel);
        }
    }

    private async Task<List<MachineRecording>> ReadAsync(ParseResult parsed, Func<double, FeatureRecipe> recipeFor, bool all, CancellationToken cancel)
    {
        string data = parsed.GetValue(_data)!;
        LabelsFile labels = LabelsFile.Read(parsed.GetValue(_labels), data);
        var options = new ReadOptions { SampleRateHz = parsed.GetValue(_rate) };
        BearingGeometry? bearing = parsed.GetValue(_bearing) is not { } text ? null
            : BearingGeometry.TryParse(text, out BearingGeometry? known) ? known
            : throw new ModelFileException("--bearing", null, $"'{text}' is no known bearing", "give 6203, 6205, ER-10K, ER-16K or BALLS:RATIO[:ANGLE]");
        double? rpm = parsed.GetValue(_rpm);
        string? axis = parsed.GetValue(_axis);
        IReadOnlyList<string> files = labels.Recordings(data);
        string[][] units = parsed.GetValue(_join) ? [.. files.GroupBy(f => Path.GetDirectoryName(f)).Select(g => g.ToArray())] : [.. files.Select(f => new[] { f })];
        var read = new List<MachineRecording>();
        using var progress = new ProgressLine(errors, "recordings", units.Length);
        await foreach (MachineRecording r in OrderedParallel.Run(units, One, cancel))
        {
            progress.Step();
            read.Add(r);
        }

        return read;

        MachineRecording One(string[] unit)
        {
            StreamedRecording recording = RecordingReader.Open(unit[0], labels.Options(unit[0], options));
            if (unit.Length > 1)
            {
                // Snapshots of a folder, one after the other as if they were one recording.
                Recording[] parts = [.. unit.Select(f => RecordingReader.Read(f, labels.Options(f, options)))];
                recording = (parts[0] with { Channels = [.. parts[0].Channels.Select((c, i) => c with { AccelerationG = [.. parts.SelectMany(p => p.Channels[i].AccelerationG)] })] }).AsStream();
            }

            RecordingLabel label = labels.Apply(recording.File, recording.Label);
            FeatureRecipe recipe = recipeFor(recording.SampleRateHz);
            string? chosen = axis ?? labels.Of(recording.File)?.Axis;
            IEnumerable<int> axes = chosen is null && all || chosen == "all" ? Enumerable.Range(0, recording.Axes.Count) : [recording.AxisIndex(chosen)];
            return new MachineRecording(unit[0], label, [.. axes.Select(a => RecordingFeatures.Of(recording, a, label, recipe, bearing, rpm, cancel))]);
        }
    }

    private static int Known(MachineRecording r, string[] classes)
    {
        string? name = r.Label.Fault switch { null => null, BearingFault.None => "normal", { } fault => fault.ToString() };
        return name is null ? -1 : Array.FindIndex(classes, c => c.Equals(name, StringComparison.OrdinalIgnoreCase));
    }

    private static double[] Scores(Engine engine, ModelImage image, int[] features, int classes)
    {
        var scores = new int[image.OutputCount];
        engine.Run(features, scores);
        return [.. scores.Take(classes).Select(s => s / 32768.0)];
    }

    private void Print(ClassReport report, (string Group, string File, int Known, double[] Scores)[] judged, List<(string Group, int Rows, int Right)> groups, string split, double share, int held)
    {
        Table confusion = Tables.New(["known (rows), named", .. report.Classes.Select(c => c + "#"), "recall#", "F1#", "AUROC#"]);
        for (int c = 0; c < report.Classes.Count; c++)
        {
            confusion.Row([report.Classes[c], .. report.Confusion[c].Select(v => (object)v), Percent(report.Recall[c]), Figure(report.F1[c]), Figure(report.Auroc[c])]);
        }

        Tables.On(output).Write(confusion);
        if (split != "random")
        {
            Table table = Tables.New(split == "load" ? "load" : "bearing", "windows#", "right#");
            foreach ((string group, int rows, int right) in groups)
            {
                table.Row(group, rows, Percent((double)right / rows));
            }

            Tables.On(output).Write(table);
        }

        var recordings = judged.GroupBy(r => r.File).Select(g => (g.First().Known, Named: Enumerable.Range(0, report.Classes.Count).MaxBy(c => g.Sum(r => r.Scores[c])))).ToList();
        string leaky = split == "random" ? " (leaky)" : "";
        output.WriteLine($"split by {split}{leaky}, {held} groups judged{(share < 1 ? string.Create(CultureInfo.InvariantCulture, $" ({100 * share:0} % held out)") : ", none of them known to the model")}: {report.Rows} windows, {Percent(report.Accuracy)} right, macro AUROC {Figure(report.MacroAuroc)}, macro F1 {Figure(report.MacroF1)}, macro recall {Percent(report.MacroRecall)}; whole recordings {recordings.Count(r => r.Known == r.Named)} of {recordings.Count}{leaky}");
    }

    private void Print(BaselineResult result)
    {
        Table table = Tables.New("recording", "condition", "known", "windows#", "deviation#");
        foreach (JudgedRecording r in result.Run is null ? result.Recordings : result.Recordings.Where((_, i) => i % Math.Max(1, result.Recordings.Count / 24) == 0))
        {
            table.Row(Path.Combine(Path.GetFileName(Path.GetDirectoryName(r.File)) ?? "", Path.GetFileName(r.File)), r.Condition, result.Run is not null ? "" : r.Healthy ? "healthy" : "faulty", r.Windows, r.Deviation.ToString("F2", CultureInfo.InvariantCulture));
        }

        Tables.On(output).Write(table);
        output.WriteLine($"{result.Protocol}: {result.LearntWindows} windows learnt" + (result.Run is null ? $"; AUROC of windows {Figure(result.WindowAuroc)}, of recordings {Figure(result.RecordingAuroc)}" : ""));
    }

    private void PrintRun(RunToFailure run, double threshold) => output.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{run.Snapshots} snapshots over {run.Hours:F2} h, alarm above {threshold:G4} (three in a row): {(run.LeadHours is { } lead ? $"lead time {lead:F2} h" : "the failure was missed")}, {run.FalseAlarms} false alarms ({run.FalseAlarmsPerWeek:F1} a week)"));

    private static string Percent(double? value) => value is { } v ? (100 * v).ToString("F1", CultureInfo.InvariantCulture) + " %" : "-";

    private static string Figure(double? value) => value is { } v ? v.ToString("F3", CultureInfo.InvariantCulture) : "-";
}

using System.CommandLine;
using System.Globalization;
using AIoT.Embedded.Boards.Virtual.Vibration.Bearings;
using AIoT.Embedded.Boards.Virtual.Vibration.Recordings;
using AIoT.Embedded.ModelTools.Conversion;
using AIoT.Embedded.ModelTools.Evaluation.Diagnosis;
using AIoT.Embedded.ModelTools.Evaluation.Labels;
using Spectre.Console;

namespace AIoT.Embedded.ModelTools.Cli.Commands;

/// <summary>diagnose: which part of a bearing a recording says is damaged.</summary>
internal sealed class DiagnoseCommand(TextWriter output, TextWriter errors)
{
    private static readonly BearingFault[] Parts = [BearingFault.Outer, BearingFault.Inner, BearingFault.Ball];

    private readonly Argument<string> _data = new("DATA") { Description = "a recording, or a folder of them: MAT v5, WAV, CSV" };
    private readonly Option<string?> _bearing = new("--bearing") { Description = $"the bearing: {BearingOrders.Help}; by default that of a known set" };
    private readonly Option<string?> _speed = new("--speed", "--rpm") { Description = "shaft speed in rpm, or auto: look for it between 300 and 6000; by default what the file, its name or the labels say" };
    private readonly Option<int> _tolerance = new("--speed-tolerance") { Description = "look for the true speed so many percent around the given one, 0 to 30; 0 takes it as it is", DefaultValueFactory = _ => 3 };
    private readonly Option<double?> _rate = new("--rate") { Description = "samples per second, where the files do not tell" };
    private readonly Option<string[]> _axis = new("--axis") { Description = "axes or variables, by name or index; by default all (of CWRU files the one at the bearing)", AllowMultipleArgumentsPerToken = true };
    private readonly Option<string?> _labels = new("--labels") { Description = "CSV of what is known: file,label[,bearing,condition,rpm,rate,axis]; labels.csv in the folder is taken by itself" };
    private readonly Option<bool> _axes = new("--per-axis") { Description = "print every axis by itself too" };
    private readonly Option<string?> _json = new("--json") { Description = "write the results to a file as well" };

    public Command Build()
    {
        var command = new Command("diagnose", "Name the damaged part of a bearing, by physics alone: whether it is damaged is a question for a baseline.")
        {
            _data, _bearing, _speed, _tolerance, _rate, _axis, _labels, _axes, _json,
        };
        _tolerance.Validators.Add(r =>
        {
            if (r.GetValueOrDefault<int>() is < 0 or > 30)
            {
                r.AddError("--speed-tolerance must be 0 to 30.");
            }
        });
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        string data = parsed.GetRequiredValue(_data);
        var read = new ReadOptions { SampleRateHz = parsed.GetValue(_rate) };
        BearingOrders? bearing = parsed.GetValue(_bearing) is not { } text ? null
            : BearingOrders.TryParse(text, out BearingOrders? known) ? known
            : throw new ModelFileException("--bearing", null, $"'{text}' is no known bearing", "give " + BearingOrders.Help);
        (bool auto, double? rpm) = Speed(parsed.GetValue(_speed));
        int tolerance = parsed.GetValue(_tolerance);
        string[] axes = [.. (parsed.GetValue(_axis) ?? []).SelectMany(a => a.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];
        LabelsFile labels = LabelsFile.Read(parsed.GetValue(_labels), data);
        IReadOnlyList<string> files = labels.Recordings(data);
        var results = new List<RecordingDiagnosis>();
        string? firstProblem = null;
        int unread = 0;
        using var progress = new ProgressLine(errors, "recordings", files.Count);
        await foreach ((RecordingDiagnosis? result, string? problem) in OrderedParallel.Run(files, One, cancel))
        {
            progress.Step();
            if (result is not null)
            {
                results.Add(result);
                continue;
            }

            firstProblem ??= problem;
            unread++;
            progress.Clear();
            if (files.Count > 1)
            {
                await errors.WriteLineAsync("aiot-model: left out: " + problem);
            }
        }

        progress.Clear();
        if (results.Count == 0)
        {
            await errors.WriteLineAsync("aiot-model: " + (files.Count > 1 ? $"{data}: no recording could be used" : firstProblem));
            return CommandLine.WrongInput;
        }

        Print(results, data, parsed.GetValue(_axes));
        if (unread > 0)
        {
            await output.WriteLineAsync($"{unread} of {files.Count} files left out (see above)");
        }

        if (parsed.GetValue(_json) is { } json)
        {
            await JsonReport.WriteAsync(json, results, cancel);
        }

        return 0;

        (RecordingDiagnosis? Result, string? Problem) One(string file)
        {
            try
            {
                Recording recording = RecordingReader.Read(file, labels.Options(file, read));
                recording = recording with { Label = labels.Apply(file, recording.Label) };
                BearingOrders orders = bearing ?? (recording.Label.Geometry is { } g ? BearingOrders.Of(g) : throw new RecordingException(file, "its bearing is unknown", "give --bearing: " + BearingOrders.Help));
                double? speed = auto ? null : rpm ?? recording.Label.Rpm ?? throw new RecordingException(file, "its shaft speed is unknown", "give --speed RPM, or --speed auto");
                string[] chosen = labels.Of(file)?.Axis is { } own ? own.Split(' ', ';') : axes;
                return (new RecordingDiagnoser().Diagnose(recording, Axes(recording, chosen), orders, speed, tolerance, cancel), null);
            }
            catch (RecordingException e)
            {
                return (null, e.Message);
            }
        }
    }

    private static (bool Auto, double? Rpm) Speed(string? text) =>
        text is null ? (false, null)
        : text.Equals("auto", StringComparison.OrdinalIgnoreCase) ? (true, null)
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double rpm) && rpm is >= 6 and <= 60000 ? (false, rpm)
        : throw new ModelFileException("--speed", null, $"'{text}' is no shaft speed", "give rpm, 6 to 60000, or auto");

    private static IReadOnlyList<Channel> Axes(Recording recording, string[] chosen)
    {
        if (chosen.Length > 0)
        {
            return [.. chosen.Select(recording.Axis)];
        }

        string name = Path.GetFileName(recording.File);
        string? at = recording.Layout.Contains("CWRU", StringComparison.Ordinal) ? name.Contains("Fan", StringComparison.OrdinalIgnoreCase) ? "FE" : "DE" : null;
        return at is not null && recording.Channels.Any(c => c.Name == at) ? [recording.Axis(at)] : recording.Channels;
    }

    private void Print(List<RecordingDiagnosis> results, string data, bool perAxis)
    {
        bool labelled = results.Any(r => r.Label is not null);
        string[] columns = ["recording", "axes", "part", "outer#", "inner#", "ball#", "margin#", "rpm#", "turns#", "remark"];
        Table table = Tables.New(labelled ? [.. columns, "known", ""] : columns);
        foreach (RecordingDiagnosis r in results)
        {
            string name = File.Exists(data) ? Path.GetFileName(r.File) : Path.GetRelativePath(data, r.File);
            string remark = (r.SpeedFound ? "speed found " : "") + (r.Short ? "short" : "");
            Add(table, labelled, name, r.Axes.Count == 1 ? r.Axes[0].Axis : $"{r.Axes.Count}", r.All, r, remark.Trim());
            foreach (AxisDiagnosis axis in perAxis && r.Axes.Count > 1 ? r.Axes : [])
            {
                Add(table, labelled, "", axis.Axis, axis, r, "");
            }
        }

        Tables.On(output).Write(table);
        output.WriteLine("Scores: octaves by which the part's lines rise above chance. They name the part of a bearing that is known to be damaged; a good one scores something too.");
        RecordingDiagnosis[] faulty = [.. results.Where(r => r.Label is not null and not BearingFault.None)];
        if (faulty.Length > 0)
        {
            Confusion(faulty);
        }
    }

    private static void Add(Table table, bool labelled, string name, string axis, AxisDiagnosis d, RecordingDiagnosis r, string remark)
    {
        object[] cells = [name, axis, Word(d.Part), Octaves(d.Outer), Octaves(d.Inner), Octaves(d.Ball), Octaves(d.Margin), r.Rpm.ToString("F1", CultureInfo.InvariantCulture), r.Revolutions.ToString("F0", CultureInfo.InvariantCulture), remark];
        table.Row(labelled ? [.. cells, r.Label is { } known ? Word(known) : "", r.Label is null or BearingFault.None ? "" : r.Label == d.Part ? "right" : "WRONG"] : cells);
    }

    private void Confusion(RecordingDiagnosis[] faulty)
    {
        Table table = Tables.New(["known (rows), named", .. Parts.Select(p => Word(p) + "#"), "right#"]);
        foreach (BearingFault known in Parts.Where(p => faulty.Any(r => r.Label == p)))
        {
            RecordingDiagnosis[] of = [.. faulty.Where(r => r.Label == known)];
            table.Row([Word(known), .. Parts.Select(p => (object)of.Count(r => r.All.Part == p)), Share(of.Count(r => r.All.Part == known), of.Length)]);
        }

        Tables.On(output).Write(table);
        int axes = faulty.Sum(r => r.Axes.Count), axesRight = faulty.Sum(r => r.Axes.Count(a => a.Part == r.Label));
        output.WriteLine($"damaged recordings named rightly: {Share(faulty.Count(r => r.All.Part == r.Label), faulty.Length)}; axes by themselves: {Share(axesRight, axes)}");
    }

    private static string Share(int right, int of) => string.Create(CultureInfo.InvariantCulture, $"{right} of {of} ({100.0 * right / of:F1} %)");

    private static string Octaves(double value) => value.ToString("F2", CultureInfo.InvariantCulture);

    private static string Word(BearingFault fault) => fault == BearingFault.None ? "normal" : fault.ToString().ToLowerInvariant();
}

using System.Globalization;
using AIoT.Embedded.Hil.Calibration;
using AIoT.Embedded.Hil.Locking;
using AIoT.Embedded.Hil.Results;
using AIoT.Embedded.Hil.Rigs;
using AIoT.Embedded.Hil.Running;
using AIoT.Embedded.Hil.Targets;
using AIoT.Embedded.Hil.Transcript;
using Spectre.Console;

namespace AIoT.Embedded.Hil.Commands;

/// <summary><c>aiot hil calibrate</c>: opcode mixes on a target, its cost table, and how well that predicts work that had no part in it.</summary>
public static class CalibrateCommand
{
    /// <summary>Runs it.</summary>
    public static async Task<int> RunAsync(CalibrateOptions options, IAnsiConsole console, CancellationToken cancel)
    {
        Rig rig = RigOverrides.Apply(RigFile.Read(options.Rig), options.Interpreter, options.AssemblyFolders, options.Port);
        if (Directory.Exists(options.Output))
        {
            throw new HilException($"--out {options.Output}: is a folder; name a file");
        }

        if (!(options.ClockHz is >= 1e6 and <= 1e11))
        {
            throw new HilException(string.Create(CultureInfo.InvariantCulture, $"--clock {options.ClockHz}: is no clock; give the core's clock in Hz, clockHz of the board's board.json"));
        }

        ITarget target = TargetFactory.For(rig, "CalibrationApp");
        ConsoleReport watcher = new(console);
        using DeviceLock? held = rig.Lock is null ? null : await DeviceLock.TakeAsync(rig.Lock, rig.LockLimit, holder => watcher.Say($"{rig.Lock} is in use by {holder}: waiting"), cancel);
        await target.PrepareAsync(cancel);
        RunTranscript transcript;
        List<MixTiming> timings;
        int attempt = 0;
        AttemptReport report;
        do
        {
            transcript = new RunTranscript(rig.ExpectTarget, rig.FloodBytes);
            timings = [];
            transcript.Other += text => Take(text, timings);
            report = await AttemptRunner.RunAsync(rig, target, transcript, null, cancel);
            watcher.End(report);
            attempt++;
        }
        while (report.Verdict != Verdict.Complete && attempt < rig.Attempts);

        if (report.Verdict != Verdict.Complete)
        {
            return ExitCode.Target;
        }

        if (transcript.Application != "calibration")
        {
            throw new HilException($"rig '{rig.Name}': the target runs '{transcript.Application}'; flash or list the calibration application (docs/hil.md)");
        }

        CalibrationReport made = Calibrator.Make(rig, (transcript.TargetName!, transcript.FirmwareVersion!), timings, MixCounts.Measure(), options.ClockHz);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(options.Output))!);
        File.WriteAllText(options.Output, made.Table());
        if (options.Json is not null)
        {
            ReportJson.Write(options.Json, made);
        }

        console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"{made.TargetName}, firmware {made.FirmwareVersion}: {made.Mixes.Count} mixes, explained within {made.FitErrorPercent:0.0} % (rms) by {options.Output}");
        console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"held-out feature window: measured {made.MeasuredMicroseconds:N0} us, predicted {made.PredictedMicroseconds:N0} us ({made.PredictionErrorPercent:+0.0;-0.0} %); the shipped table times one number: {made.ScaledMicroseconds:N0} us ({made.ScaledErrorPercent:+0.0;-0.0} %)");
        console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"one Thumb-2 instruction of the shipped table comes to {made.NanosecondsPerInstruction:0.###} ns here");
        if (rig.Target == TargetKind.Serial)
        {
            console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"board.json: \"opcodeCost\": {{\"table\": \"{Path.GetFileName(options.Output)}\", \"column\": \"thumb2\", \"instructionsPerCycle\": {{\"value\": 1, \"kind\": \"measured\", \"source\": \"aiot hil calibrate on {made.TargetName}, firmware {made.FirmwareVersion}\", \"date\": \"{made.Made:yyyy-MM-dd}\"}}}}"));
        }
        else
        {
            console.MarkupLineInterpolated($"These are this computer's figures ({made.TargetName}): no board's.");
        }

        return ExitCode.Passed;
    }

    private static void Take(string text, List<MixTiming> timings)
    {
        string[] words = text.Split(' ');
        if (words is ["time", var name, var loops, var time] && long.TryParse(loops, CultureInfo.InvariantCulture, out long count) && long.TryParse(time, CultureInfo.InvariantCulture, out long microseconds) && count > 0)
        {
            timings.Add(new MixTiming(name, count, microseconds));
        }
    }
}

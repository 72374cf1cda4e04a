using AIoT.Embedded.Hil.History;
using AIoT.Embedded.Hil.Results;
using AIoT.Embedded.Hil.Rigs;
using AIoT.Embedded.Hil.Running;
using AIoT.Embedded.Hil.Targets;
using Spectre.Console;

namespace AIoT.Embedded.Hil.Commands;

/// <summary><c>aiot hil run</c>: the vectors on a rig, and the reports.</summary>
public static class RunCommand
{
    /// <summary>Runs it.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(RunOptions options, IAnsiConsole console, CancellationToken cancel)
    {
        Rig rig = RigOverrides.Apply(RigFile.Read(options.Rig), options.Interpreter, options.AssemblyFolders, options.Port);
        RefuseFolder("--json", options.Json);
        RefuseFolder("--junit", options.JUnit);
        RefuseFolder("--html", options.Html);
        Baseline? baseline = ReadBaseline(rig, options.Baseline);
        ITarget target = TargetFactory.For(rig, rig.Stream ? "VectorStream" : "VectorApp");
        ConsoleReport watcher = new(console);
        RunReport run = await new RigRunner(rig, target, Reference.Load(Reference.Folder), watcher).RunAsync(options.Filter, cancel);
        if (baseline is not null)
        {
            run = run with { Regressions = [.. baseline.Check(rig, run)] };
        }

        watcher.Table(run);
        IReadOnlyList<HistoryRun> history = rig.History is null ? [] : new RunHistory(rig.History).Add(run);
        if (options.Json is not null)
        {
            ReportJson.Write(options.Json, run);
        }

        if (options.JUnit is not null)
        {
            Write(options.JUnit, JUnitReport.Of(run).ToString());
        }

        if (options.Html is not null)
        {
            Write(options.Html, HtmlReport.Of(run, history));
        }

        return run.Exit;
    }

    private static Baseline? ReadBaseline(Rig rig, string? option)
    {
        string? path = option ?? rig.Baseline;
        bool gates = rig.TimeGatePercent is not null || rig.MemoryGatePercent is not null;
        if (path is null)
        {
            return null;
        }

        if (!gates)
        {
            throw new HilException($"rig '{rig.Name}': a baseline is given and no gate; write gates: {{timePercent: 20, memoryPercent: 5}} in the rig");
        }

        Baseline baseline = ReportJson.Read<Baseline>(path, "make one: ./aiot hil baseline --run RUN.json --baseline FILE");
        return baseline.Rig == rig.Name ? baseline : throw new HilException($"{path}: is of rig '{baseline.Rig}', this is '{rig.Name}'; give this rig's");
    }

    private static void RefuseFolder(string option, string? path)
    {
        if (path is not null && Directory.Exists(path))
        {
            throw new HilException($"{option} {path}: is a folder; name a file");
        }
    }

    private static void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        File.WriteAllText(path, text);
    }
}

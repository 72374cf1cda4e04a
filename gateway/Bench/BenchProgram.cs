using System.CommandLine;
using System.Text.Json;
using AIoT.Embedded.Gateway.Bench.Measure;
using AIoT.Embedded.Gateway.Bench.Torture;

namespace AIoT.Embedded.Gateway.Bench;

/// <summary><c>./aiot gateway bench</c> and <c>./aiot gateway torture</c>.</summary>
public static class BenchProgram
{
    private const int UsageError = 2;
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true };

    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error)
    {
        var json = new Option<string?>("--json") { Description = "Write the figures to this file" };
        var keep = new Option<string?>("--keep") { Description = "Folder for databases and logs; without it they go to a temporary folder that is removed" };
        var boards = new Option<int>("--boards") { Description = "Boards", DefaultValueFactory = _ => 100 };
        var seconds = new Option<double>("--seconds") { Description = "Length of each phase", DefaultValueFactory = _ => 20 };
        var phases = new Option<string>("--phases") { Description = "Which, by commas: paced, full, backlog, node-red", DefaultValueFactory = _ => "paced,full,backlog,node-red" };
        var rate = new Option<double>("--rate") { Description = "Readings a second of the paced phase", DefaultValueFactory = _ => 500 };
        var bench = new Command("bench", "Measure the gateway under load, beside its broker, on this machine") { json, keep, boards, seconds, phases, rate };
        bench.SetAction((parsed, _) => InFolderAsync(parsed.GetValue(keep), folder => BenchAsync(
            folder, parsed.GetValue(boards), parsed.GetValue(seconds), parsed.GetValue(rate), parsed.GetValue(phases)!.Split(','), parsed.GetValue(json), output)));
        var kills = new Option<int>("--kills") { Description = "How often", DefaultValueFactory = _ => 100 };
        var seed = new Option<int?>("--seed") { Description = "Of the random moments; printed" };
        var tortureBoards = new Option<int>("--boards") { Description = "Boards", DefaultValueFactory = _ => 20 };
        var tortureRate = new Option<double>("--rate") { Description = "Readings a second of all boards; 0: as fast as they can", DefaultValueFactory = _ => 1000 };
        var minutes = new Option<double>("--minutes") { Description = "Count what is there after so long, however many kills were made; 0: after all of them" };
        var torture = new Command("torture", "Kill the gateway at random moments under load, then count what is on disk") { json, keep, kills, seed, tortureBoards, tortureRate, minutes };
        torture.SetAction((parsed, _) => InFolderAsync(parsed.GetValue(keep), folder => TortureAsync(
            folder, parsed.GetValue(kills), parsed.GetValue(tortureBoards), parsed.GetValue(tortureRate), parsed.GetValue(seed) ?? Random.Shared.Next(), parsed.GetValue(minutes), parsed.GetValue(json), output)));
        var root = new RootCommand("The gateway's bench") { bench, torture };
        ParseResult result = root.Parse(args);
        if (result.Errors.Count > 0)
        {
            await error.WriteLineAsync($"aiot-gateway-bench: {string.Join(" ", result.Errors.Select(wrong => wrong.Message))} See ./aiot gateway bench --help");
            return UsageError;
        }

        try
        {
            return await result.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, Output = output, Error = error });
        }
        catch (Exception wrong) when (wrong is BenchException or TimeoutException)
        {
            await error.WriteLineAsync($"aiot-gateway-bench: {wrong.Message}");
            return UsageError;
        }
    }

    private static async Task<int> BenchAsync(string folder, int boards, double seconds, double rate, string[] phases, string? json, TextWriter output)
    {
        string[] known = ["paced", "full", "backlog", "node-red"];
        if (phases.FirstOrDefault(phase => !known.Contains(phase)) is { } stranger)
        {
            throw new BenchException($"--phases: there is no '{stranger}': use {string.Join(", ", known)}");
        }

        if (boards < 1 || seconds < 1 || rate <= 0)
        {
            throw new BenchException("--boards, --seconds and --rate must be at least 1");
        }

        double before = MachineInfo.LoadAverage();
        var report = new BenchReport { Boards = boards, Machine = MachineInfo.Processor(), Cores = Environment.ProcessorCount };
        output.WriteLine($"{report.Machine}, {report.Cores} cores shared by broker, load and gateway; load average {before} before");
        var run = new BenchRun(folder, boards, output);
        if (phases.Contains("paced"))
        {
            await run.PacedAsync(report, seconds, rate);
        }

        if (phases.Contains("full"))
        {
            await run.FullAsync(report, seconds);
        }

        if (phases.Contains("backlog"))
        {
            await run.BacklogAsync(report);
        }

        if (phases.Contains("node-red"))
        {
            if (NodeRed.Find() is { } nodeRed)
            {
                await run.NodeRedAsync(report, seconds, nodeRed);
            }
            else
            {
                output.WriteLine("Node-RED with its SQLite node is not here (npm install node-red node-red-node-sqlite, then AIOT_NODE_RED=.../node_modules): not compared");
            }
        }

        report.LoadAverage = [before, MachineInfo.LoadAverage()];
        await FinishAsync(report, json, output);
        return 0;
    }

    private static async Task<int> TortureAsync(string folder, int kills, int boards, double rate, int seed, double minutes, string? json, TextWriter output)
    {
        if (kills < 1 || boards < 1 || rate < 0)
        {
            throw new BenchException("--kills and --boards must be at least 1, --rate at least 0");
        }

        output.WriteLine($"seed {seed}");
        TortureReport report = await new TortureRun(folder, boards, rate, seed, output, minutes).RunAsync(kills);
        await FinishAsync(report, json, output);
        return report is { Lost: 0, Duplicated: 0, LedgerOk: true } ? 0 : 1;
    }

    private static async Task FinishAsync<T>(T report, string? json, TextWriter output)
    {
        string text = JsonSerializer.Serialize(report, Json);
        await output.WriteLineAsync(text);
        if (json is not null)
        {
            await File.WriteAllTextAsync(json, text + "\n");
        }
    }

    private static async Task<int> InFolderAsync(string? keep, Func<string, Task<int>> run)
    {
        if (keep is not null)
        {
            return await run(Directory.CreateDirectory(keep).FullName);
        }

        string folder = Directory.CreateTempSubdirectory("aiot-bench-").FullName;
        try
        {
            return await run(folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}

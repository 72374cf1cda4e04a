using System.Text.Json;
using AIoT.Embedded.Hil.Demo.Plant;
using AIoT.Embedded.Hil.Demo.Report;
using Spectre.Console;

namespace AIoT.Embedded.Hil.Demo;

/// <summary>Runs the demo from its start to its report.</summary>
public static class DemoRunner
{
    private static readonly JsonSerializerOptions ReportFormat = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    /// <summary>Runs until the time is up or the user stops it.</summary>
    /// <returns>0 when every reading is committed once; 1 when not.</returns>
    public static async Task<int> RunAsync(DemoOptions options, CancellationToken stop)
    {
        PlantPlan plan = PlantPlan.Make(options);
        foreach (string name in options.Drill.Select(d => d.Process).Where(n => n is not ("broker" or "gateway") && plan.Boards.All(b => b.Device != n)))
        {
            throw new DemoException($"--drill: nothing here is called '{name}'; use broker, gateway, {string.Join(", ", plan.Boards.Select(b => b.Device))}");
        }

        if (options.Broker is not null && options.Drill.Any(d => d.Process == "broker"))
        {
            throw new DemoException("--drill: the broker that --broker names is not the demo's to kill; leave one of the two out");
        }

        string folder = options.Keep ?? Directory.CreateTempSubdirectory("aiot-demo-").FullName;
        Directory.CreateDirectory(folder);
        try
        {
            return await RunAsync(options, plan, Path.GetFullPath(folder), stop).ConfigureAwait(false);
        }
        finally
        {
            if (options.Keep is null)
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    private static async Task<int> RunAsync(DemoOptions options, PlantPlan plan, string folder, CancellationToken stop)
    {
        await using PlantRun run = new(options, plan, DemoPrograms.Find(), folder);
        try
        {
            await run.StartAsync(stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return 130;
        }

        Console.WriteLine($"page {run.Page}");
        foreach (MachinePlan machine in plan.Machines)
        {
            Console.WriteLine($"{machine.Id}: {machine.Source}");
        }

        foreach (string line in run.Enrolled)
        {
            Console.WriteLine(line);
        }

        if (options.Stranger)
        {
            Console.WriteLine($"{PlantPlan.Stranger}: nobody has enrolled it; it says that it sits on the pump and reports a failing bearing");
        }

        if (options.Headless || Console.IsOutputRedirected)
        {
            await WatchAsync(options, run, null, stop).ConfigureAwait(false);
        }
        else
        {
            Console.WriteLine("Ctrl-C ends everything.");
            await AnsiConsole.Live(new Table().AddColumn("starting")).StartAsync(live => WatchAsync(options, run, live.UpdateTarget, stop)).ConfigureAwait(false);
        }

        // From here a second Ctrl-C is not heard: what the boards hold is being delivered, and every wait is bounded.
        DemoReport report = await run.FinishAsync(CancellationToken.None).ConfigureAwait(false);
        string json = JsonSerializer.Serialize(report, ReportFormat);
        if (options.Report is not null)
        {
            await File.WriteAllTextAsync(options.Report, json + "\n", CancellationToken.None).ConfigureAwait(false);
        }

        foreach (MachineReport machine in report.Machines)
        {
            string alarm = machine.FirstAlarmS is { } first ? FormattableString.Invariant($", first alarm {first:0.0} s after its first reading") : "";
            Console.WriteLine(FormattableString.Invariant($"{machine.Id}: {machine.State}, health {(machine.Health is { } health ? health.ToString("0", System.Globalization.CultureInfo.InvariantCulture) : "not known")}, alarms {machine.Alarms}{alarm}"));
        }

        Console.WriteLine($"boards: {string.Join(", ", report.Boards.Select(board => $"{board.Device} {board.Standing}"))}");
        Console.WriteLine(FormattableString.Invariant($"readings: {report.ReadingsProduced} produced, {report.ReadingsCommitted} committed, {report.ReadingsLost} lost, {report.ReadingsDuplicated} duplicated; {report.WallS:0.0} s"));
        return report.Whole && report.ReadingsCommitted > 0 ? 0 : 1;
    }

    private static async Task WatchAsync(DemoOptions options, PlantRun run, Action<Table>? show, CancellationToken stop)
    {
        Queue<DrillStep> drill = new(options.Drill);
        RandomKills kills = new(options.Kills, options.Seed);
        double nextLook = 0;
        while (!stop.IsCancellationRequested && !(options.Seconds <= run.RunSeconds) && !kills.IsOver)
        {
            try
            {
                while (drill.TryPeek(out DrillStep? step) && step.Seconds <= run.RunSeconds)
                {
                    drill.Dequeue();
                    Console.WriteLine(FormattableString.Invariant($"drill: killing {step.Process} at {run.RunSeconds:0.0} s"));
                    await run.KillAsync(step.Process, stop).ConfigureAwait(false);
                }

                await kills.LookAsync(run, stop).ConfigureAwait(false);
                await run.TendAsync(stop).ConfigureAwait(false);
                foreach (string line in await run.LookAtTrustAsync(stop).ConfigureAwait(false))
                {
                    if (show is null)
                    {
                        Console.WriteLine(line);
                    }
                }

                if (show is not null && run.RunSeconds >= nextLook)
                {
                    nextLook = run.RunSeconds + 1;
                    if (await run.StatsAsync(stop).ConfigureAwait(false) is { } stats)
                    {
                        show(Overview(run, stats));
                    }
                }

                await Task.Delay(options.Kills > 0 ? 20 : 100, stop).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private static Table Overview(PlantRun run, JsonElement stats)
    {
        Table table = new Table().Title(Markup.Escape($"{run.Page}")).AddColumns("machine", "state", "health", "alarms", "measured for", "windows");
        foreach (JsonElement machine in stats.GetProperty("machines").EnumerateArray())
        {
            string state = machine.GetProperty("state").ToString().ToLowerInvariant();
            string colour = state switch { "alarm" => "red", "warning" => "yellow", "normal" => "green", _ => "grey" };
            table.AddRow(
                Markup.Escape(machine.GetProperty("id").GetString()!),
                $"[{colour}]{Markup.Escape(state)}[/]",
                machine.GetProperty("health") is { ValueKind: System.Text.Json.JsonValueKind.Number } health ? FormattableString.Invariant($"{health.GetDouble():0}") : "-",
                machine.GetProperty("alarms").ToString(),
                FormattableString.Invariant($"{machine.GetProperty("clockS").GetDouble():0} s"),
                machine.GetProperty("windows").ToString());
        }

        string boards = string.Join(", ", run.Standings.Select(board => $"{board.Key} {board.Value}"));
        return table.Caption(Markup.Escape($"{boards}\nreadings committed: {stats.GetProperty("committed")}, dropped as seen before: {stats.GetProperty("duplicates")}"));
    }
}

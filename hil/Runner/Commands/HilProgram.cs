using System.CommandLine;
using Spectre.Console;

namespace AIoT.Embedded.Hil.Commands;

/// <summary>The command line.</summary>
public static class HilProgram
{
    /// <summary>Runs a command line.</summary>
    /// <param name="args">The words after <c>aiot hil</c>.</param>
    /// <param name="console">Where results go.</param>
    /// <param name="errors">Where errors go, a line each.</param>
    /// <returns>The exit code (docs/hil.md).</returns>
    public static async Task<int> RunAsync(string[] args, IAnsiConsole console, TextWriter errors)
    {
        ParseResult parsed = Build(console).Parse(args);
        if (parsed.Errors.Count > 0)
        {
            errors.WriteLine($"aiot hil: {parsed.Errors[0].Message.ReplaceLineEndings(" ")} ./aiot hil --help lists the commands.");
            return ExitCode.Usage;
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (HilException error)
        {
            return Say(error, ExitCode.Usage);
        }
        catch (UnavailableException error)
        {
            return Say(error, ExitCode.Unavailable);
        }
        catch (OperationCanceledException)
        {
            return Say(new HilException("interrupted"), ExitCode.Cancelled);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return Say(error, ExitCode.Usage);
        }

        int Say(Exception error, int code)
        {
            errors.WriteLine($"aiot hil: {error.Message.ReplaceLineEndings(" ")}");
            return code;
        }
    }

    private static RootCommand Build(IAnsiConsole console)
    {
        RootCommand root = new("Runs the golden vectors on a rig: a virtual board, the real interpreter, or a board on a serial port.");
        root.Subcommands.Add(Run(console));
        root.Subcommands.Add(BaselineOf(console));
        root.Subcommands.Add(Calibrate(console));
        return root;
    }

    private static Command Run(IAnsiConsole console)
    {
        Option<string> rig = new("--rig") { Description = "The rig file (docs/hil.md).", Required = true };
        Option<string?> filter = new("--filter") { Description = "Judge only cases with one of these in their names: WORD[,WORD...]." };
        Option<string?> json = new("--json") { Description = "Write the run as JSON." };
        Option<string?> junit = new("--junit") { Description = "Write the run as JUnit XML." };
        Option<string?> html = new("--html") { Description = "Write the run as a page, with the history of the rig." };
        Option<string?> baseline = new("--baseline") { Description = "Hold time and memory against this baseline, by the rig's gates." };
        Option<string?> nanoclr = new("--nanoclr") { Description = "nanoclr rigs: the interpreter." };
        Option<string[]> pe = new("--pe") { Description = "nanoclr rigs: a folder of .pe files; may be given more than once." };
        Option<string?> port = new("--port") { Description = "serial rigs: the port." };
        Command command = new("run", "Run the vectors on a rig.") { rig, filter, json, junit, html, baseline, nanoclr, pe, port };
        command.SetAction((parsed, cancel) => RunCommand.RunAsync(
            new RunOptions
            {
                Rig = parsed.GetValue(rig)!,
                Filter = parsed.GetValue(filter),
                Json = parsed.GetValue(json),
                JUnit = parsed.GetValue(junit),
                Html = parsed.GetValue(html),
                Baseline = parsed.GetValue(baseline),
                Interpreter = parsed.GetValue(nanoclr),
                AssemblyFolders = parsed.GetValue(pe) ?? [],
                Port = parsed.GetValue(port),
            },
            console,
            cancel));
        return command;
    }

    private static Command BaselineOf(IAnsiConsole console)
    {
        Option<string[]> run = new("--run") { Description = "A run's JSON; several give their medians.", Required = true };
        Option<string> baseline = new("--baseline") { Description = "The file to write.", Required = true };
        Command command = new("baseline", "Make or renew a baseline from good runs.") { run, baseline };
        command.SetAction(parsed => BaselineCommand.Run(parsed.GetValue(run)!, parsed.GetValue(baseline)!, console));
        return command;
    }

    private static Command Calibrate(IAnsiConsole console)
    {
        Option<string> rig = new("--rig") { Description = "The rig file, with the calibration application in place of the vectors' (docs/hil.md).", Required = true };
        Option<string> output = new("--out") { Description = "The cost table to write: a CSV that the opcode meter reads.", Required = true };
        Option<double> clock = new("--clock") { Description = "The core's clock in Hz (clockHz of board.json); without it the table is in nanoseconds.", DefaultValueFactory = _ => 1e9 };
        Option<string?> json = new("--json") { Description = "Write timings, table and prediction as JSON." };
        Option<string?> nanoclr = new("--nanoclr") { Description = "nanoclr rigs: the interpreter." };
        Option<string[]> pe = new("--pe") { Description = "nanoclr rigs: a folder of .pe files; may be given more than once." };
        Option<string?> port = new("--port") { Description = "serial rigs: the port." };
        Command command = new("calibrate", "Measure what opcodes cost on a target, write its cost table, and compare a prediction with a measurement.") { rig, output, clock, json, nanoclr, pe, port };
        command.SetAction((parsed, cancel) => CalibrateCommand.RunAsync(
            new CalibrateOptions
            {
                Rig = parsed.GetValue(rig)!,
                Output = parsed.GetValue(output)!,
                ClockHz = parsed.GetValue(clock),
                Json = parsed.GetValue(json),
                Interpreter = parsed.GetValue(nanoclr),
                AssemblyFolders = parsed.GetValue(pe) ?? [],
                Port = parsed.GetValue(port),
            },
            console,
            cancel));
        return command;
    }
}

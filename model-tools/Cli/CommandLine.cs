using System.CommandLine;
using AIoT.Embedded.Boards;
using AIoT.Embedded.Boards.Virtual.Vibration.Recordings;
using AIoT.Embedded.Inference;
using AIoT.Embedded.ModelTools.Cli.Bench;
using AIoT.Embedded.ModelTools.Cli.Commands;
using AIoT.Embedded.ModelTools.Conversion;
using AIoT.Embedded.ModelTools.Conversion.Lowering;
using AIoT.Embedded.ModelTools.Image;
using AIoT.Embedded.ModelTools.Image.Signing;

namespace AIoT.Embedded.ModelTools.Cli;

/// <summary>The aiot-model command: wrong input is one line on the error stream and exit code 2, Ctrl-C is 130.</summary>
public static class CommandLine
{
    public const int Failed = 1, WrongInput = 2, Fault = 70, Stopped = 130;

    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter errors, CancellationToken cancel = default)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        void OnCancel(object? sender, ConsoleCancelEventArgs e)
        {
            e.Cancel = true;
            stop.Cancel();
        }

        Console.CancelKeyPress += OnCancel;
        try
        {
            ParseResult parsed = Parse(Root(output, errors), args);
            if (parsed.Errors.Count > 0)
            {
                // What is not known says more than what it leaves unsaid.
                string message = parsed.UnmatchedTokens is [var unknown, ..] && parsed.CommandResult.Command is RootCommand ? $"There is no command '{unknown}'." : parsed.Errors[0].Message;
                await errors.WriteLineAsync($"aiot-model: {OneLine(message)} See 'aiot-model {CommandPath(parsed)}--help'.");
                return WrongInput;
            }

            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, Output = output, Error = errors, ProcessTerminationTimeout = null }, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return Stopped;
        }
        catch (Exception e) when (e is ModelFileException or UnsupportedModelException or InvalidModelException or ModelImageException or SigningKeyException or RecordingException or BoardException or IOException or UnauthorizedAccessException)
        {
            await errors.WriteLineAsync("aiot-model: " + OneLine(e.Message));
            return WrongInput;
        }
        catch (Exception e)
        {
            // Nothing above expects it: a fault of this tool, which no input should be able to bring about.
            await errors.WriteLineAsync($"aiot-model: fault of this tool ({e.GetType().Name}): {OneLine(e.Message)}: please report it with the files that were given");
            return Fault;
        }
        finally
        {
            Console.CancelKeyPress -= OnCancel;
        }
    }

    /// <summary>A check of a value asks for the value before anybody said that it is no number: that is wrong input like any other.</summary>
    /// <exception cref="IOException">A value that is no number.</exception>
    private static ParseResult Parse(RootCommand root, string[] args)
    {
        // A comma would be left out as one between thousands: 0,01 would be 1.
        foreach (Option option in root.Subcommands.SelectMany(c => c.Options).Where(o => o.ValueType == typeof(double) || o.ValueType == typeof(double?)))
        {
            option.Validators.Add(result =>
            {
                if (result.Tokens.FirstOrDefault(t => t.Value.Contains(',')) is { } token)
                {
                    result.AddError($"{option.Name} takes a number with a point, such as 0.5, and no comma: '{token.Value}'.");
                }
            });
        }

        try
        {
            return root.Parse(args);
        }
        catch (InvalidOperationException e)
        {
            throw new IOException(e.Message.Replace("expected type 'System.Double'", "a number", StringComparison.Ordinal).Replace("expected type 'System.Int32'", "a whole number", StringComparison.Ordinal) + " See --help.", e);
        }
    }

    private static RootCommand Root(TextWriter output, TextWriter errors) => new("From a model as people have it to an image that a board runs.")
    {
        new InspectCommand(output).Build(),
        new FeaturesCommand(output, errors).Build(),
        new DiagnoseCommand(output, errors).Build(),
        new EvaluateCommand(output, errors).Build(),
        new SimulateCommand(output).Build(),
        new QuantizeCommand(output, errors).Build(),
        new EstimateCommand(output, errors).Build(),
        new ShowCommand(output, errors).Build(),
        new KeygenCommand(output).Build(),
        new SignCommand(output).Build(),
        new BenchCommand(output).Build(),
        new VerifyCommand(output).Build(),
        new EmitCommand(output).Build(),
        new ReportCommand(output).Build(),
    };

    private static string CommandPath(ParseResult parsed) => parsed.CommandResult.Command is RootCommand ? "" : parsed.CommandResult.Command.Name + " ";

    /// <summary>A file that is none may put anything into what is said about it: control characters would reach the terminal.</summary>
    private static string OneLine(string text) => string.Concat(text.ReplaceLineEndings(" ").TrimEnd().Select(c => char.IsControl(c) ? '?' : c));
}

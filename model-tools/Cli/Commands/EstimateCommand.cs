using System.CommandLine;
using System.Globalization;
using AIoT.Embedded.Boards;
using AIoT.Embedded.Inference;
using AIoT.Embedded.ModelTools.Cli.Estimation;
using Spectre.Console;

namespace AIoT.Embedded.ModelTools.Cli.Commands;

/// <summary>estimate: RAM, flash and time of an image on a board, with what the figures rest on.</summary>
internal sealed class EstimateCommand(TextWriter output, TextWriter errors)
{
    private readonly Argument<string> _image = new("IMAGE") { Description = "a model image (.aim)" };
    private readonly BoardOptions _board = new();
    private readonly Option<string?> _json = new("--json") { Description = "write the figures to this file as JSON" };

    public Command Build()
    {
        _board.Board.Required = true;
        var command = new Command("estimate", "RAM to the byte, flash and predicted time of an image on a board; exit 1 when it does not fit.") { _image, _board.Board, _board.Packed, _board.MaxTime, _json };
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        string path = parsed.GetRequiredValue(_image);
        ModelImage image = await ImageFile.ReadAsync(path, cancel);
        BoardDescription board = BoardCatalog.Default().Find(parsed.GetValue(_board.Board)!);
        ModelEstimate estimate = new BoardEstimator().Estimate(image, board, parsed.GetValue(_board.Packed));
        Print(estimate);
        if (parsed.GetValue(_json) is { } file)
        {
            await JsonReport.WriteAsync(file, JsonReport.Of(estimate), cancel);
        }

        IReadOnlyList<string> misfits = estimate.Misfits(parsed.GetValue(_board.MaxTime));
        foreach (string misfit in misfits)
        {
            await errors.WriteLineAsync($"aiot-model: {path} {misfit}");
        }

        return misfits.Count > 0 ? CommandLine.Failed : 0;
    }

    private void Print(ModelEstimate e)
    {
        static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
        output.WriteLine($"board {e.Board.Name}: {e.Board.Title}");
        if (e.Layers.Count > 0)
        {
            Table layers = Tables.New("layer#", "kind", "gives", "type", "multiply-accumulates#", "parameter bytes#", "instructions#", "ms (estimated)#");
            foreach (LayerEstimate l in e.Layers)
            {
                layers.Row(l.Index, l.Kind, l.Output, l.Type, l.Work, l.ParameterBytes, Text($"{l.Instructions:F0}"), Text($"{l.Milliseconds:F3}"));
            }

            Tables.On(output).Write(layers);
        }

        Table ram = Tables.New("RAM for", "bytes#");
        foreach ((string use, long bytes) in e.Ram)
        {
            ram.Row(use, bytes);
        }

        ram.Row("all", e.RamBytes);
        Tables.On(output).Write(ram);
        output.WriteLine($"RAM      {e.RamBytes} of {e.Board.HeapBytes} bytes (the arena itself: {e.ArenaBytes})");
        output.WriteLine($"flash    {e.ImageBytes} of {e.Board.FlashBytes} bytes for the image");
        output.WriteLine(Text($"time     {e.WindowMilliseconds:F2} ms a window, estimated: inference {e.InferenceMilliseconds:F2} ms ({e.InferenceInstructions:F0} instructions){(e.FeatureInstructions > 0 ? Text($", features {e.FeatureMilliseconds:F2} ms ({e.FeatureInstructions:F0})") : "")}"));
        foreach (string assumption in e.Assumptions)
        {
            output.WriteLine("assumed  " + assumption);
        }
    }
}

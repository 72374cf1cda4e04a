using System.CommandLine;
using System.Globalization;
using AIoT.Embedded.ModelTools.Meter;
using Spectre.Console;

namespace AIoT.Embedded.ModelTools.Cli.Bench;

/// <summary>bench: what the project's code costs on a board's interpreter, beside the C# that one would write on a PC.</summary>
internal sealed class BenchCommand(TextWriter output)
{
    private readonly Option<string?> _json = new("--json") { Description = "JSON file to write" };
    private readonly Option<string?> _methods = new("--methods") { Description = "show the methods and opcode kinds of one row (its JSON key)" };

    public Command Build()
    {
        var command = new Command("bench", "Count the Thumb-2 instructions of the firmware's work on the nanoFramework interpreter, textbook C# beside ours.") { _json, _methods };
        _methods.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } key && Benchmark.Rows.All(row => row.Key != key))
            {
                result.AddError($"--methods must be one of {string.Join(", ", Benchmark.Rows.Select(row => row.Key))}.");
            }
        });
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        Benchmark benchmark = new(new OpcodeMeter(CostTable.NanoFramework1()));
        if (parsed.GetValue(_methods) is { } key)
        {
            BenchResult one = benchmark.Measure(Benchmark.Rows.Single(row => row.Key == key));
            await output.WriteLineAsync($"Textbook: {one.Row.Title}\n{one.TextbookReport.Describe()}\nOurs: {one.Row.Title}\n{one.OursReport.Describe()}");
            return 0;
        }

        List<BenchResult> results = [];
        foreach (BenchRow row in Benchmark.Rows)
        {
            cancel.ThrowIfCancellationRequested();
            results.Add(benchmark.Measure(row));
        }

        Table table = Tables.New("work", "textbook#", "ours#", "ratio#", "bar#", "key");
        foreach (BenchResult result in results)
        {
            table.Row(result.Row.Title, Figure(result.Textbook), Figure(result.Ours), result.Ratio.ToString("F1", CultureInfo.InvariantCulture), "<= " + Figure(result.Row.Bar), result.Row.Key);
        }

        await output.WriteLineAsync("Thumb-2 instructions on the nanoFramework 1.x interpreter, by the opcode meter (docs/opcode-meter.md)");
        Tables.On(output).Write(table);
        if (parsed.GetValue(_json) is { } path)
        {
            await JsonReport.WriteAsync(path, Json(results), cancel);
        }

        return 0;
    }

    private static Dictionary<string, object> Json(IEnumerable<BenchResult> results) => results.ToDictionary(
        result => result.Row.Key,
        object (result) => new { textbook = Math.Round(result.Textbook, 2), ours = Math.Round(result.Ours, 2), ratio = Math.Round(result.Ratio, 2), bar = result.Row.Bar });

    private static string Figure(double value) =>
        value >= 1e6 ? (value / 1e6).ToString("F2", CultureInfo.InvariantCulture) + " M" : value.ToString("F0", CultureInfo.InvariantCulture);
}

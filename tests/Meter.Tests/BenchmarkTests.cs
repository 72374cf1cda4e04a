using System.Text.Json;
using AIoT.Embedded.ModelTools.Cli;
using AIoT.Embedded.ModelTools.Cli.Bench;
using AIoT.Embedded.ModelTools.Cli.Bench.Works;

namespace AIoT.Embedded.Meter.Tests;

public class BenchmarkTests
{
    [Fact]
    public void Textbook_and_engine_give_the_same_integers_for_the_same_layers()
    {
        AssertSame(new TextbookDenseWork.Autoencoder(), new EngineDenseWork.Autoencoder());
        AssertSame(new TextbookDenseWork.Layer32X24(), new EngineDenseWork.Layer32X24());
        AssertSame(new TextbookDenseWork.Layer96X32(), new EngineDenseWork.Layer96X32());
        TextbookConvolutionWork textbook = new();
        EngineConvolutionWork engine = new();
        textbook.Run();
        engine.Run();
        Assert.Equal(textbook.Output, engine.Output);
    }

    [Fact]
    public void The_window_of_the_benchmark_has_32_features() => Assert.Equal(32, BenchModels.Recipe().FeatureCount);

    [Fact]
    public async Task The_command_prints_a_table_and_writes_JSON_in_which_every_row_keeps_its_bar_far_below_the_textbook()
    {
        string path = Path.GetTempFileName();
        try
        {
            StringWriter output = new();
            StringWriter errors = new();
            Assert.Equal(0, await CommandLine.RunAsync(["bench", "--json", path], output, errors));
            Assert.Equal("", errors.ToString());
            using JsonDocument json = JsonDocument.Parse(await File.ReadAllTextAsync(path));
            List<string> wrong = [];
            foreach (BenchRow row in Benchmark.Rows)
            {
                Assert.Contains(row.Key, output.ToString(), StringComparison.Ordinal);
                JsonElement entry = json.RootElement.GetProperty(row.Key);
                double ours = entry.GetProperty("ours").GetDouble();
                if (entry.GetProperty("textbook").GetDouble() < 4 * ours || ours > row.Bar)
                {
                    wrong.Add($"{row.Key}: {entry}");
                }
            }

            Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task An_unknown_row_is_one_line_and_exit_code_2()
    {
        StringWriter errors = new();
        Assert.Equal(2, await CommandLine.RunAsync(["bench", "--methods", "nothing"], new StringWriter(), errors));
        Assert.Contains("--methods must be one of", Assert.Single(errors.ToString().TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    private static void AssertSame(TextbookDenseWork textbook, EngineDenseWork engine)
    {
        textbook.Run();
        engine.Run();
        Assert.Equal(textbook.Output, engine.Output);
        Assert.True(textbook.Output.Distinct().Count() > 5, "the outputs hardly differ: the comparison says nothing");
    }
}

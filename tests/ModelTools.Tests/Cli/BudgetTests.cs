using System.Text.Json.Nodes;
using AIoT.Embedded.ModelTools.Tests.Onnx;
using AIoT.Embedded.Tests.Common;

namespace AIoT.Embedded.ModelTools.Tests.Cli;

/// <summary>A budget that is not met is exit code 1 and a line that says which, by how much, and which layer is to blame.</summary>
public sealed class BudgetTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string In(string name) => Path.Combine(_folder, name);

    /// <summary>The STM32F769 with another figure.</summary>
    private string Board(string name, string section, string field, long value)
    {
        JsonNode board = JsonNode.Parse(File.ReadAllText(TestData.InRepository("boards/stm32f769i-disco/board.json")))!;
        board["name"] = name;
        board[section]![field] = value;
        Directory.CreateDirectory(In(name));
        File.WriteAllText(In($"{name}/board.json"), board.ToJsonString());
        return In($"{name}/board.json");
    }

    private async Task Quantize(int code, string[] says, params string[] more)
    {
        string[] args = ["quantize", In("m.onnx"), "--calibrate", In("f.csv"), "-o", In("m.aim"), .. more];
        (int actual, string output, string error) = await CommandRun.Of(args);
        Assert.True(actual == code, output + error);
        Assert.All(says, s => Assert.Contains(s, error, StringComparison.Ordinal));
        Assert.True(code == 0 ? error.Length == 0 : error.TrimEnd('\n').Split('\n').Length == 1, error);
    }

    [Fact]
    public async Task Accuracy_RAM_flash_and_time_each_fail_with_the_worst_layer_and_the_amount()
    {
        await CommandRun.Good("simulate", "-o", In("f.csv"), "--machines", "20", "--seed", "5");
        int features = File.ReadLines(In("f.csv")).First().Split(',').Length - 3;
        File.WriteAllBytes(In("m.onnx"), SmallModels.Mlp(features, 1400, 4, 3).Bytes());
        string[] recipe = ["--recipe", "bearing-v1", "--max-drop", "1"];
        await Quantize(0, [], [.. recipe, "--board", "stm32f769i-disco"]);
        await Quantize(1, ["bytes of RAM", "board tiny has 20000", "too many", "layer 1 (Dense"], [.. recipe, "--board", Board("tiny", "heap", "bytes", 20_000)]);
        await Quantize(1, ["bytes of flash", "board flat has 16384", "too many", "layer 1 (Dense"], [.. recipe, "--board", Board("flat", "flash", "deploymentBytes", 16_384)]);
        await Quantize(1, ["ms a window", "0.1 are allowed", "takes longest", "layer "], [.. recipe, "--board", "stm32f769i-disco", "--max-ms", "0.1"]);
        await Quantize(1, ["loses", "of fidelity, 0 is allowed", "costs most", "layer '"], "--recipe", "bearing-v1", "--metric", "fidelity", "--max-drop", "0", "--int16", "never");
    }

    [Fact]
    public async Task Estimate_names_what_its_figures_rest_on_and_its_parts_add_up()
    {
        await CommandRun.Good("simulate", "-o", In("f.csv"), "--machines", "20", "--seed", "5");
        int features = File.ReadLines(In("f.csv")).First().Split(',').Length - 3;
        File.WriteAllBytes(In("m.onnx"), SmallModels.Mlp(features, 16, 4, 3).Bytes());
        await CommandRun.Good("quantize", In("m.onnx"), "--calibrate", In("f.csv"), "--recipe", "bearing-v1", "-o", In("m.aim"), "--max-drop", "1");
        string output = await CommandRun.Good("estimate", In("m.aim"), "--board", "stm32f769i-disco", "--json", In("e.json"));
        Assert.All(["clock 216 MHz", "an assumption, not measured on this board", "column thumb2", "the interpreter runs alone", "ms a window, estimated"], part => Assert.Contains(part, output, StringComparison.Ordinal));
        JsonNode e = JsonNode.Parse(await File.ReadAllTextAsync(In("e.json")))!;
        Assert.Equal(new FileInfo(In("m.aim")).Length, (long)e["flashBytes"]!);
        Assert.True((long)e["ramBytes"]! > new FileInfo(In("m.aim")).Length);

        // More packed weights: more RAM, less time.
        await CommandRun.Good("estimate", In("m.aim"), "--board", "stm32f769i-disco", "--packed-weights", "0", "--json", In("p.json"));
        JsonNode plain = JsonNode.Parse(await File.ReadAllTextAsync(In("p.json")))!;
        Assert.True((long)plain["ramBytes"]! < (long)e["ramBytes"]!);
        Assert.True((double)plain["windowMilliseconds"]! > (double)e["windowMilliseconds"]!);
    }

    [Fact]
    public async Task Nothing_can_be_written_where_there_is_a_folder()
    {
        File.WriteAllText(In("r.csv"), "a,b,c,d,e,f\n1,2,3,4,5,6\n3,2,1,0,5,9\n");
        File.WriteAllBytes(In("m.onnx"), SmallModels.Mlp(6, 4, 3, 3).Bytes());
        Directory.CreateDirectory(In("folder"));
        await CommandRun.Refused("is a folder", "quantize", In("m.onnx"), "--calibrate", In("r.csv"), "-o", In("folder"), "--max-drop", "1");
        await CommandRun.Good("quantize", In("m.onnx"), "--calibrate", In("r.csv"), "-o", In("m.aim"), "--max-drop", "1");
        await CommandRun.Refused("is a folder", "report", In("m.aim"), "-o", In("folder"));
        await CommandRun.Refused("r.csv", "emit", In("m.aim"), "--csharp", In("r.csv"));
        Assert.Empty(Directory.GetFiles(_folder, "*.part"));
    }
}

using AIoT.Embedded.Gateway.Models;
using AIoT.Embedded.Gateway.Tests.Support;

namespace AIoT.Embedded.Gateway.Tests.Models;

public sealed class EnsembleCommandTests
{
    [SkippableFact]
    public async Task A_model_is_added_promoted_and_removed_and_the_list_says_so()
    {
        string shipped = OnnxRuntimeHere.Shipped();
        using var folder = new TemporaryFolder();
        (int code, string output, string error) = await Cli.RunAsync("ensemble", "add", shipped, "--name", "bearing", "--classes", "normal,outer,inner,ball", "--data", folder.Path);
        Assert.True(code == 0, error);
        Assert.Matches(@"^bearing 1 is shadow: 10 inputs, 4 outputs, [0-9.]+ ms a run here, [0-9]+ MB, sha256 [0-9a-f]{64}\n$", output);
        Assert.Equal(0, (await Cli.RunAsync("ensemble", "add", shipped, "--name", "bearing", "--role", "challenger", "--share", "10", "--machine", "fan", "--data", folder.Path)).Code);
        Assert.Equal("bearing 1 is champion\n", (await Cli.RunAsync("ensemble", "promote", "bearing", "1", "--data", folder.Path)).Output);
        Assert.Matches(@"^bearing 1  champion    window   [0-9a-f]{16}  [^\n]*\nbearing 2  challenger  window   [0-9a-f]{16}  [^\n]*  on 10 % \+ fan\n$", (await Cli.RunAsync("ensemble", "list", "--data", folder.Path)).Output);
        Assert.Equal("bearing 2 is champion\n", (await Cli.RunAsync("ensemble", "promote", "bearing", "2", "--data", folder.Path)).Output);
        Assert.Equal([ModelRole.Shadow, ModelRole.Champion], new ModelRegistry(folder.Path).Load().Select(model => model.Role));
        Assert.Equal(0, (await Cli.RunAsync("ensemble", "remove", "bearing", "2", "--data", folder.Path)).Code);
        Assert.Single(new ModelRegistry(folder.Path).Load());
    }

    [SkippableFact]
    public async Task Wrong_input_is_one_line_and_code_2()
    {
        string shipped = OnnxRuntimeHere.Shipped();
        using var folder = new TemporaryFolder();
        string data = folder.Path, text = folder.Write("text.onnx", "no model");
        await WrongAsync("text.onnx: the model can't be loaded", "add", text, "--name", "a");
        await WrongAsync("nothing.onnx: the model is not there", "add", folder.File("nothing.onnx"), "--name", "a");
        await WrongAsync("--name Bearing!: use 1 to 32 characters", "add", shipped, "--name", "Bearing!");
        await WrongAsync("--role king: use shadow, challenger, champion", "add", shipped, "--name", "a", "--role", "king");
        await WrongAsync("--input all: use window, sensors, pooled", "add", shipped, "--name", "a", "--input", "all");
        await WrongAsync("say where it counts, with --share or --machine", "add", shipped, "--name", "a", "--role", "challenger");
        await WrongAsync("--share and --machine are for --role challenger", "add", shipped, "--name", "a", "--share", "5");
        await WrongAsync("--share 101: give percent", "add", shipped, "--name", "a", "--role", "challenger", "--share", "101");
        await WrongAsync("--classes: the model has 4 outputs, and 2 different names are given", "add", shipped, "--name", "a", "--classes", "x,y");
        await WrongAsync("a 3: there is no such model", "promote", "a", "3");
        Directory.CreateDirectory(folder.File("ensemble"));
        folder.Write("ensemble/registry.json", "[{\"name\": 5}]");
        await WrongAsync("registry.json:1: this is no list of models", "list");

        async Task WrongAsync(string says, params string[] arguments)
        {
            (int code, _, string error) = await Cli.RunAsync(["ensemble", .. arguments, "--data", data]);
            Assert.Equal(2, code);
            Assert.Contains(says, error);
            Assert.Single(error.TrimEnd().Split('\n'));
        }
    }
}

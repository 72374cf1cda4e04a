using AIoT.Embedded.ModelTools.Cli;
using AIoT.Embedded.ModelTools.Conversion.Onnx.Wire;
using AIoT.Embedded.ModelTools.Tests.Cli;
using AIoT.Embedded.ModelTools.Tests.Trees;
using AIoT.Embedded.Tests.Common;
using Xunit.Abstractions;

namespace AIoT.Embedded.ModelTools.Tests.Onnx;

/// <summary>Broken models and images through every command that takes one: an answer, or one line and exit code 2 (1 where a check says no).</summary>
public sealed class CommandFuzzTests : IDisposable
{
    private readonly ITestOutputHelper _log;
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;
    private readonly ModelMutator _mutator = new(TestData.Seed);

    public CommandFuzzTests(ITestOutputHelper log)
    {
        _log = log;
        _log.WriteLine($"AIOT_TEST_SEED={TestData.Seed}");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string In(string name) => Path.Combine(_folder, name);

    private static ModelProto[] Models()
    {
        var trees = new RandomTrees(5, 6, 3) { Leaf = r => [(float)r.NextDouble(), 0, 1] };
        GraphBuilder plane = new(3, 1, 1, 2, 3);
        plane.Then("Conv", [plane.Weights(2, 1, 1, 2), plane.Weights(2)]).Then("Relu").Then("Flatten");
        return
        [
            SmallModels.Mlp(6, 5, 3, 1),
            new GraphBuilder(1, -1, 6).Then("ai.onnx.ml.TreeEnsembleClassifier", null, trees.Attributes(3, 3, true)).Also("scores").Model(),
            plane.Then("Gemm", [plane.Weights(8, 3), plane.Weights(3)]).Then("Softmax").Model(),
        ];
    }

    private void Rows()
    {
        var random = new Random(1);
        File.WriteAllLines(In("r.csv"), ["a,b,c,d,e,f,label", .. Enumerable.Range(0, 12).Select(i => string.Join(',', Enumerable.Range(0, 6).Select(_ => random.Next(-300, 300))) + "," + i % 3)]);
    }

    private async Task<int> Check(int run, params string[] args)
    {
        (int code, string output, string error) = await CommandRun.Of(args);
        string line = error.TrimEnd('\n'), what = $"seed {TestData.Seed}, run {run}: {string.Join(' ', args)}: {code}: {line}";
        Assert.True(code is 0 or CommandLine.Failed or CommandLine.WrongInput, what);
        Assert.True(code != CommandLine.WrongInput || (line.Length > 20 && !line.Any(char.IsControl)), what);
        Assert.True(code != CommandLine.Failed || line.Length > 0 || output.Contains("NOT VERIFIED", StringComparison.Ordinal), what);
        Assert.Empty(Directory.GetFiles(_folder, "*.part"));
        return code;
    }

    [Fact]
    public async Task Broken_models_through_quantize_verify_and_report()
    {
        Rows();
        ModelProto[] models = Models();
        int images = 0, cases = TestData.LongMode ? 20_000 : 150;
        for (int i = 0; i < cases; i++)
        {
            ModelProto model = models[i % models.Length].Clone();
            for (int n = 1 + i % 3; n > 0; n--)
            {
                _mutator.Field(model);
            }

            await File.WriteAllBytesAsync(In("m.onnx"), i % 5 == 0 ? _mutator.Bytes(model.Bytes()) : model.Bytes());
            File.Delete(In("m.aim"));
            await Check(i, "quantize", In("m.onnx"), "--calibrate", In("r.csv"), "-o", In("m.aim"), "--json", In("m.json"));
            if (!File.Exists(In("m.aim")))
            {
                continue;
            }

            images++;
            await Check(i, "verify", In("m.aim"), "--against", In("m.onnx"), "--data", In("r.csv"));
            await Check(i, "report", In("m.aim"), "-o", In("m.html"), "--against", In("m.onnx"), "--data", In("r.csv"), "--remedies", In("m.json"));
            await Check(i, "emit", In("m.aim"), "--csharp", In("code"));
        }

        _log.WriteLine($"{cases} files, {images} images");
        Assert.InRange(images, cases / 20, cases);
    }

    [Fact]
    public async Task Damaged_images_through_every_command_that_takes_one()
    {
        Rows();
        ModelProto[] models = Models();
        var images = new List<byte[]>();
        for (int m = 0; m < models.Length; m++)
        {
            await File.WriteAllBytesAsync(In($"{m}.onnx"), models[m].Bytes());
            await CommandRun.Good("quantize", In($"{m}.onnx"), "--calibrate", In("r.csv"), "-o", In("good.aim"), "--max-drop", "1");
            images.Add(await File.ReadAllBytesAsync(In("good.aim")));
        }

        await CommandRun.Good("keygen", "-o", In("key.pem"));
        Directory.CreateDirectory(In("data"));
        for (int i = 0; i < (TestData.LongMode ? 20_000 : 200); i++)
        {
            int m = i % images.Count;
            byte[] bytes = _mutator.Bytes(images[m]);

            // Half of them are whole again but for what they say: the sum over the bytes is right.
            await File.WriteAllBytesAsync(In("m.aim"), i % 2 == 0 ? bytes : ModelMutator.Resealed(bytes));
            await Check(i, (i % 7) switch
            {
                0 => ["show", In("m.aim")],
                1 => ["verify", In("m.aim"), "--against", In($"{m}.onnx"), "--data", In("r.csv")],
                2 => ["report", In("m.aim"), "-o", In("m.html"), "--against", In($"{m}.onnx"), "--data", In("r.csv")],
                3 => ["emit", In("m.aim"), "--csharp", In("code")],
                4 => ["evaluate", In("m.aim"), "--data", In("data")],
                5 => ["sign", In("m.aim"), "--key", In("key.pem"), "-o", In("signed.aim")],
                _ => i % 3 == 0 ? ["estimate", In("m.aim"), "--board", "esp32-devkitc"] : ["quantize", In("m.aim"), "--calibrate", In("r.csv"), "-o", In("x.aim")],
            });
        }
    }
}

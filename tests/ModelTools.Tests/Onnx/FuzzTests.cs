using AIoT.Embedded.ModelTools.Cli;
using AIoT.Embedded.ModelTools.Conversion.Onnx.Wire;
using AIoT.Embedded.ModelTools.Tests.Lowering;
using AIoT.Embedded.ModelTools.Tests.Trees;
using AIoT.Embedded.Tests.Common;
using Google.Protobuf;
using Xunit.Abstractions;

namespace AIoT.Embedded.ModelTools.Tests.Onnx;

/// <summary>
/// Broken variants of small models through the command: 'inspect' reads, computes, lowers and quantizes them. Whatever is in the file,
/// the answer is 0, or 2 with one line.
/// </summary>
public sealed class FuzzTests : IDisposable
{
    private readonly ITestOutputHelper _log;
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;
    private readonly Random _random = new(TestData.Seed);
    private readonly ModelMutator _mutator = new(TestData.Seed + 1);
    private int _good;

    public FuzzTests(ITestOutputHelper log)
    {
        _log = log;
        _log.WriteLine($"AIOT_TEST_SEED={TestData.Seed}");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Bytes_changed_anywhere_give_a_model_or_one_line()
    {
        byte[][] models = [.. Models().Select(m => m.ToByteArray()), .. Shared()];
        int cases = TestData.LongMode ? 200_000 : 2000;
        for (int i = 0; i < cases; i++)
        {
            await Check(_mutator.Bytes(models[_random.Next(models.Length)]), i);
        }

        _log.WriteLine($"{cases} files, {_good} still models");
    }

    [Fact]
    public async Task Fields_changed_within_sound_files_give_a_model_or_one_line()
    {
        ModelProto[] models = [.. Models()];
        int cases = TestData.LongMode ? 200_000 : 2000;
        for (int i = 0; i < cases; i++)
        {
            ModelProto model = models[_random.Next(models.Length)].Clone();
            for (int n = 1 + _random.Next(3); n > 0; n--)
            {
                _mutator.Field(model);
            }

            await Check(model.ToByteArray(), i);
        }

        _log.WriteLine($"{cases} files, {_good} still models");
        Assert.InRange(_good, cases / 20, cases);
    }

    private static IEnumerable<ModelProto> Models()
    {
        foreach (ModelProto model in OperatorLoweringTests.All)
        {
            yield return model;
        }

        yield return SmallModels.Mlp(6, 5, 3, 1);
        var trees = new RandomTrees(5, 4, 3) { Leaf = r => [(float)r.NextDouble(), 0, 1] };
        yield return new GraphBuilder(1, 1, 4).Then("ai.onnx.ml.Scaler", null, SmallModels.FloatList("offset", 1), SmallModels.FloatList("scale", 2)).Then("ai.onnx.ml.TreeEnsembleClassifier", null, trees.Attributes(2, 3, true)).Also("scores").Model();
    }

    /// <summary>Real files, as far as they are small and there.</summary>
    private static IEnumerable<byte[]> Shared()
    {
        string folder = Path.Combine(Environment.GetEnvironmentVariable("AIOT_DATA") ?? Path.Combine(TestData.Root, "..", "shared", "data"), "models");
        return Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder, "*.onnx", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Where(f => new FileInfo(f).Length < 40_000).Select(File.ReadAllBytes)
            : [];
    }

    private async Task Check(byte[] bytes, int run)
    {
        string file = Path.Combine(_folder, "m.onnx");
        await File.WriteAllBytesAsync(file, bytes);
        using StringWriter output = new(), error = new();
        int code;
        try
        {
            code = await CommandLine.RunAsync(["inspect", file], output, error);
        }
        catch (Exception e)
        {
            throw new Xunit.Sdk.XunitException($"seed {TestData.Seed}, run {run}: {e}");
        }

        string line = error.ToString().TrimEnd('\n');
        _good += code == 0 ? 1 : 0;
        Assert.True(code == 0 ? line.Length == 0 : code == 2 && line.Length > 20 && !line.Any(char.IsControl), $"seed {TestData.Seed}, run {run}: code {code}: {line}");
    }
}

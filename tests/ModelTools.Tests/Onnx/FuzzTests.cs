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
            await Check(MutateBytes(models[_random.Next(models.Length)]), i);
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
                MutateField(model);
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

    private byte[] MutateBytes(byte[] bytes)
    {
        bytes = [.. bytes];
        switch (_random.Next(4))
        {
            case 0:
                bytes = bytes[..(_random.Next(bytes.Length) + 1)];
                break;
            case 1:
                int at = _random.Next(bytes.Length), count = Math.Min(_random.Next(20), bytes.Length - at);
                bytes = [.. bytes[..at], .. bytes[(at + count)..], 0];
                break;
            case 2:
                int from = _random.Next(bytes.Length), length = Math.Min(_random.Next(40), bytes.Length - from), to = _random.Next(bytes.Length);
                bytes = [.. bytes[..to], .. bytes[from..(from + length)], .. bytes[to..]];
                break;
        }

        for (int i = 1 + _random.Next(6); i > 0; i--)
        {
            bytes[_random.Next(bytes.Length)] = (byte)(_random.Next(3) switch { 0 => 0xFF, 1 => 0, _ => _random.Next(256) });
        }

        return bytes;
    }

    private long Wild() => _random.Next(8) switch
    {
        0 => 0,
        1 => -1,
        2 => long.MaxValue,
        3 => long.MinValue,
        4 => 1L << 31,
        5 => 1L << _random.Next(63),
        6 => -_random.Next(10),
        _ => _random.Next(10),
    };

    private T Any<T>(IReadOnlyList<T> list) => list[_random.Next(list.Count)];

    private void MutateField(ModelProto model)
    {
        GraphProto graph = model.Graph;
        NodeProto node = Any(graph.Node);
        switch (_random.Next(12))
        {
            case 0 when node.Attribute.Count > 0:
                MutateAttribute(Any(node.Attribute));
                break;
            case 1 when node.Attribute.Count > 0:
                node.Attribute.RemoveAt(_random.Next(node.Attribute.Count));
                break;
            case 2 when node.Input.Count > 0:
                node.Input.RemoveAt(_random.Next(node.Input.Count));
                break;
            case 3 when node.Input.Count > 0:
                node.Input[_random.Next(node.Input.Count)] = Any(graph.Node).Output[0];
                break;
            case 4 when node.Input.Count > 1:
                (node.Input[0], node.Input[^1]) = (node.Input[^1], node.Input[0]);
                break;
            case 5:
                node.OpType = Any(graph.Node).OpType is var other && _random.Next(2) == 0 ? other : Any(["Conv", "Gemm", "Reshape", "Slice", "Transpose", "Softmax", "Mul", "Pad", "Expand", "ReduceMean", "ConvTranspose", "MaxPool", "If", "Split", "QLinearConv"]);
                break;
            case 6 when graph.Initializer.Count > 0:
                MutateTensor(Any(graph.Initializer));
                break;
            case 7:
                Any(graph.Input).Type.TensorType.Shape.Dim.Add(new DimensionProto { DimValue = Wild() });
                break;
            case 8:
                IList<DimensionProto> dims = Any(graph.Input).Type.TensorType.Shape.Dim;
                dims[_random.Next(dims.Count)] = new DimensionProto { DimValue = Wild() };
                break;
            case 9:
                graph.Input[0].Type.TensorType.ElemType = _random.Next(20);
                break;
            case 10:
                model.OpsetImport[0].Version = Any([1L, 6, 7, 9, 11, 12, 13, 18, 21, Wild()]);
                break;
            default:
                node.Output[0] = Any(graph.Node).Output[0];
                break;
        }
    }

    private void MutateAttribute(AttributeProto a)
    {
        switch (_random.Next(5))
        {
            case 0:
                a.Type = _random.Next(12);
                break;
            case 1:
                a.I = Wild();
                break;
            case 2 when a.Ints.Count > 0:
                a.Ints[_random.Next(a.Ints.Count)] = Wild();
                break;
            case 3:
                a.Ints.Add(Wild());
                break;
            default:
                a.F = Any([0f, -1, float.NaN, float.PositiveInfinity, float.MaxValue, float.Epsilon]);
                a.S = ByteString.CopyFromUtf8("\u001bNOSUCH");
                break;
        }
    }

    private void MutateTensor(TensorProto t)
    {
        switch (_random.Next(5))
        {
            case 0:
                t.Dims.Add(Any([0L, 1, 1, Wild()]));
                break;
            case 1 when t.Dims.Count > 0:
                t.Dims[_random.Next(t.Dims.Count)] = Wild();
                break;
            case 2 when t.FloatData.Count > 0:
                t.FloatData[_random.Next(t.FloatData.Count)] = Any([float.NaN, float.NegativeInfinity, float.MaxValue, 0f, 1e30f]);
                break;
            case 3 when t.Int64Data.Count > 0:
                t.Int64Data[_random.Next(t.Int64Data.Count)] = Wild();
                break;
            default:
                t.DataType = _random.Next(20);
                break;
        }
    }
}

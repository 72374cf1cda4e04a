using AIoT.Embedded.ModelTools.Conversion;
using AIoT.Embedded.ModelTools.Conversion.Execution;
using AIoT.Embedded.ModelTools.Conversion.Graph;
using AIoT.Embedded.ModelTools.Conversion.Lowering;
using AIoT.Embedded.ModelTools.Conversion.Onnx;
using AIoT.Embedded.ModelTools.Conversion.Quantization;
using AIoT.Embedded.ModelTools.Conversion.Trees;
using AIoT.Embedded.ModelTools.Tests.Onnx;
using AIoT.Embedded.Tests.Common;
using Xunit.Abstractions;

namespace AIoT.Embedded.ModelTools.Tests.Golden;

/// <summary>The models that the onnx2c project tests itself with: outputs where its files give them, classes through the int8 image.</summary>
public class Onnx2cTests(ITestOutputHelper log)
{
    private const string Folder = "models/onnx2c_tests";

    /// <summary>Small networks that the board does not take, and what stands in the way.</summary>
    private static readonly Dictionary<string, string> Refused = new()
    {
        ["random_uniform"] = "RandomUniform",
        ["scalar_identity"] = "",
        ["fp_bfloat16"] = "",
        ["fp_float16"] = "",
    };

    /// <summary>Left out: a bias per row, which the standard does not broadcast, and the indices of maxima, which only unpooling reads.</summary>
    private static readonly string[] LeftOut = ["test_gemm_CM_transA", "test_maxpool_stride_1", "test_maxpool_stride_2"];

    public static TheoryData<string> WithOutputs() => Cases(root => Directory.EnumerateDirectories(root, "test_data_set_*", SearchOption.AllDirectories).Select(d => Path.GetDirectoryName(d)!).Where(d => !LeftOut.Contains(Path.GetFileName(d))).Distinct());

    public static TheoryData<string> Networks() => Cases(root => Directory.EnumerateFiles(Path.Combine(root, "test", "simple_networks"), "*.onnx"));

    [SkippableTheory]
    [MemberData(nameof(WithOutputs))]
    public void The_float_path_gives_the_files_outputs(string folder) => OperatorTests.Run(TestData.Shared(Path.Combine(Folder, folder)));

    [SkippableFact]
    public void Mnist_names_the_same_digits_in_int8()
    {
        string folder = TestData.Shared(Folder + "/test/mnist");
        ModelGraph graph = new OnnxReader().Read(File.ReadAllBytes(Path.Combine(folder, "model.onnx")), "mnist.onnx");
        FloatNetwork network = new GraphLowering().Lower(graph);
        var reader = new OnnxReader();
        Tensor Load(int set, string name) => reader.ReadTensor(File.ReadAllBytes(Path.Combine(folder, $"test_data_set_{set}", name)), name);
        double[][] digits = [.. Enumerable.Range(0, 3).Select(s => Array.ConvertAll(network.InputOrder, i => Load(s, "input_0.pb").Data[i]))];
        QuantizedResult result = new Quantizer().Quantize(network, digits, new QuantizerOptions { Id = "mnist", Method = RangeMethod.MinMax });
        var runner = new IntegerRunner(result.Image, result.InputScale, result.OutputScale);
        for (int s = 0; s < 3; s++)
        {
            double[] expected = Load(s, "output_0.pb").Data, y = runner.Run(digits[s]);
            Assert.Equal(Array.IndexOf(expected, expected.Max()), Array.IndexOf(y, y.Max()));
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Networks))]
    public void Small_networks_name_the_same_class_in_int8_or_are_refused_in_words(string file)
    {
        string path = TestData.Shared(Path.Combine(Folder, file)), name = Path.GetFileNameWithoutExtension(file);
        ModelGraph graph = new OnnxReader().Read(File.ReadAllBytes(path), path);
        if (Refused.TryGetValue(name, out string? why))
        {
            Exception e = Assert.ThrowsAny<Exception>(() => new GraphLowering().Lower(graph));
            Assert.True(e is ModelFileException or UnsupportedModelException, e.ToString());
            Assert.Contains(why, e.Message, StringComparison.Ordinal);
            log.WriteLine(e.Message);
            return;
        }

        if (TreeLowering.IsFor(graph))
        {
            // TreeTests has this one.
            return;
        }

        FloatNetwork network = new GraphLowering().Lower(graph);
        var random = new Random(1);
        if (network.Macs == 0 && network.Parameters <= 2)
        {
            // One number in, one number out: there is no class to keep.
            return;
        }

        double[][] rows = [.. Enumerable.Range(0, 64).Select(_ => Enumerable.Range(0, network.Input.Shape.Count).Select(_ => (double)(float)(2 * random.NextDouble() - 1)).ToArray())];
        double[][] fed = [.. rows.Select(r => Array.ConvertAll(network.InputOrder, i => r[i]))];
        QuantizedResult result = new Quantizer().Quantize(network, fed, new QuantizerOptions { Id = name, Method = RangeMethod.MinMax });
        var runner = new IntegerRunner(result.Image, result.InputScale, result.OutputScale);
        var executor = new FloatExecutor(graph);
        int[] dims = [.. graph.Inputs[0].Dims!.Select(d => Math.Max(1, d))];
        double worst = 0, range = 1e-9;
        for (int r = 0; r < rows.Length; r++)
        {
            double[] expected = executor.Run(new Tensor(graph.Inputs[0].Type, dims, rows[r]))[0].Data, y = runner.Run(fed[r]);
            worst = Math.Max(worst, network.OutputOrder.Select((at, i) => Math.Abs(expected[at] - y[i])).Max());
            range = Math.Max(range, expected.Max() - expected.Min());
        }

        log.WriteLine($"{name}: largest difference {worst:G3} of a range of {range:G3}");
        Assert.True(worst <= 0.03 * range, $"{worst} of {range}");
    }

    private static TheoryData<string> Cases(Func<string, IEnumerable<string>> find)
    {
        string root = Path.Combine(Environment.GetEnvironmentVariable("AIOT_DATA") ?? Path.Combine(TestData.Root, "..", "shared", "data"), Folder);
        TheoryData<string> cases = Directory.Exists(root) ? [.. find(root).Select(f => Path.GetRelativePath(root, f)).Order(StringComparer.Ordinal)] : [];
        if (cases.Count == 0)
        {
            cases.Add("absent");
        }

        return cases;
    }
}

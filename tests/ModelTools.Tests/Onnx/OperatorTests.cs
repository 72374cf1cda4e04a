using AIoT.Embedded.ModelTools.Conversion;
using AIoT.Embedded.ModelTools.Conversion.Execution;
using AIoT.Embedded.ModelTools.Conversion.Graph;
using AIoT.Embedded.ModelTools.Conversion.Onnx;
using AIoT.Embedded.Tests.Common;

namespace AIoT.Embedded.ModelTools.Tests.Onnx;

/// <summary>
/// ONNX's own operator tests (inputs and outputs that the standard's authors computed) through reader and float executor. Each folder is run,
/// or stands in left-out-operator-tests.txt with its reason.
/// </summary>
public class OperatorTests
{
    private const string Absent = "absent";

    public static TheoryData<string> InScope() => Cases(leftOut: false);

    public static TheoryData<string> LeftOut() => Cases(leftOut: true);

    [SkippableTheory]
    [MemberData(nameof(InScope))]
    public void The_float_path_gives_what_the_standard_says(string test) => Run(Shared(test));

    [SkippableTheory]
    [MemberData(nameof(LeftOut))]
    public void What_is_left_out_does_not_pass(string test)
    {
        string folder = Shared(test);
        Exception? e = Record.Exception(() => Run(folder));
        Assert.True(e is not null, $"{test} passes: take it off left-out-operator-tests.txt");
        Assert.True(e is ModelFileException or Xunit.Sdk.XunitException or FileNotFoundException, $"{test}: {e}");
    }

    [SkippableFact]
    public void Every_line_of_the_list_stands_for_a_test()
    {
        TestData.Shared("onnx_node_tests");
        string[] tests = [.. Folders()];
        Assert.All(new LeftOutTests().Patterns, p => Assert.True(tests.Any(t => LeftOutTests.Matches(p, t)), $"nothing is called {p}"));
    }

    private static TheoryData<string> Cases(bool leftOut)
    {
        var list = new LeftOutTests();
        TheoryData<string> cases = [.. Folders().Where(t => list.Holds(t) == leftOut)];
        if (cases.Count == 0)
        {
            cases.Add(Absent);
        }

        return cases;
    }

    /// <summary>Every folder with a model, whatever its group is called.</summary>
    private static IEnumerable<string> Folders()
    {
        string root = Environment.GetEnvironmentVariable("AIOT_DATA") ?? Path.Combine(TestData.Root, "..", "shared", "data");
        root = Path.Combine(root, "onnx_node_tests");
        return Directory.Exists(root)
            ? Directory.EnumerateFiles(root, "model.onnx", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(root, Path.GetDirectoryName(f)!).Replace('\\', '/')).Order(StringComparer.Ordinal)
            : [];
    }

    private static string Shared(string test) => TestData.Shared(Path.Combine("onnx_node_tests", test));

    /// <summary>Runs the model of a folder on its data sets and compares the outputs.</summary>
    internal static void Run(string folder)
    {
        var reader = new OnnxReader();
        string model = Path.Combine(folder, "model.onnx");
        ModelGraph graph = reader.Read(File.ReadAllBytes(model), model);
        string[] sets = Directory.GetDirectories(folder, "test_data_set_*");
        Assert.NotEmpty(sets);
        foreach (string set in sets)
        {
            Tensor Load(string kind, int i, ValueInfo info)
            {
                string file = Path.Combine(set, $"{kind}_{i}.pb");
                Tensor t = reader.ReadTensor(File.ReadAllBytes(file), file);

                // These files carry bfloat16 as its bits.
                return info.Type == ElementType.BFloat16 && t.Type == ElementType.UInt16
                    ? new Tensor(ElementType.BFloat16, t.Dims, Array.ConvertAll(t.Data, v => (double)BitConverter.Int32BitsToSingle((int)v << 16)))
                    : t;
            }

            Tensor[] inputs = [.. graph.Inputs.Select((info, i) => Load("input", i, info))];
            IReadOnlyList<Tensor> outputs = new FloatExecutor(graph).Run(inputs);
            for (int i = 0; i < outputs.Count; i++)
            {
                Tensor expected = Load("output", i, graph.Outputs[i]);
                Assert.Equal(expected.Dims, outputs[i].Dims);
                Assert.Equal(expected.Type, outputs[i].Type);
                for (int k = 0; k < expected.Length; k++)
                {
                    double e = expected.Data[k], y = outputs[i].Data[k];
                    Assert.True(e.Equals(y) || Math.Abs(e - y) <= 1e-7 + 1e-3 * Math.Abs(e), $"{folder}: output {i}, element {k}: {y}, expected {e}");
                }
            }
        }
    }
}

using AIoT.Embedded.ModelTools.Conversion;
using AIoT.Embedded.ModelTools.Conversion.Execution;
using AIoT.Embedded.ModelTools.Conversion.Graph;
using AIoT.Embedded.ModelTools.Conversion.Onnx;
using AIoT.Embedded.Tests.Common;

namespace AIoT.Embedded.ModelTools.Tests.Onnx;

/// <summary>ONNX's own operator tests (inputs and outputs that the standard's authors computed) through reader and float executor.</summary>
public class OperatorTests
{
    /// <summary>What is left out, by the beginning of the test's name, and why.</summary>
    private static readonly (string Prefix, string Reason)[] LeftOut =
    [
        ("test_cast_FLOAT_to_BFLOAT16", "truncates where the standard now rounds to the nearest even"),
        ("test_cast_FLOAT_to_STRING", "text"),
        ("test_cast_STRING_to_FLOAT", "text"),
        ("test_castlike_FLOAT_to_STRING", "text"),
        ("test_castlike_STRING_to_FLOAT", "text"),
        ("test_gru", "recurrent networks are out of scope"),
        ("test_lstm", "recurrent networks are out of scope"),
        ("test_rnn", "recurrent networks are out of scope"),
        ("test_simple_rnn", "recurrent networks are out of scope"),
        ("test_layer_normalization", "needs the input's own statistics at run time: no such kernel on the board"),
        ("test_identity_opt", "optional types"),
        ("test_identity_sequence", "sequence types"),
        ("test_training_dropout", "training"),
        ("test_batchnorm_epsilon_training_mode", "training"),
        ("test_batchnorm_example_training_mode", "training"),
        ("test_maxpool_with_argmax", "the indices of maxima have no use on the board"),
        ("test_PoissonNLLLLoss", "a training loss"),
        ("test_PReLU_1d_multiparam", "opset 6: the slope's broadcasting changed in 7, the oldest opset in scope"),
        ("test_PReLU_2d_multiparam", "opset 6"),
        ("test_PReLU_3d_multiparam", "opset 6"),
    ];

    public static TheoryData<string> Cases()
    {
        var cases = new TheoryData<string>();
        string folder = Environment.GetEnvironmentVariable("AIOT_DATA") ?? Path.Combine(TestData.Root, "..", "shared", "data");
        folder = Path.Combine(folder, "onnx_node_tests");
        foreach (string group in new[] { "node", "pytorch-converted", "pytorch-operator", "simple" })
        {
            string path = Path.Combine(folder, group);
            foreach (string test in Directory.Exists(path) ? Directory.GetDirectories(path).Order().ToArray() : [])
            {
                string name = Path.GetFileName(test);
                if (!LeftOut.Any(l => name.StartsWith(l.Prefix, StringComparison.Ordinal)))
                {
                    cases.Add(group + "/" + name);
                }
            }
        }

        if (cases.Count == 0)
        {
            cases.Add("simple/absent");
        }

        return cases;
    }

    [SkippableTheory]
    [MemberData(nameof(Cases))]
    public void The_float_path_gives_what_the_standard_says(string test)
    {
        string folder = TestData.Shared(Path.Combine("onnx_node_tests", test));
        var reader = new OnnxReader();
        string model = Path.Combine(folder, "model.onnx");
        ModelGraph graph = reader.Read(File.ReadAllBytes(model), model);
        foreach (string set in Directory.GetDirectories(folder, "test_data_set_*"))
        {
            Tensor Load(string kind, int i) => reader.ReadTensor(File.ReadAllBytes(Path.Combine(set, $"{kind}_{i}.pb")), Path.Combine(set, $"{kind}_{i}.pb"));
            Tensor AsDeclared(Tensor t, ValueInfo info) => info.Type == ElementType.BFloat16 && t.Type == ElementType.UInt16
                // These files carry bfloat16 as its bits.
                ? new Tensor(ElementType.BFloat16, t.Dims, Array.ConvertAll(t.Data, v => (double)BitConverter.Int32BitsToSingle((int)v << 16)))
                : t;
            Tensor[] inputs = [.. Enumerable.Range(0, graph.Inputs.Count).Select(i => AsDeclared(Load("input", i), graph.Inputs[i]))];
            IReadOnlyList<Tensor> outputs = new FloatExecutor(graph).Run(inputs);
            for (int i = 0; i < outputs.Count; i++)
            {
                Tensor expected = AsDeclared(Load("output", i), graph.Outputs[i]);
                Assert.Equal(expected.Dims, outputs[i].Dims);
                Assert.Equal(expected.Type, outputs[i].Type);
                for (int k = 0; k < expected.Length; k++)
                {
                    double e = expected.Data[k], y = outputs[i].Data[k];
                    bool close = e.Equals(y) || Math.Abs(e - y) <= 1e-7 + 1e-3 * Math.Abs(e);
                    Assert.True(close, $"{test}: output {i}, element {k}: {y}, expected {e}");
                }
            }
        }
    }
}

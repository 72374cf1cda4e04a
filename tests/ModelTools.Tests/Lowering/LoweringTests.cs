using AIoT.Embedded.ModelTools.Conversion.Execution;
using AIoT.Embedded.ModelTools.Conversion.Graph;
using AIoT.Embedded.ModelTools.Conversion.Lowering;
using AIoT.Embedded.ModelTools.Conversion.Onnx;
using AIoT.Embedded.Tests.Common;

namespace AIoT.Embedded.ModelTools.Tests.Lowering;

/// <summary>Real models: the lowered network computes what the graph computes.</summary>
public class LoweringTests
{
    [SkippableTheory]
    [InlineData("models/mlperf_tiny_onnx/v1.3/ad/K1_BOARD_V1.0/models/deep_autoencoder.onnx", 0.3)]
    [InlineData("models/mlperf_tiny_onnx/v1.3/kws/K1_BOARD_V1.0/models/kws_ref_model.onnx", 0.05)]
    [InlineData("models/mlperf_tiny_onnx/v1.2/ic/LC236R5E176_BOARD_V2.0/models/pretrainedResnet.onnx", 1e-3)]
    [InlineData("models/onnx2c_tests/test/mnist/model.onnx", 1e-3)]
    public void The_layers_compute_what_the_graph_computes(string file, double tolerance)
    {
        string path = TestData.Shared(file);
        ModelGraph graph = new OnnxReader().Read(File.ReadAllBytes(path), path);
        FloatNetwork network = new GraphLowering().Lower(graph);
        var random = new Random(1);
        int[] dims = [.. graph.Inputs[0].Dims!.Select(d => Math.Max(1, d))];
        double[] x = [.. Enumerable.Range(0, network.Input.Shape.Count).Select(_ => (double)(float)(random.NextDouble() * 2 - 1))];
        double[] expected = new FloatExecutor(graph).Run(new Tensor(graph.Inputs[0].Type, dims, x))[0].Data;
        double[] y = network.Run(x);
        Assert.Equal(expected.Length, y.Length);
        double worst = expected.Zip(y, (a, b) => Math.Abs(a - b)).Max();
        Assert.True(worst <= tolerance, $"{worst}");
        Assert.DoesNotContain(network.Layers, l => l is FloatAffine && l.Inputs[0] != network.Input);
        Assert.True(network.Layers.Count < 40, string.Join(", ", network.Layers.Select(l => l.Kind)));
    }
}

using AIoT.Embedded.ModelTools.Conversion.Execution;
using AIoT.Embedded.ModelTools.Conversion.Graph;
using AIoT.Embedded.ModelTools.Conversion.Lowering;
using AIoT.Embedded.ModelTools.Conversion.Onnx;
using AIoT.Embedded.ModelTools.Conversion.Onnx.Wire;
using AIoT.Embedded.ModelTools.Conversion.Quantization;
using AIoT.Embedded.ModelTools.Tests.Onnx;
using static AIoT.Embedded.ModelTools.Tests.Onnx.SmallModels;

namespace AIoT.Embedded.ModelTools.Tests.Lowering;

/// <summary>
/// Every operator that lowers, in small graphs as exporters write them: the layers compute what the graph computes, and so does the int8 image
/// in the firmware's engine, within the steps of int8.
/// </summary>
public class OperatorLoweringTests
{
    private static readonly Dictionary<string, Func<ModelProto>> Graphs = new()
    {
        ["Conv 1D with groups"] = () => Start(1, 4, 12, b => b.Then("Conv", [b.Weights(6, 2, 3), b.Weights(6)], Int("group", 2), Ints("pads", 1, 1))),
        ["Conv 1D dilated"] = () => Start(1, 2, 20, b => b.Then("Conv", [b.Weights(3, 2, 3)], Ints("dilations", 3), Ints("strides", 2))),
        ["Conv 1D auto_pad SAME_UPPER"] = () => Start(1, 2, 11, b => b.Then("Conv", [b.Weights(3, 2, 4)], Text("auto_pad", "SAME_UPPER"), Ints("strides", 2))),
        ["Conv 1D auto_pad SAME_LOWER"] = () => Start(1, 2, 11, b => b.Then("Conv", [b.Weights(3, 2, 4)], Text("auto_pad", "SAME_LOWER"), Ints("strides", 2))),
        ["Conv 2D auto_pad VALID"] = () => Image(b => b.Then("Conv", [b.Weights(4, 3, 3, 2)], Text("auto_pad", "VALID"))),
        ["Conv 2D uneven pads"] = () => Image(b => b.Then("Conv", [b.Weights(4, 3, 3, 3), b.Weights(4)], Ints("pads", 1, 0, 2, 1), Ints("strides", 2, 1))),
        ["Conv 2D depthwise with multiplier"] = () => Image(b => b.Then("Conv", [b.Weights(6, 1, 3, 3)], Int("group", 3), Ints("pads", 1, 1, 1, 1)).Then("Relu")),
        ["ConvTranspose 1D stride 2"] = () => Start(1, 3, 7, b => b.Then("ConvTranspose", [b.Weights(3, 5, 4), b.Weights(5)], Ints("strides", 2), Ints("pads", 1, 1))),
        ["ConvTranspose 1D stride 3 kernel 2"] = () => Start(1, 2, 5, b => b.Then("ConvTranspose", [b.Weights(2, 2, 2)], Ints("strides", 3), Ints("output_padding", 1))),
        ["ConvTranspose 1D stride 1"] = () => Start(1, 2, 8, b => b.Then("ConvTranspose", [b.Weights(2, 3, 3)], Ints("pads", 1, 1))),
        ["ConvTranspose 2D stride 2"] = () => Image(b => b.Then("ConvTranspose", [b.Weights(3, 4, 3, 3), b.Weights(4)], Ints("strides", 2, 2), Ints("pads", 1, 1, 1, 1), Ints("output_padding", 1, 1)).Then("Relu")),
        ["ConvTranspose 2D SAME_UPPER"] = () => Image(b => b.Then("ConvTranspose", [b.Weights(3, 2, 4, 3)], Ints("strides", 2, 3), Text("auto_pad", "SAME_UPPER"))),
        ["ConvTranspose 2D grouped"] = () => Start(1, 4, 3, 5, b => b.Then("ConvTranspose", [b.Weights(4, 3, 2, 2)], Ints("strides", 2, 2), Int("group", 2))),
        ["A decoder: Gemm, Reshape, ConvTranspose"] = () => Start(1, 6, b => b.Then("Gemm", [b.Weights(6, 24), b.Weights(24)]).Then("Relu").Then("Reshape", [b.Indices(1, 3, 2, 4)]).Then("ConvTranspose", [b.Weights(3, 2, 2, 2)], Ints("strides", 2, 2))),
        ["Gemm with alpha, beta and transB"] = () => Start(1, 5, b => b.Then("Gemm", [b.Weights(4, 5), b.Weights(4)], Float("alpha", 0.5f), Float("beta", 2), Int("transB", 1))),
        ["Gemm with transA"] = () => Start(5, 1, b => b.Then("Gemm", [b.Weights(5, 4)], Int("transA", 1))),
        ["MatMul and Add"] = () => Start(1, 6, b => b.Then("MatMul", [b.Weights(6, 4)]).Then("Add", [b.Weights(4)]).Then("Tanh")),
        ["MatMul from the left"] = () => Start(5, 3, b => b.Node("MatMul", [b.Weights(4, 5), "x"])),
        ["MatMul over a sequence"] = () => Start(1, 6, 4, b => b.Then("MatMul", [b.Weights(4, 3)]).Then("Relu")),
        ["MatMul along positions"] = () => Start(1, 6, 4, b => b.Then("Transpose", null, Ints("perm", 0, 2, 1)).Then("MatMul", [b.Weights(6, 3)])),
        ["BatchNormalization after Conv"] = () => Image(b => b.Then("Conv", [b.Weights(4, 3, 3, 3)]).Then("BatchNormalization", [b.Weights(4), b.Weights(4), b.Weights(4), b.Filled(0.5, 4)]).Then("Relu")),
        ["BatchNormalization before Conv"] = () => Image(b => b.Then("Relu").Then("BatchNormalization", [b.Weights(3), b.Weights(3), b.Weights(3), b.Filled(2, 3)]).Then("Conv", [b.Weights(4, 3, 3, 3)], Ints("pads", 1, 1, 1, 1))),
        ["Clip and LeakyRelu"] = () => Start(1, 6, b => b.Then("Gemm", [b.Weights(6, 8)]).Then("LeakyRelu", null, Float("alpha", 0.1f)).Then("Clip", [b.Filled(-0.05), b.Filled(1)])),
        ["PRelu with one slope"] = () => Image(b => b.Then("PRelu", [b.Filled(0.25, 1, 1, 1)])),
        ["Swish: x sigmoid(x)"] = () => Start(1, 6, b => b.Then("Gemm", [b.Weights(6, 8)]) is var g ? g.Then("Sigmoid").Node("Mul", ["v1", g.Last]) : b),
        ["HardSwish as clip and products"] = () => Start(1, 8, b => b.Then("Add", [b.Filled(3)]).Then("Clip", [b.Filled(0), b.Filled(6)]).Node("Mul", ["x", b.Last]).Then("Div", [b.Filled(6)])),
        ["Pow, Min, Max, Neg"] = () => Start(1, 8, b => b.Then("Pow", [b.Filled(2)]).Then("Min", [b.Filled(0.8)]).Then("Max", [b.Filled(0.1)]).Then("Neg")),
        ["A constant divided by data"] = () => Start(1, 8, b => b.Then("Exp").Node("Div", [b.Filled(2), b.Last])),
        ["Sub and Div first: the normaliser"] = () => Start(1, 8, b => b.Then("Sub", [b.Weights(8)]).Then("Div", [b.Filled(3, 8)]).Then("Gemm", [b.Weights(8, 4)]).Then("Softmax")),
        ["Sub from a constant"] = () => Start(1, 8, b => b.Node("Sub", [b.Weights(8), "x"]).Then("Gemm", [b.Weights(8, 4)])),
        ["A residual block"] = () => Image(b => b.Then("Conv", [b.Weights(3, 3, 3, 3)], Ints("pads", 1, 1, 1, 1)).Then("Relu").Then("Add", ["x"]).Then("Relu")),
        ["A difference of two branches"] = () => Start(1, 5, b => b.Then("Gemm", [b.Weights(5, 4)]) is var g ? g.From("x").Then("Gemm", [g.Weights(5, 4)]).Then("Sub", ["v1"]) : b),
        ["MaxPool with ceil_mode"] = () => Image(b => b.Then("MaxPool", null, Ints("kernel_shape", 3, 3), Ints("strides", 2, 2), Int("ceil_mode", 1))),
        ["AveragePool with pads"] = () => Image(b => b.Then("AveragePool", null, Ints("kernel_shape", 3, 3), Ints("pads", 1, 1, 1, 1))),
        ["AveragePool counting pads"] = () => Image(b => b.Then("AveragePool", null, Ints("kernel_shape", 3, 2), Ints("pads", 1, 0, 1, 1), Int("count_include_pad", 1))),
        ["GlobalAveragePool and Flatten"] = () => Image(b => b.Then("GlobalAveragePool").Then("Flatten").Then("Gemm", [b.Weights(3, 4)])),
        ["GlobalMaxPool"] = () => Image(b => b.Then("GlobalMaxPool")),
        ["ReduceMean over positions"] = () => Image(b => b.Then("ReduceMean", null, Ints("axes", 2, 3), Int("keepdims", 0))),
        ["ReduceMean over channels"] = () => Start(1, 6, 4, b => b.Then("ReduceMean", null, Ints("axes", -1))),
        ["ReduceSum over everything"] = () => Start(1, 6, b => b.Then("ReduceSum", null, Int("keepdims", 1))),
        ["ReduceMax over a sequence"] = () => Start(1, 6, 4, b => b.Then("ReduceMax", null, Ints("axes", 1), Int("keepdims", 0))),
        ["Squeeze, Unsqueeze, Identity, Dropout, Cast"] = () => Start(1, 1, 6, b => b.Then("Squeeze", [b.Indices(1)]).Then("Identity").Then("Dropout").Then("Cast", null, Int("to", 1)).Then("Unsqueeze", [b.Indices(2)]).Then("Conv", [b.Weights(2, 6, 1)])),
        ["NHWC: transposes around each layer"] = () => Start(1, 8, 6, 3, b => b
            .Then("Transpose", null, Ints("perm", 0, 3, 1, 2)).Then("Conv", [b.Weights(4, 3, 3, 3)], Text("auto_pad", "SAME_UPPER"), Ints("strides", 2, 2)).Then("Transpose", null, Ints("perm", 0, 2, 3, 1))
            .Then("Add", [b.Weights(4)]).Then("Relu").Then("Transpose", null, Ints("perm", 0, 3, 1, 2)).Then("MaxPool", null, Ints("kernel_shape", 2, 2), Ints("strides", 2, 2)).Then("Transpose", null, Ints("perm", 0, 2, 3, 1))
            .Then("Reshape", [b.Indices(1, -1)]).Then("MatMul", [b.Weights(8, 5)]).Then("Add", [b.Weights(5)]).Then("Softmax")),
        ["NHWC: Pad before the Transpose"] = () => Start(1, 8, 6, 3, b => b.Then("Pad", [b.Indices(0, 1, 0, 0, 0, 1, 2, 0)]).Then("Transpose", null, Ints("perm", 0, 3, 1, 2)).Then("Conv", [b.Weights(4, 3, 3, 3)])),
        ["NHWC: one axis by Unsqueeze"] = () => Start(1, 12, 2, b => b.Then("Unsqueeze", [b.Indices(1)]).Then("Transpose", null, Ints("perm", 0, 3, 1, 2)).Then("Conv", [b.Weights(4, 2, 1, 3)]).Then("Transpose", null, Ints("perm", 0, 2, 3, 1)).Then("Squeeze", [b.Indices(1)]).Then("Relu").Then("ReduceMean", null, Ints("axes", 1), Int("keepdims", 0))),
        ["NHWC: join along the last axis"] = () => Start(1, 4, 4, 2, b => b.Then("Transpose", null, Ints("perm", 0, 3, 1, 2)) is var g ? g.Then("Conv", [g.Weights(3, 2, 1, 1)]).Then("Transpose", null, Ints("perm", 0, 2, 3, 1)).Then("Concat", ["x"], Int("axis", 3)) : b),
        ["Flatten channels first, then dense"] = () => Image(b => b.Then("Conv", [b.Weights(2, 3, 3, 3)]).Then("Flatten").Then("Gemm", [b.Weights(48, 3)])),
        ["Pad before MaxPool"] = () => Image(b => b.Then("Relu").Then("Pad", [b.Indices(0, 0, 1, 0, 0, 0, 0, 1)]).Then("MaxPool", null, Ints("kernel_shape", 2, 2))),
        ["Pad at the end"] = () => Image(b => b.Then("Relu").Then("Pad", [b.Indices(0, 0, 1, 0, 0, 0, 0, 2)])),
        ["Concat of channels"] = () => Image(b => b.Then("Conv", [b.Weights(2, 3, 1, 1)]).Then("Concat", ["x"], Int("axis", 1))),
        ["Concat of rows"] = () => Image(b => b.Then("Conv", [b.Weights(3, 3, 1, 1)]).Then("Concat", ["x"], Int("axis", 2))),
        ["Concat of flattened branches"] = () => Image(b => b.Then("Flatten") is var g ? g.From("x").Then("GlobalAveragePool").Then("Flatten").Then("Concat", ["v0"], Int("axis", 1)).Then("Gemm", [g.Weights(147, 3)]) : b),
        ["Slice of channels"] = () => Image(b => b.Then("Slice", [b.Indices(1), b.Indices(3), b.Indices(1)])),
        ["Slice of rows with a step"] = () => Image(b => b.Then("Slice", [b.Indices(1, 0), b.Indices(8, 5), b.Indices(2, 3), b.Indices(2, 1)])),
        ["Slice backwards"] = () => Start(1, 6, b => b.Then("Slice", [b.Indices(-1), b.Indices(-100), b.Indices(1), b.Indices(-1)]).Then("Gemm", [b.Weights(6, 3)])),
        ["Slice of features"] = () => Start(1, 10, b => b.Then("Slice", [b.Indices(2), b.Indices(7), b.Indices(1)]).Then("Gemm", [b.Weights(5, 3)])),
        ["Split and join the other way round"] = () => Start(1, 10, b => b.Then("Split", [b.Indices(4, 6)], Int("axis", 1)) is var g ? g.Also("second").Then("Concat", ["v1"], Int("axis", 1)) : b),
        ["Gather of columns"] = () => Start(1, 10, b => b.Then("Gather", [b.Indices(7, 1, 3)], Int("axis", 1)).Then("Relu")),
        ["Channels first in front of a dense layer"] = () => Start(1, 4, 12, b => b.Then("Conv", [b.Weights(6, 4, 3)]).Then("Relu").Then("MaxPool", null, Ints("kernel_shape", 2), Ints("strides", 2)).Then("Flatten").Then("Gemm", [b.Weights(30, 4)]).Then("Softmax")),
        ["QuantizeLinear and DequantizeLinear"] = () => Start(1, 6, b => b.Then("QuantizeLinear", [b.Filled(1.0 / 64)]).Then("DequantizeLinear", [b.Filled(1.0 / 64)]).Then("Gemm", [b.Weights(6, 4)])),
        ["Scaler and LinearClassifier"] = () => Start(1, 4, b => b.Then("ai.onnx.ml.Scaler", null, FloatList("offset", 1, 2, 3, 4), FloatList("scale", 0.5f, 2, 1, 1))
            .Then("ai.onnx.ml.LinearClassifier", null, FloatList("coefficients", 1, -2, 0.5f, 1, 2, 0.1f, -1, 0, 0.3f, 1, 1, -1), FloatList("intercepts", 0.1f, 0.2f, -0.3f), Ints("classlabels_ints", 0, 1, 2), Text("post_transform", "SOFTMAX")).Also("scores").Then("ai.onnx.ml.Normalizer", null, Text("norm", "L1"))),
        ["LinearClassifier of two classes"] = () => Start(1, 3, b => b.Then("ai.onnx.ml.LinearClassifier", null, FloatList("coefficients", 1, -2, 0.5f, -1, 2, -0.5f), FloatList("intercepts", 0.1f, -0.1f), Texts("classlabels_strings", "good", "bad"), Text("post_transform", "LOGISTIC")).Also("scores").Then("ai.onnx.ml.Normalizer", null, Text("norm", "L1"))),
        ["LinearClassifier of one score"] = () => Start(1, 3, b => b.Then("ai.onnx.ml.LinearClassifier", null, FloatList("coefficients", 1, -2, 0.5f), FloatList("intercepts", 0.1f), Ints("classlabels_ints", 0, 1), Text("post_transform", "LOGISTIC")).Also("scores")),
        ["LinearRegressor"] = () => Start(1, 3, b => b.Then("ai.onnx.ml.LinearRegressor", null, FloatList("coefficients", 1, -2, 0.5f, 0, 1, 1), FloatList("intercepts", 0.1f, 3), Int("targets", 2))),
    };

    /// <summary>All graphs, for tests that break them.</summary>
    internal static IEnumerable<ModelProto> All => Graphs.Values.Select(make => make());

    public static TheoryData<string> Names() => [.. Graphs.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_layers_and_the_image_compute_what_the_graph_computes(string name)
    {
        ModelGraph graph = new OnnxReader().Read(Graphs[name]().Bytes(), name + ".onnx");
        FloatNetwork network = new GraphLowering().Lower(graph);
        var random = new Random(7);
        int[] dims = graph.Inputs[0].Dims!;

        // A model that begins with an affine map is fed features: integers.
        bool features = network.Layers.Any(l => l is FloatAffine && l.Inputs[0] == network.Input);
        double Input() => features ? random.Next(-9, 10) : (float)(2 * random.NextDouble() - 1);
        double[][] rows = [.. Enumerable.Range(0, 40).Select(_ => Enumerable.Range(0, Tensor.Count(dims)).Select(_ => Input()).ToArray())];
        double[][] expected = [.. rows.Select(r => new FloatExecutor(graph).Run(new Tensor(ElementType.Float, dims, r))[0].Data)];
        for (int r = 0; r < rows.Length; r++)
        {
            double[] y = network.Run(rows[r]);
            Assert.Equal(expected[r].Length, y.Length);
            double worst = expected[r].Zip(y, (a, b) => Math.Abs(a - b) / (1 + Math.Abs(a))).Max();
            // A value held in int8 by the file itself may fall on the other side of a half.
            Assert.True(worst <= (name.StartsWith("Quantize", StringComparison.Ordinal) ? 0.05 : 1e-4), $"row {r}: {worst}");
        }

        double[][] fed = [.. rows.Select(r => Array.ConvertAll(network.InputOrder, i => r[i]))];
        QuantizedResult image = new Quantizer().Quantize(network, fed, new QuantizerOptions { Id = "small", Method = RangeMethod.MinMax, CorrectBias = false, Recipe = features ? [1] : [] });
        Assert.Equal(expected[0].Length, image.Model.Shapes()[^1].Count);
        double range = expected.Max(e => e.Max()) - expected.Min(e => e.Min());
        Assert.True(image.Agreement.RmsError <= 0.03 * range, $"rms error {image.Agreement.RmsError} over a range of {range}");
    }

    private static ModelProto Start(long a, long b, Func<GraphBuilder, GraphBuilder> make) => make(new GraphBuilder(3, a, b)).Model();

    private static ModelProto Start(long a, long b, long c, Func<GraphBuilder, GraphBuilder> make) => make(new GraphBuilder(3, a, b, c)).Model();

    private static ModelProto Start(long a, long b, long c, long d, Func<GraphBuilder, GraphBuilder> make) => make(new GraphBuilder(3, a, b, c, d)).Model();

    /// <summary>Three channels of 8 x 6.</summary>
    private static ModelProto Image(Func<GraphBuilder, GraphBuilder> make) => Start(1, 3, 8, 6, make);
}

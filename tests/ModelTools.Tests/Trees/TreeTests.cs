using AIoT.Embedded.ModelTools.Conversion;
using AIoT.Embedded.ModelTools.Conversion.Execution;
using AIoT.Embedded.ModelTools.Conversion.Graph;
using AIoT.Embedded.ModelTools.Conversion.Lowering;
using AIoT.Embedded.ModelTools.Conversion.Onnx;
using AIoT.Embedded.ModelTools.Conversion.Onnx.Wire;
using AIoT.Embedded.ModelTools.Conversion.Quantization;
using AIoT.Embedded.ModelTools.Conversion.Trees;
using AIoT.Embedded.ModelTools.Tests.Golden;
using AIoT.Embedded.ModelTools.Tests.Onnx;
using AIoT.Embedded.Tests.Common;
using static AIoT.Embedded.ModelTools.Tests.Onnx.SmallModels;

namespace AIoT.Embedded.ModelTools.Tests.Trees;

/// <summary>Trees: the image takes every row the way that the float model takes it.</summary>
public class TreeTests
{
    private const int Features = 6;

    private static ModelGraph Read(GraphBuilder b) => new OnnxReader().Read(b.Model().Bytes(), "trees.onnx");

    private static double[][] Rows(int seed, int count)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, Features).Select(_ => (double)random.Next(-110, 111)).ToArray())];
    }

    private static float[] Simplex(Random r, int n, float scale)
    {
        float[] p = [.. Enumerable.Range(0, n).Select(_ => (float)r.NextDouble())];
        float sum = p.Sum();
        return [.. p.Select(v => v / sum * scale)];
    }

    private static TreeResult Quantize(ModelGraph graph, double[][] rows) => new TreeQuantizer().Quantize(new TreeLowering().Lower(graph), rows, new QuantizerOptions { Id = "trees" });

    [Theory]
    [InlineData("NONE", 1f, 3)]
    [InlineData("SOFTMAX", 4f, 3)]
    [InlineData("NONE", 5f, 4)]
    [InlineData("LOGISTIC", 4f, 3)]
    public void A_forest_names_the_same_class_on_every_row(string transform, float scale, int classes)
    {
        const int trees = 12;
        var made = new RandomTrees(5, Features, classes) { Leaf = r => [.. Simplex(r, classes, scale / trees * (scale > 1 ? trees : 1)).Select(v => scale > 1 ? v - 1 : v)], Modes = ["BRANCH_LEQ", "BRANCH_LT", "BRANCH_GT", "BRANCH_GTE"] };
        GraphBuilder b = new GraphBuilder(1, -1, Features)
            .Then("ai.onnx.ml.Scaler", null, FloatList("offset", 1, 2, 3, 4, 5, 6), FloatList("scale", 0.7f, -1.3f, 1, 0.01f, 3, 1))
            .Then("ai.onnx.ml.TreeEnsembleClassifier", null, [.. made.Attributes(trees, 5, true), Text("post_transform", transform)]).Also("scores").Then("ai.onnx.ml.ZipMap");
        double[][] rows = Rows(3, 2000);
        ModelGraph graph = Read(b);
        TreeResult result = Quantize(graph, rows);
        Assert.True(result.Calibration.MaxError <= 0.01, $"{result.Calibration.MaxError}");

        // Softmax scores that come within half a step of each other (0.4 % here) are equal on the board.
        var runner = new IntegerRunner(result.Image);
        double[][] floats = new TreeLowering().Lower(graph).Run(rows);
        for (int r = 0; r < rows.Length; r++)
        {
            double[] scores = runner.Run(rows[r]), sorted = [.. floats[r].OrderDescending()];
            bool same = Array.IndexOf(scores, scores.Max()) == Array.IndexOf(floats[r], sorted[0]);
            Assert.True(same || (transform != "NONE" || scale > 1) && sorted[0] - sorted[1] < 0.02, $"row {r}");
        }
    }

    [Theory]
    [InlineData(true, "NONE")]
    [InlineData(false, "LOGISTIC")]
    [InlineData(false, "NONE")]
    public void One_score_speaks_for_two_classes(bool positive, string transform)
    {
        var made = new RandomTrees(9, Features, 2) { Leaf = r => [(float)(positive ? r.NextDouble() / 10 : 2 * r.NextDouble() - 1)], OneOutput = true };
        GraphBuilder b = new GraphBuilder(1, -1, Features).Then("ai.onnx.ml.TreeEnsembleClassifier", null, [.. made.Attributes(10, 4, true), Text("post_transform", transform)]).Also("scores");
        TreeResult result = Quantize(Read(b), Rows(4, 1000));
        Assert.InRange(result.Calibration.SameTop, 998, 1000);
        Assert.True(result.Calibration.MaxError <= 0.01, $"{result.Calibration.MaxError}");
    }

    [Theory]
    [InlineData("SUM")]
    [InlineData("AVERAGE")]
    public void Values_of_a_regressor_come_back_from_the_score(string aggregate)
    {
        var made = new RandomTrees(11, Features, 1) { Leaf = r => [(float)(300 * r.NextDouble() - 100)] };
        GraphBuilder b = new GraphBuilder(1, -1, Features).Then("ai.onnx.ml.TreeEnsembleRegressor", null, [.. made.Attributes(8, 4, false), Text("aggregate_function", aggregate), FloatList("base_values", 17)]);
        ModelGraph graph = Read(b);
        double[][] rows = Rows(6, 500);
        TreeResult result = Quantize(graph, rows);
        var runner = new IntegerRunner(result.Image);
        double[][] expected = new TreeLowering().Lower(graph).Run(rows);
        double step = (result.High - result.Low) / 32768;
        for (int r = 0; r < rows.Length; r++)
        {
            Assert.Equal(expected[r][0], result.Low + runner.Run(rows[r])[0] * (result.High - result.Low), 1.1 * step);
        }
    }

    [Fact]
    public void Thresholds_between_integers_and_on_them_fall_as_in_the_float_model()
    {
        var made = new RandomTrees(13, Features, 2) { Leaf = r => r.Next(2) == 0 ? [1, 0] : [0, 1], Modes = ["BRANCH_LEQ", "BRANCH_LT", "BRANCH_GT", "BRANCH_GTE"] };
        GraphBuilder b = new GraphBuilder(1, -1, Features).Then("ai.onnx.ml.TreeEnsembleClassifier", null, made.Attributes(1, 9, true)).Also("scores");
        TreeResult result = Quantize(Read(b), Rows(7, 4000));
        Assert.Equal(0, result.Calibration.MaxError);
    }

    [Fact]
    public void What_stands_around_trees_is_told_in_one_pass()
    {
        var made = new RandomTrees(5, Features, 3) { Leaf = r => Simplex(r, 3, 1), Modes = ["BRANCH_EQ"] };
        GraphBuilder b = new GraphBuilder(1, -1, Features).Then("Tanh").Then("ai.onnx.ml.TreeEnsembleClassifier", null, made.Attributes(2, 3, true)).Also("scores").Then("Exp");
        UnsupportedModelException e = Assert.Throws<UnsupportedModelException>(() => new TreeLowering().Lower(Read(b)));
        Assert.Equal(["Tanh", "ai.onnx.ml.TreeEnsembleClassifier", "Exp"], e.Issues.Select(i => i.Op));
    }

    [Theory]
    [InlineData("nodes_truenodeids", 99L)]
    [InlineData("nodes_truenodeids", 0L)]
    [InlineData("nodes_featureids", 77L)]
    [InlineData("class_ids", 5L)]
    [InlineData("class_nodeids", -1L)]
    public void Broken_trees_are_refused(string attribute, long value)
    {
        var made = new RandomTrees(5, Features, 3) { Leaf = r => Simplex(r, 3, 1) };
        AttributeProto[] attributes = made.Attributes(2, 3, true);
        attributes.Single(a => a.Name == attribute).Ints[0] = value;
        GraphBuilder b = new GraphBuilder(1, 1, Features).Then("ai.onnx.ml.TreeEnsembleClassifier", null, attributes).Also("scores");
        ModelGraph graph = Read(b);
        Assert.Throws<ModelFileException>(() => new FloatExecutor(graph).Run(new Tensor(ElementType.Float, [1, Features])));
        Assert.Throws<UnsupportedModelException>(() => new TreeLowering().Lower(graph));
    }

    [SkippableFact]
    public void A_scikit_learn_forest_names_the_class_that_ONNX_Runtime_names()
    {
        string path = TestData.Shared("models/sklearn_onnx/treeensembleclassifier.onnx");
        System.Text.Json.JsonElement golden = System.Text.Json.JsonDocument.Parse(File.ReadAllText(TestData.Shared("models/golden_ort1.23.2/sklearn_outputs.json"))).RootElement.GetProperty("out").GetProperty("treeensembleclassifier.onnx lcg[-3,3) seeds 1..100");
        ModelGraph graph = new OnnxReader().Read(File.ReadAllBytes(path), path);
        int features = graph.Inputs[0].Dims![^1];
        double[][] rows = [.. Enumerable.Range(1, 100).Select(seed => Lcg.Values((uint)seed, features, -3, 3))];
        TreeResult result = Quantize(graph, rows);
        var runner = new IntegerRunner(result.Image);
        for (int r = 0; r < rows.Length; r++)
        {
            int label = golden[r].GetProperty("label")[0].GetInt32();
            double[] probabilities = [.. golden[r].GetProperty("probabilities").EnumerateArray().Select(p => p.GetDouble())];
            IReadOnlyList<Tensor> y = new FloatExecutor(graph).Run(new Tensor(ElementType.Float, [1, features], rows[r]));
            Assert.Equal(label, y[0].Data[0]);
            Assert.Equal(probabilities, y[1].Data.Select(v => v), (a, b) => Math.Abs(a - b) < 1e-6);
            double[] scores = runner.Run(Array.ConvertAll(rows[r], v => (double)TreeQuantizer.ToInteger(v, result.InputShift)));
            Assert.Equal(label, Array.IndexOf(scores, scores.Max()));
            Assert.All(probabilities.Zip(scores), p => Assert.Equal(p.First, p.Second, 1e-4));
        }
    }
}

using System.Globalization;
using System.Text.Json;
using AIoT.Embedded.Inference;
using AIoT.Embedded.ModelTools.Conversion.Features;
using AIoT.Embedded.ModelTools.Conversion.Lowering;
using AIoT.Embedded.ModelTools.Conversion.Quantization;
using AIoT.Embedded.ModelTools.Image;
using AIoT.Embedded.Signal;
using AIoT.Embedded.Tests.Common;
using Xunit.Abstractions;

namespace AIoT.Embedded.ModelTools.Tests.Golden;

/// <summary>A published CWRU classifier (128-96-48-10), its weights as they are: raw windows through the board's features and its int8 network.</summary>
public class PublishedMlpTests(ITestOutputHelper log)
{
    [SkippableFact]
    public void Ten_published_windows_get_their_classes_from_the_board_s_integers()
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(TestData.Shared("models/xucenying_cwru_mlp/test_vectors.json")));
        JsonElement root = document.RootElement;
        double mean = Number(root, "FE_MEAN"), deviation = Number(root, "FE_STD");
        FeatureRecipe recipe = RecipeLibrary.Find("spectrum-128");
        var extractor = new FeatureExtractor(recipe, 3_906_250);
        var rows = new List<double[]>();
        foreach (JsonElement window in root.GetProperty("kRawWindows").EnumerateArray())
        {
            var features = new int[128];
            extractor.Process([.. window.EnumerateArray().Select(v => (short)v.GetDouble())], 0, features);
            rows.Add(Array.ConvertAll(features, v => (double)v));
        }

        FloatNetwork network = Network(mean, deviation);
        QuantizedResult result = new Quantizer().Quantize(network, rows, new QuantizerOptions { Id = "cwru-mlp", Recipe = recipe.ToBytes(), Split = SplitKind.Random });
        var runner = new IntegerRunner(result.Image);
        int[] expected = [.. root.GetProperty("kTestExpected").EnumerateArray().Select(v => v.GetInt32())];
        int[] classes = [.. rows.Select(r => runner.Run(r)).Select(y => Array.IndexOf(y, y.Max()))];
        log.WriteLine($"image {result.Image.Length} bytes, largest score error against float {result.Agreement.MaxError:F4}");
        Assert.Equal(expected, classes);
    }

    /// <summary>features in log2 Q8 -> natural logarithm -> (x - mean) / deviation -> 96 -> 48 -> 10 -> softmax.</summary>
    private static FloatNetwork Network(double mean, double deviation)
    {
        var weights = new TfliteWeights(File.ReadAllBytes(TestData.Shared("models/xucenying_cwru_mlp/ml/model_fp32.tflite")));
        NetworkValue[] values = [.. new[] { 128, 128, 96, 48, 10, 10 }.Select((n, i) => new NetworkValue(i, $"value {i}", TensorShape.Vector(n)))];
        FloatDense Dense(int i, bool relu) => new()
        {
            Name = $"dense {i}",
            Inputs = [values[i]],
            Output = values[i + 1],
            Weights = Array.ConvertAll(weights.Tensor(values[i + 1].Shape.Count, values[i].Shape.Count), v => (double)v),
            Bias = Array.ConvertAll(weights.Tensor(values[i + 1].Shape.Count), v => (double)v),
            Low = relu ? 0 : double.NegativeInfinity,
        };
        return new FloatNetwork
        {
            File = "model_fp32.tflite",
            Name = "cwru",
            Input = values[0],
            Output = values[5],
            Layers =
            [
                new FloatAffine
                {
                    Name = "normalise",
                    Inputs = [values[0]],
                    Output = values[1],
                    Scale = [.. Enumerable.Repeat(Math.Log(2) / 256 / deviation, 128)],
                    Offset = [.. Enumerable.Repeat(-mean / deviation, 128)],
                },
                Dense(1, relu: true),
                Dense(2, relu: true),
                Dense(3, relu: false),
                new FloatSoftmax { Name = "softmax", Inputs = [values[4]], Output = values[5] },
            ],
            InputOrder = [.. Enumerable.Range(0, 128)],
            OutputOrder = [.. Enumerable.Range(0, 10)],
            Folded = [],
            SourceSha256 = new byte[32],
            Metadata = new Dictionary<string, string>(),
        };
    }

    private static double Number(JsonElement root, string name) => double.Parse(root.GetProperty(name).GetString()!.TrimEnd('f'), CultureInfo.InvariantCulture);
}

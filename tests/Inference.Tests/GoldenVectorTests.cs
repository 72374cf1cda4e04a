using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using AIoT.Embedded.Inference;
using AIoT.Embedded.Inference.Tests.Reference;
using AIoT.Embedded.ModelTools.Image;
using AIoT.Embedded.Tests.Common;

namespace AIoT.Embedded.Inference.Tests;

/// <summary>
/// The vectors in tests/vectors/inference: for every kernel the parameters in plain numbers, the image that holds them, inputs and
/// outputs. The plain executor made the outputs; <c>AIOT_WRITE_VECTORS=1</c> writes the files again.
/// </summary>
public class GoldenVectorTests
{
    private static readonly JsonSerializerOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter() },
    };

    private static readonly string Folder = TestData.InRepository("tests/vectors/inference");

    public static TheoryData<string> Kernels => [.. Makers.Keys];

    private static Dictionary<string, Func<RandomModels, ModelDescription>> Makers { get; } = new(StringComparer.Ordinal)
    {
        ["normalize"] = r => Model(TensorShape.Vector(6), TensorType.Features, new NormalizeLayer { Offsets = r.Input(6, TensorType.Features), Multipliers = [.. Enumerable.Range(0, 6).Select(_ => r.Next(0, (1 << 30) - 1))], Shift = r.Next(20, 45), ZeroPoint = r.ZeroPoint(), Clip = r.Clip() }),
        ["dense"] = r => Model(TensorShape.Vector(13), TensorType.Int8, DenseTests.Layer(r, 13, 5, TensorType.Int8)),
        ["dense-wide"] = r => Model(TensorShape.Vector(50), TensorType.Int8, DenseTests.Layer(r, 50, 3, TensorType.Int8)),
        ["dense-int16"] = r => Model(TensorShape.Vector(9), TensorType.Int16, DenseTests.Layer(r, 9, 4, TensorType.Int16)),
        ["conv1d"] = r => ConvolutionTests.Convolution(r, false, TensorType.Int8, TensorType.Int8)!,
        ["conv2d"] = r => ConvolutionTests.Convolution(r, true, TensorType.Int8, TensorType.Int8)!,
        ["depthwise-conv1d"] = r => ConvolutionTests.Depthwise(r, false)!,
        ["depthwise-conv2d"] = r => ConvolutionTests.Depthwise(r, true)!,
        ["max-pool"] = r => PoolingTests.Pool(r, (window, type) => new MaxPoolLayer { Window = window, Clip = r.Clip(type), OutputType = type })!,
        ["average-pool"] = r => PoolingTests.Pool(r, (window, type) => new AveragePoolLayer { Window = window, InputZeroPoint = r.ZeroPoint(type), ZeroPoint = r.ZeroPoint(type), Requantization = AveragePoolLayer.For(window, 1.25), OutputType = type })!,
        ["add"] = r => Model(TensorShape.Vector(7), TensorType.Int8, Rescale(r, TensorType.Int8), new AddLayer { Inputs = [0, 1], ZeroPointA = r.ZeroPoint(), ZeroPointB = r.ZeroPoint(), ZeroPoint = r.ZeroPoint(), MultiplierA = r.Next(-1_000_000, 1_000_000), MultiplierB = r.Next(1, 1_000_000), Shift = 20, Clip = r.Clip() }),
        ["concatenate"] = r => Model(new TensorShape(2, 2, 3), TensorType.Int8, Rescale(r, TensorType.Int8), new ConcatenateLayer { Axis = r.Next(0, 2), Inputs = [0, 1, 0] }),
        ["reshape"] = r => Model(new TensorShape(2, 3, 2), TensorType.Int8, new ReshapeLayer { Shape = TensorShape.Vector(12) }),
        ["sigmoid"] = r => Model(TensorShape.Vector(8), TensorType.Int8, LookupLayer.Sigmoid(0.05, r.ZeroPoint())),
        ["tanh"] = r => Model(TensorShape.Vector(8), TensorType.Int8, LookupLayer.Tanh(0.02, r.ZeroPoint())),
        ["leaky-relu"] = r => Model(TensorShape.Vector(8), TensorType.Int8, LookupLayer.LeakyRelu(0.125, 0.05, r.ZeroPoint(), 0.05, r.ZeroPoint())),
        ["rescale"] = r => Model(TensorShape.Vector(8), TensorType.Int16, Rescale(r, TensorType.Int8)),
        ["softmax"] = r => Model(TensorShape.Vector(5), TensorType.Int8, SoftmaxLayer.ForScale(r.Next(1, 100) * 0.01)),
        ["scores"] = r => Model(TensorShape.Vector(4), TensorType.Int8, new ScoresLayer { InputZeroPoint = r.ZeroPoint(), Requantization = Requantization.FromFactors(r.Next(1, 30000) * 0.01) }),
        ["reconstruction-error"] = r => Model(TensorShape.Vector(10), TensorType.Int8, Rescale(r, TensorType.Int8), ReconstructionErrorLayer.For([0, 1], 0.05, r.ZeroPoint(), 0.04, r.ZeroPoint(), 10, 20)),
        ["network"] = r => SampleModels.Series(r.Next(1, 1000)),
        ["trees"] = r => TreeTests.Model(r, r.Coin()),
        ["distance"] = r => DistanceTests.Model(r, r.Coin()),
    };

    [Theory]
    [MemberData(nameof(Kernels))]
    public void The_engine_gives_the_golden_outputs(string kernel)
    {
        string path = Path.Combine(Folder, kernel + ".json");
        string expected = Text(kernel);
        if (Environment.GetEnvironmentVariable("AIOT_WRITE_VECTORS") == "1")
        {
            Directory.CreateDirectory(Folder);
            File.WriteAllText(path, expected);
        }

        string text = File.ReadAllText(path);
        Assert.True(text == expected, $"{path} is not what the plain formulas give; AIOT_WRITE_VECTORS=1 writes it again");

        using JsonDocument document = JsonDocument.Parse(text);
        foreach (JsonElement model in document.RootElement.GetProperty("models").EnumerateArray())
        {
            byte[] bytes = Convert.FromHexString(model.GetProperty("image").GetString()!);
            ModelImage image = ModelImage.Parse(bytes, bytes.Length);
            foreach (int budget in new[] { 0, int.MaxValue })
            {
                var engine = new Engine(image, budget);
                var scores = new int[image.OutputCount];
                foreach (JsonElement vector in model.GetProperty("vectors").EnumerateArray())
                {
                    engine.Run(vector.GetProperty("input").Deserialize<int[]>()!, scores);
                    KernelChecks.Same(vector.GetProperty("output").Deserialize<int[]>()!, scores, $"{kernel}, budget {budget}");
                }
            }
        }
    }

    private static string Text(string kernel)
    {
        var models = new List<string>();
        for (int seed = 1; models.Count < 3; seed++)
        {
            if (Described(kernel, seed) is { } text)
            {
                models.Add(text);
            }
        }

        return $$"""
            {"contract": "model image 1, arithmetic 1", "kernel": "{{kernel}}", "models": [
            {{string.Join(",\n", models)}}
            ]}

            """;
    }

    private static string? Described(string kernel, int seed)
    {
        var random = new RandomModels(seed);
        if (Makers[kernel](random) is not { } model)
        {
            return null;
        }

        byte[] image;
        try
        {
            image = model switch
            {
                QuantizedModel network => ModelImageWriter.Write(network),
                TreeModel trees => ModelImageWriter.Write(trees),
                _ => ModelImageWriter.Write((DistanceModel)model),
            };
        }
        catch (InvalidModelException)
        {
            // Random biases that could overflow: the next seed.
            return null;
        }

        ModelImage read = ModelImage.Parse(image, image.Length);
        var vectors = new List<string>();
        for (int i = 0; i < 4; i++)
        {
            int[] input = model switch
            {
                TreeModel => [.. Enumerable.Range(0, read.InputCount).Select(_ => random.Next(-110, 110))],
                QuantizedModel network => random.Input(read.InputCount, network.InputType),
                _ => random.Input(read.InputCount, TensorType.Features),
            };
            int[] output = model switch
            {
                QuantizedModel network => PlainExecutor.Run(network, input),
                TreeModel trees => PlainScorers.Trees(trees, input),
                _ => [PlainScorers.Distance((DistanceModel)model, input)],
            };
            vectors.Add($$"""{"input": {{JsonSerializer.Serialize(input)}}, "output": {{JsonSerializer.Serialize(output)}}}""");
        }

        return $$"""
            {"description": {{Parameters(model)}},
             "image": "{{Convert.ToHexStringLower(image)}}",
             "vectors": [
              {{string.Join(",\n  ", vectors)}}]}
            """;
    }

    private static string Parameters(ModelDescription model) => model is QuantizedModel network
        ? $$"""{"inputShape": {{JsonSerializer.Serialize(network.InputShape, Options)}}, "inputType": "{{network.InputType}}", "layers": [{{string.Join(", ", network.Layers.Select(l => JsonSerializer.Serialize(l, l.GetType(), Options)))}}]}"""
        : model is DistanceModel ? JsonSerializer.Serialize(model, model.GetType(), Options) : "\"trees in the image\"";

    private static QuantizedModel Model(TensorShape shape, TensorType type, params QuantizedLayer[] layers) => RandomModels.Model(shape, type, layers);

    private static RescaleLayer Rescale(RandomModels random, TensorType to) => new()
    {
        InputZeroPoint = random.ZeroPoint(to),
        ZeroPoint = random.ZeroPoint(to),
        Requantization = Requantization.FromFactors(random.Next(1, 300) * 0.01),
        OutputType = to,
    };
}

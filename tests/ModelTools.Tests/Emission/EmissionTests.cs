using AIoT.Embedded.Inference;
using AIoT.Embedded.Inference.Tests;
using AIoT.Embedded.ModelTools.Cli.Verification;
using AIoT.Embedded.ModelTools.Conversion.Emission;
using AIoT.Embedded.ModelTools.Image;
using AIoT.Embedded.Tests.Common;

namespace AIoT.Embedded.ModelTools.Tests.Emission;

/// <summary>Generated straight-line code gives the engine's integers, whatever the model.</summary>
public class EmissionTests
{
    private static void Agree(QuantizedModel model, int inputs, int seed)
    {
        byte[] image = ModelImageWriter.Write(model);
        ModelImage parsed = ModelImage.Parse(image, image.Length);
        var engine = new Engine(parsed, 0);
        GeneratedModel generated = GeneratedModel.Of(ImageDecoder.Decode(parsed));
        var random = new RandomModels(seed);
        for (int run = 0; run < inputs; run++)
        {
            int[] x = random.Input(parsed.InputCount, model.InputType);
            int[] expected = new int[parsed.OutputCount], actual = new int[parsed.OutputCount];
            engine.Run(x, expected);
            generated.Run(x, actual);
            Assert.True(expected.AsSpan().SequenceEqual(actual), $"seed {seed}, run {run}: [{string.Join(",", actual)}] expected [{string.Join(",", expected)}]");
        }
    }

    private static DenseLayer Dense(RandomModels random, int taps, int units, ClipRange? clip, int zeroPoint) => new()
    {
        Weights = random.Weights(taps * units),
        Bias = random.Biases(units),
        Requantization = random.Scales(units, taps),
        Clip = clip,
        ZeroPoint = zeroPoint,
    };

    [Fact]
    public void A_dense_stack_gives_the_engine_s_integers()
    {
        int models = TestData.LongMode ? 2000 : 8;
        for (int i = 0; i < models; i++)
        {
            int seed = TestData.Seed + i;
            var random = new RandomModels(seed);
            int[] widths = [.. Enumerable.Range(0, random.Next(2, 5)).Select(_ => random.Next(1, 40))];
            QuantizedLayer[] layers = [.. widths.Skip(1).Select((units, l) => Dense(random, widths[l], units, random.Clip(), random.ZeroPoint()))];
            Agree(RandomModels.Model(TensorShape.Vector(widths[0]), TensorType.Int8, layers), TestData.LongMode ? 500 : 60, seed);
        }
    }

    [Fact]
    public void A_classifier_of_features_gives_the_engine_s_scores()
    {
        for (int i = 0; i < (TestData.LongMode ? 500 : 6); i++)
        {
            int seed = TestData.Seed + 7000 + i;
            var random = new RandomModels(seed);
            int features = random.Next(1, 40), hidden = random.Next(1, 30), classes = random.Next(2, 6);
            int shift = random.Next(1, 40);
            var normalize = new NormalizeLayer
            {
                Offsets = [.. Enumerable.Range(0, features).Select(_ => random.Next(-5000, 5000))],
                Multipliers = [.. Enumerable.Range(0, features).Select(_ => random.Next(0, (1 << 30) - 1))],
                Shift = shift,
                ZeroPoint = random.ZeroPoint(),
                Clip = random.Clip(),
            };
            Agree(RandomModels.Model(TensorShape.Vector(features), TensorType.Features,
                normalize,
                Dense(random, features, hidden, new ClipRange(-128, 127), -128),
                Dense(random, hidden, classes, null, random.ZeroPoint()),
                new SoftmaxLayer { Ratio = random.Next(1, int.MaxValue - 1) }), 40, seed);
        }
    }

    [Fact]
    public void Tables_sums_joins_and_reconstruction_errors_give_the_engine_s_scores()
    {
        for (int i = 0; i < (TestData.LongMode ? 300 : 5); i++)
        {
            int seed = TestData.Seed + 9000 + i;
            var random = new RandomModels(seed);
            int n = random.Next(2, 20);
            var normalize = new NormalizeLayer
            {
                Offsets = [.. Enumerable.Range(0, n).Select(_ => random.Next(-5000, 5000))],
                Multipliers = [.. Enumerable.Range(0, n).Select(_ => random.Next(1, 1 << 20))],
                Shift = 20,
            };
            LookupLayer tanh = LookupLayer.Tanh(0.03, 3) with { Inputs = [1] };
            var add = new AddLayer { Inputs = [1, 2], ZeroPointA = 0, ZeroPointB = 5, MultiplierA = random.Next(1, 1 << 30), MultiplierB = -random.Next(1, 1 << 30), Shift = 30, ZeroPoint = -7 };
            var join = new ConcatenateLayer { Inputs = [3, 1], Axis = 2 };
            DenseLayer dense = Dense(random, 2 * n, n, null, 3);
            var rescale = new RescaleLayer { InputZeroPoint = 3, ZeroPoint = 9, Requantization = Requantization.FromFactors(1.37) };
            var error = ReconstructionErrorLayer.For([1, 6], 0.02, 0, 0.03, 9, n, 4);
            Agree(RandomModels.Model(TensorShape.Vector(n), TensorType.Features, normalize, tanh, add, join, dense, rescale, error), 40, seed);
        }
    }

    [Fact]
    public void Convolutions_pools_and_sums_give_the_engine_s_integers()
    {
        for (int i = 0; i < (TestData.LongMode ? 200 : 4); i++)
        {
            int seed = TestData.Seed + 11000 + i;
            var random = new RandomModels(seed);
            TensorType middle = random.Coin() ? TensorType.Int16 : TensorType.Int8;
            int bits = middle == TensorType.Int16 ? 16 : 8, channels = random.Next(1, 4), units = random.Next(1, 7);
            var input = new TensorShape(random.Next(4, 7), random.Next(4, 8), channels);
            var window = new WindowGeometry { KernelHeight = 3, KernelWidth = 3, PadTop = 1, PadLeft = 1, PadBottom = 1, PadRight = 1, StrideWidth = random.Next(1, 2) };
            var conv = new ConvolutionLayer { Weights = random.Weights(9 * channels * units), Bias = random.Biases(units), Requantization = random.Scales(units, 9 * channels, bits), Window = window, Plane = true, InputZeroPoint = random.ZeroPoint(), ZeroPoint = random.ZeroPoint(middle), Clip = random.Clip(middle), OutputType = middle };
            var depthwise = new DepthwiseLayer { Weights = random.Weights(9 * units), Bias = random.SmallBiases(units), Requantization = random.Scales(units, 9), Window = window with { StrideWidth = 1 }, Plane = true, InputZeroPoint = random.ZeroPoint(middle), ZeroPoint = 3, Clip = random.Clip() };
            var point = new ConvolutionLayer { Weights = random.Weights(units * units), Bias = random.Biases(units), Requantization = random.Scales(units, units), Window = new WindowGeometry { KernelWidth = 1 }, Plane = true, ZeroPoint = -5 };
            var add = new AddLayer { Inputs = [2, 3], ZeroPointA = 3, ZeroPointB = -5, MultiplierA = random.Next(1, 1 << 30), MultiplierB = random.Next(1, 1 << 30), Shift = 30, ZeroPoint = -7, Clip = random.Clip() };
            var max = new MaxPoolLayer { Window = new WindowGeometry { KernelHeight = 2, KernelWidth = 2, StrideHeight = 2, StrideWidth = 2 } };
            var mean = new AveragePoolLayer { Window = new WindowGeometry { KernelHeight = 2, KernelWidth = 2, PadLeft = 1 }, InputZeroPoint = -7, Requantization = AveragePoolLayer.For(new WindowGeometry { KernelHeight = 2, KernelWidth = 2, PadLeft = 1 }, 1.1), ZeroPoint = 4 };
            QuantizedModel start = RandomModels.Model(input, TensorType.Int8, conv, depthwise, point, add, max, mean);
            int left = start.Shapes()[^1].Count;
            QuantizedLayer last = new DenseLayer { Weights = random.Weights(left * 3), Bias = random.Biases(3), Requantization = random.Scales(3, left, bits), ZeroPoint = random.ZeroPoint(middle), OutputType = middle };
            QuantizedLayer[] tail = random.Coin() ? [last] : [last, SoftmaxLayer.ForScale(middle == TensorType.Int16 ? 0.001 : 0.1, middle)];
            Agree(start with { Layers = [.. start.Layers, .. tail] }, 30, seed);
        }
    }

    [Fact]
    public void A_layer_too_large_for_one_method_is_split_and_gives_the_same()
    {
        var random = new RandomModels(TestData.Seed);
        Agree(RandomModels.Model(TensorShape.Vector(150), TensorType.Int8, Dense(random, 150, 60, null, -128), Dense(random, 60, 9, null, 5)), 20, TestData.Seed);
    }

    [Fact]
    public void Weights_in_arrays_of_large_models_and_long_rows_give_the_same()
    {
        var random = new RandomModels(TestData.Seed);
        DenseLayer large = Dense(random, 700, 180, null, 4), last = Dense(random, 180, 7, null, 5);
        Agree(RandomModels.Model(TensorShape.Vector(700), TensorType.Int8, large, last), 20, TestData.Seed);
        var image = new TensorShape(3, 5, 300);
        var window = new WindowGeometry { KernelHeight = 3, KernelWidth = 3, PadTop = 1, PadLeft = 1 };
        var conv = new ConvolutionLayer { Weights = random.Weights(2700 * 6), Bias = random.Biases(6), Requantization = random.Scales(6, 2700), Window = window, Plane = true, InputZeroPoint = 7, ZeroPoint = -3, Clip = random.Clip() };
        Agree(RandomModels.Model(image, TensorType.Int8, conv), 10, TestData.Seed);

        // Too long for a method of constants, although the model is small.
        Agree(RandomModels.Model(TensorShape.Vector(6000), TensorType.Int8, Dense(random, 6000, 4, null, 1)), 5, TestData.Seed);
    }

    [Fact]
    public void Raw_int16_inputs_are_taken_as_they_are()
    {
        for (int i = 0; i < 8; i++)
        {
            int seed = TestData.Seed + 13000 + i;
            var random = new RandomModels(seed);
            int taps = random.Next(2, 60), units = random.Next(2, 9);
            DenseLayer dense = Dense(random, taps, units, null, random.ZeroPoint());
            QuantizedLayer[] tail = random.Coin() ? [] : [SoftmaxLayer.ForScale(0.1, TensorType.Int8)];
            Agree(RandomModels.Model(TensorShape.Vector(taps), TensorType.Int16, [dense with { Requantization = Requantization.FromFactors(1.0 / (taps * 30000)) }, .. tail]), 30, seed);
        }
    }

    [Fact]
    public void A_decoded_image_is_written_as_the_same_bytes()
    {
        var random = new RandomModels(TestData.Seed);
        var window = new WindowGeometry { KernelHeight = 3, KernelWidth = 3, PadTop = 1, PadLeft = 1, PadBottom = 1, PadRight = 1, StrideWidth = 2 };
        var conv = new ConvolutionLayer { Weights = random.Weights(3 * 3 * 2 * 4), Bias = random.Biases(4), Requantization = random.Scales(4, 18), Window = window, Plane = true, InputZeroPoint = -5, ZeroPoint = 3 };
        var depthwise = new DepthwiseLayer { Weights = random.Weights(3 * 3 * 4), Bias = random.Biases(4), Requantization = random.Scales(4, 9), Window = window with { StrideWidth = 1 }, Plane = true, InputZeroPoint = 3, ZeroPoint = -128 };
        var pool = new AveragePoolLayer { Window = new WindowGeometry { KernelHeight = 6, KernelWidth = 3 }, InputZeroPoint = -128, Requantization = Requantization.FromFactors(1.0 / 18), ZeroPoint = -128 };
        QuantizedModel model = RandomModels.Model(new TensorShape(6, 6, 2), TensorType.Int8, conv, depthwise, pool, Dense(random, 4, 3, null, 1), new SoftmaxLayer { Ratio = 2_000_000_000 });
        byte[] image = ModelImageWriter.Write(model);
        Assert.Equal(image, ModelImageWriter.Write(ImageDecoder.Decode(ModelImage.Parse(image, image.Length))));
    }

    [Fact]
    public async Task Emitted_projects_build()
    {
        var random = new RandomModels(TestData.Seed);
        var window = new WindowGeometry { KernelHeight = 3, KernelWidth = 3, PadTop = 1, PadLeft = 1, PadBottom = 1, PadRight = 1 };
        var conv = new ConvolutionLayer { Weights = random.Weights(9 * 8 * 64), Bias = random.Biases(64), Requantization = random.Scales(64, 72), Window = window, Plane = true };
        var second = new ConvolutionLayer { Weights = random.Weights(64 * 9 * 40), Bias = random.Biases(40), Requantization = random.Scales(40, 576), Window = window, Plane = true, OutputType = TensorType.Int16 };
        QuantizedModel model = RandomModels.Model(new TensorShape(4, 4, 8), TensorType.Int8, conv, second);
        var options = new EmitOptions { ClassName = "Large" };
        IReadOnlyList<EmittedFile> files = new CSharpEmitter().Emit(model, options);
        Assert.Contains(files, f => f.Path.Contains("Part1", StringComparison.Ordinal));
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            foreach (EmittedFile file in (EmittedFile[])[.. files, .. ProjectFiles.Of(files, options, "large")])
            {
                string path = Path.Combine(folder, file.Path);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                await File.WriteAllTextAsync(path, file.Text);
            }

            using var build = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("dotnet", ["build", Path.Combine(folder, "Large.csproj"), "-c", "Release", "--nologo", "-v", "quiet", "-nodeReuse:false"]) { RedirectStandardOutput = true, WorkingDirectory = folder })!;
            string output = await build.StandardOutput.ReadToEndAsync();
            await build.WaitForExitAsync();
            Assert.True(build.ExitCode == 0, output);
            string[] assemblies = [.. Directory.GetFiles(Path.Combine(folder, "bin", "Release", "net10.0"), "AIoT.Embedded.Models.Large*.dll")];
            Assert.True(assemblies.Length >= 2, string.Join(", ", assemblies));
            Assert.All(assemblies, a => Assert.True(new FileInfo(a).Length < 96 * 1024, $"{a}: {new FileInfo(a).Length} bytes"));
            Assert.All(Directory.GetFiles(folder, "*.nfproj", SearchOption.AllDirectories), p => System.Xml.Linq.XDocument.Load(p));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}

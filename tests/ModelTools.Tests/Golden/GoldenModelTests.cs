using System.Buffers.Binary;
using System.Text.Json;
using AIoT.Embedded.ModelTools.Cli.Verification;
using AIoT.Embedded.ModelTools.Conversion.Graph;
using AIoT.Embedded.ModelTools.Conversion.Lowering;
using AIoT.Embedded.ModelTools.Conversion.Onnx;
using AIoT.Embedded.ModelTools.Conversion.Quantization;
using AIoT.Embedded.Tests.Common;
using Xunit.Abstractions;

namespace AIoT.Embedded.ModelTools.Tests.Golden;

/// <summary>Models that other people quantized, in the firmware's engine against what ONNX Runtime 1.23.2 gave for them.</summary>
public class GoldenModelTests(ITestOutputHelper log)
{
    private static FloatNetwork Load(string file)
    {
        string path = TestData.Shared(file);
        return new GraphLowering().Lower(new OnnxReader().Read(File.ReadAllBytes(path), path));
    }

    private static double[] Floats(string file) => [.. Floats32(file).Select(v => (double)v)];

    private static float[] Floats32(string file)
    {
        byte[] bytes = File.ReadAllBytes(TestData.Shared(file));
        return [.. Enumerable.Range(0, bytes.Length / 4).Select(i => BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(4 * i)))];
    }

    private static IntegerRunner Runner(QuantizedResult result) => new(result.Image, result.InputScale, result.OutputScale);

    private static QuantizedResult Quantize(FloatNetwork network, List<double[]> rows) =>
        new Quantizer().Quantize(network, [.. rows.Select(r => Array.ConvertAll(network.InputOrder, i => r[i]))], new QuantizerOptions { Id = "golden", MaxDrop = 0.005 });

    [SkippableFact]
    public void The_mlperf_tiny_autoencoder_gives_the_golden_anomaly_scores()
    {
        float[] features = Floats32("models/mlperf_tiny_ref/ad01_normal_id_01_00000000.f32");
        double[] golden = Floats("models/golden_ort1.23.2/ad_deep_autoencoder.196x640.opt-disabled.f32");
        FloatNetwork network = Load("models/mlperf_tiny_onnx/v1.3/ad/K1_BOARD_V1.0/models/deep_autoencoder.onnx");
        List<double[]> rows = [.. Enumerable.Range(0, 196).Select(w => features[(w * 128)..(w * 128 + 640)].Select(v => (double)v).ToArray())];
        QuantizedResult result = Quantize(network, rows);
        IntegerRunner runner = Runner(result);
        double worst = 0, worstElement = 0;
        for (int w = 0; w < rows.Count; w++)
        {
            double[] y = runner.Run(rows[w]);
            double own = 0, theirs = 0;
            for (int i = 0; i < 640; i++)
            {
                double g = golden[w * 640 + i];
                own += (rows[w][i] - y[i]) * (rows[w][i] - y[i]) / 640;
                theirs += (rows[w][i] - g) * (rows[w][i] - g) / 640;
                worstElement = Math.Max(worstElement, Math.Abs(y[i] - g));
            }

            worst = Math.Max(worst, Math.Abs(own - theirs) / theirs);
        }

        log.WriteLine($"largest relative difference of a score {worst:E2}, of an element {worstElement / result.OutputScale!.Scale:F2} steps");
        Assert.True(worst <= 1e-3, $"{worst}");
    }

    [SkippableFact]
    public void The_keyword_model_gives_the_golden_probabilities()
    {
        using JsonDocument file = JsonDocument.Parse(File.ReadAllText(TestData.Shared("models/golden_ort1.23.2/synthetic_lcg_outputs.json")));
        JsonElement kws = file.RootElement.GetProperty("cases").EnumerateArray().First(c => c.GetProperty("name").GetString() == "kws_int8");
        double[][] golden = [.. kws.GetProperty("outputs").EnumerateArray().Select(o => o.EnumerateArray().Select(v => v.GetDouble()).ToArray())];
        FloatNetwork network = Load("models/" + kws.GetProperty("model").GetString());
        List<double[]> rows = [.. Enumerable.Range(1, golden.Length).Select(s => Lcg.Values((uint)s, 490, kws.GetProperty("lo").GetDouble(), kws.GetProperty("hi").GetDouble()))];
        QuantizedResult result = Quantize(network, rows);
        IntegerRunner runner = Runner(result);
        double worst = 0;
        for (int r = 0; r < rows.Count; r++)
        {
            double[] y = runner.Run(Array.ConvertAll(network.InputOrder, i => rows[r][i]));
            Assert.Equal(Array.IndexOf(golden[r], golden[r].Max()), Array.IndexOf(y, y.Max()));
            worst = Math.Max(worst, golden[r].Zip(y, (a, b) => Math.Abs(a - b)).Max());
        }

        log.WriteLine($"largest difference of a probability {worst:E2}");
        Assert.True(worst <= 0.02, $"{worst}");
    }

    /// <summary>
    /// There is no recorded speech here: ONNX Runtime's outputs are there for 8 rows of random numbers. The others are made: smooth courses of
    /// coefficients of the size that speech has, with one of the 8, shifted in time, as noise upon them. ONNX Runtime itself says what the model makes
    /// of them; most are noise to it too.
    /// </summary>
    [SkippableFact]
    public void The_keyword_model_names_what_ONNX_Runtime_names_on_made_up_courses_of_coefficients()
    {
        using JsonDocument file = JsonDocument.Parse(File.ReadAllText(TestData.Shared("models/golden_ort1.23.2/synthetic_lcg_outputs.json")));
        JsonElement kws = file.RootElement.GetProperty("cases").EnumerateArray().First(c => c.GetProperty("name").GetString() == "kws_int8");
        string path = "models/" + kws.GetProperty("model").GetString();
        double low = kws.GetProperty("lo").GetDouble(), high = kws.GetProperty("hi").GetDouble();
        FloatNetwork network = Load(path);
        var random = new Random(5);
        List<double[]> golden = [.. Enumerable.Range(1, 8).Select(s => Lcg.Values((uint)s, 490, low, high))], rows = [];
        for (int i = 0; i < 240; i++)
        {
            double[] from = golden[i % golden.Count];
            int shift = 10 * random.Next(49), waves = random.Next(1, 7);
            double level = 2 * random.NextDouble() - 1, strength = random.NextDouble(), decay = 3 * random.NextDouble(), phase = 6.28 * random.NextDouble(), skew = 2 * random.NextDouble() - 1;
            rows.Add([.. Enumerable.Range(0, 490).Select(k =>
            {
                int t = k / 10, c = k % 10;
                double course = c == 0 ? 2 * level : 2 * Math.Exp(-c * decay) * (level + strength * Math.Sin(waves * t / 8.0 + phase + 3 * c * skew));
                return Math.Clamp(30 * course + 0.08 * from[(k + shift) % 490], low, high);
            })]);
        }

        QuantizedResult result = Quantize(network, golden);
        IntegerRunner runner = Runner(result);
        using OnnxReference reference = OnnxReference.Load(TestData.Shared(path), network.Output.Name);
        int same = 0;
        var classes = new HashSet<int>();
        foreach (double[] row in rows)
        {
            double[] theirs = reference.Run(row), y = runner.Run(Array.ConvertAll(network.InputOrder, i => row[i]));
            int top = Array.IndexOf(theirs, theirs.Max());
            classes.Add(top);
            same += Array.IndexOf(y, y.Max()) == top ? 1 : 0;
        }

        log.WriteLine($"same class on {same} of {rows.Count}, {classes.Count} classes among them");
        Assert.True(classes.Count >= 3);
        Assert.True(same >= 0.99 * rows.Count, $"{same} of {rows.Count}");
    }

    /// <summary>100 images calibrate, the other 400 are judged: none of them had any part in it.</summary>
    [SkippableFact]
    public void ResNet_8_names_what_ONNX_Runtime_names_on_99_percent_of_the_images_that_did_not_calibrate_it()
    {
        double[] golden = Floats("models/golden_ort1.23.2/ic_resnet_float.500x10.f32");
        string[] order = File.ReadAllLines(TestData.Shared("models/golden_ort1.23.2/ic_file_order.txt"));
        FloatNetwork network = Load("models/mlperf_tiny_onnx/v1.2/ic/LC236R5E176_BOARD_V2.0/models/pretrainedResnet.onnx");

        // Files hold height x width x colour, the model takes colours first.
        List<double[]> rows = [.. order.Select(f => File.ReadAllBytes(TestData.Shared("models/mlperf_tiny_ref/cifar10_500/" + f)))
            .Select(b => Enumerable.Range(0, 3072).Select(i => (double)b[i % 1024 * 3 + i / 1024]).ToArray())];
        for (int r = 0; r < 3; r++)
        {
            double[] g = golden[(10 * r)..(10 * r + 10)];
            Assert.True(g.Zip(network.Run(rows[r]), (a, b) => Math.Abs(a - b)).Max() < 1e-3);
        }

        QuantizedResult result = Quantize(network, [.. rows.Where((_, i) => i % 5 == 0)]);
        foreach (QuantizationTrial t in result.Trials)
        {
            log.WriteLine($"{t.What}: {t.Error:E3} {t.Quality:F4} {(t.Kept ? "kept" : "")}");
        }

        int[] unseen = [.. Enumerable.Range(0, rows.Count).Where(i => i % 5 != 0)];
        int same = 0;
        Parallel.ForEach(unseen, () => Runner(result), (r, _, runner) =>
        {
            double[] g = golden[(10 * r)..(10 * r + 10)], y = runner.Run(Array.ConvertAll(network.InputOrder, i => rows[r][i]));
            Interlocked.Add(ref same, Array.IndexOf(g, g.Max()) == Array.IndexOf(y, y.Max()) ? 1 : 0);
            return runner;
        }, _ => { });
        log.WriteLine($"same class on {same} of {unseen.Length}");
        Assert.True(same >= 0.99 * unseen.Length, $"{same} of {unseen.Length}");
    }
}

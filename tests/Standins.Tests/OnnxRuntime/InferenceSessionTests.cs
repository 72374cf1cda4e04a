using System.Runtime.InteropServices;
using System.Text.Json;
using AIoT.Embedded.Tests.Common;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace AIoT.Embedded.Standins.Tests.OnnxRuntime;

/// <summary>The stand-in runs real models to the outputs that ONNX Runtime 1.23.2 gave elsewhere.</summary>
public sealed class InferenceSessionTests
{
    private const string AutoEncoder = "models/mlperf_tiny_onnx/v1.3/ad/K1_BOARD_V1.0/models/deep_autoencoder.onnx";

    [SkippableTheory]
    [InlineData(GraphOptimizationLevel.ORT_DISABLE_ALL, "disabled")]
    [InlineData(GraphOptimizationLevel.ORT_ENABLE_ALL, "all")]
    public void The_int8_autoencoder_gives_the_golden_reconstruction_of_a_real_recording(GraphOptimizationLevel level, string name)
    {
        NeedsNativeLibrary();
        float[] frames = Floats("models/mlperf_tiny_ref/ad01_normal_id_01_00000000.f32");
        float[] golden = Floats($"models/golden_ort1.23.2/ad_deep_autoencoder.196x640.opt-{name}.f32");
        using var options = new SessionOptions { GraphOptimizationLevel = level };
        using var session = new InferenceSession(TestData.Shared(AutoEncoder), options);
        NodeMetadata input = session.InputMetadata[session.InputNames[0]];
        Assert.True(input.IsTensor);
        Assert.Equal(typeof(float), input.ElementType);
        Assert.Equal(640, input.Dimensions[^1]);

        int different = 0;
        for (int window = 0; window < 196; window++)
        {
            var tensor = new DenseTensor<float>(frames.AsMemory(window * 128, 640), [1, 640]);
            using IDisposableReadOnlyCollection<DisposableNamedOnnxValue> results = session.Run([NamedOnnxValue.CreateFromTensor(session.InputNames[0], tensor)]);
            float[] output = [.. results[0].AsTensor<float>()!];
            different += output.Where((value, i) => value != golden[(window * 640) + i]).Count();
        }

        // Processors without the golden machine's int8 instructions may round a few values to the neighbouring step.
        Assert.InRange(different, 0, 196 * 640 / 100);
    }

    [SkippableFact]
    public void The_keyword_model_gives_the_golden_scores_through_native_values()
    {
        NeedsNativeLibrary();
        JsonElement golden = JsonDocument.Parse(File.ReadAllText(TestData.Shared("models/golden_ort1.23.2/synthetic_lcg_outputs.json"))).RootElement;
        JsonElement oneCase = golden.GetProperty("cases").EnumerateArray().First(c => c.GetProperty("name").GetString() == "kws_int8" && c.GetProperty("opt").GetString() == "disabled");
        using var options = new SessionOptions { GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL };
        using var session = new InferenceSession(File.ReadAllBytes(TestData.Shared("models/" + oneCase.GetProperty("model").GetString())), options);
        using var run = new RunOptions();
        for (uint seed = 1; seed <= 8; seed++)
        {
            float[] values = Synthetic(seed, 490, oneCase.GetProperty("lo").GetDouble(), oneCase.GetProperty("hi").GetDouble());
            using OrtValue value = OrtValue.CreateTensorValueFromMemory(values, [1, 490]);
            using IDisposableReadOnlyCollection<OrtValue> results = session.Run(run, [session.InputNames[0]], [value], session.OutputNames);
            ReadOnlySpan<float> scores = results[0].GetTensorDataAsSpan<float>();
            Assert.Equal(12, scores.Length);
            for (int i = 0; i < scores.Length; i++)
            {
                Assert.Equal(oneCase.GetProperty("outputs")[(int)seed - 1][i].GetSingle(), scores[i], 1e-3f);
            }
        }
    }

    [SkippableFact]
    public void The_library_is_the_version_of_the_lock_file()
    {
        NeedsNativeLibrary();
        JsonElement packages = JsonDocument.Parse(File.ReadAllText(TestData.InRepository("package-lock.json"))).RootElement.GetProperty("packages");
        Assert.Equal(packages.GetProperty("node_modules/onnxruntime-node").GetProperty("version").GetString(), OrtEnv.Instance().GetVersionString());
    }

    [SkippableFact]
    public void What_is_not_a_model_and_what_does_not_fit_is_refused_in_words()
    {
        NeedsNativeLibrary();
        Assert.Contains("nowhere.onnx", Assert.Throws<OnnxRuntimeException>(() => new InferenceSession("/nowhere.onnx")).Message, StringComparison.Ordinal);
        Assert.Throws<OnnxRuntimeException>(() => new InferenceSession([1, 2, 3]));
        using var session = new InferenceSession(TestData.Shared(AutoEncoder));
        var short2 = new DenseTensor<float>(new float[2], [1, 2]);
        OnnxRuntimeException error = Assert.Throws<OnnxRuntimeException>(() => session.Run([NamedOnnxValue.CreateFromTensor(session.InputNames[0], short2)]));
        Assert.Contains("640", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new DenseTensor<float>(new float[3], [1, 2]));
    }

    [Fact]
    public void A_dense_tensor_is_row_major()
    {
        var tensor = new DenseTensor<int>(new[] { 0, 1, 2, 3, 4, 5 }, [2, 3]);
        Assert.Equal(5, tensor[1, 2]);
        tensor[1, 0] = 30;
        Assert.Equal([0, 1, 2, 30, 4, 5], tensor.Buffer.ToArray());
        Assert.Equal([3, 1], tensor.Strides.ToArray());
        Assert.Equal(4, tensor.Reshape([3, 2])[2, 0]);
        Assert.Throws<ArgumentOutOfRangeException>(() => tensor[2, 0]);
    }

    private static void NeedsNativeLibrary()
        => Skip.IfNot(Directory.Exists(TestData.InRepository("node_modules/onnxruntime-node")), "no node_modules/onnxruntime-node: npm ci --ignore-scripts");

    private static float[] Floats(string relative) => MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(TestData.Shared(relative))).ToArray();

    private static float[] Synthetic(uint seed, int count, double low, double high)
    {
        float[] values = new float[count];
        for (int i = 0; i < count; i++)
        {
            seed = unchecked((seed * 1664525) + 1013904223);
            values[i] = (float)(low + ((high - low) * seed / 4294967296.0));
        }

        return values;
    }
}

using AIoT.Embedded.Inference;
using AIoT.Embedded.ModelTools.Conversion.Graph;
using AIoT.Embedded.ModelTools.Conversion.Onnx;
using AIoT.Embedded.ModelTools.Image;
using AIoT.Embedded.Tests.Common;

namespace AIoT.Embedded.ModelTools.Tests.Golden;

/// <summary>
/// Other people's tests of quantized operators through the board's integer kernels. ONNX rounds halves to even and the board upwards
/// (arithmetic contract): these cases hold no halves, so the integers must be equal. Left out: DequantizeLinear and DynamicQuantizeLinear,
/// whose results are floats or scales found at run time, which no board computes; QLinearMul: the board has no product of two data tensors.
/// </summary>
public class QuantizedOperatorTests
{
    private static (Tensor[] Inputs, Tensor Output) Case(string folder, int inputs)
    {
        var reader = new OnnxReader();
        Tensor Read(string name)
        {
            string path = TestData.Shared($"{folder}/test_data_set_0/{name}.pb");
            return reader.ReadTensor(File.ReadAllBytes(path), path);
        }

        return ([.. Enumerable.Range(0, inputs).Select(i => Read($"input_{i}"))], Read("output_0"));
    }

    /// <summary>uint8 q is int8 q - 128.</summary>
    private static int ToInt8(Tensor t, int i) => (int)t.Data[i] - (t.Type == ElementType.UInt8 ? 128 : 0);

    private static int[] Run(QuantizedModel model, int[] x)
    {
        byte[] image = ModelImageWriter.Write(model);
        var engine = new Engine(ModelImage.Parse(image, image.Length), int.MaxValue);
        var y = new int[model.Shapes()[^1].Count];
        engine.Run(x, y);
        return y;
    }

    private static QuantizedModel Model(TensorShape input, TensorType type, params QuantizedLayer[] layers) => new()
    {
        Id = "operator",
        Provenance = new Provenance(new byte[32], new byte[8], SplitKind.Unknown, "tests"),
        InputShape = input,
        InputType = type,
        Layers = layers,
    };

    [SkippableFact]
    public void QLinearMatMul_comes_out_of_the_dense_kernel()
    {
        var (inputs, expected) = Case("onnx_node_tests/node/test_qlinearmatmul_3D", 8);
        Tensor a = inputs[0], b = inputs[3], zeroB = inputs[5];
        double factor = inputs[1].Data[0] * inputs[4].Data[0] / inputs[6].Data[0];
        int batches = a.Dims[0], m = a.Dims[1], k = a.Dims[2], n = b.Dims[2], zeroA = ToInt8(inputs[2], 0);
        for (int q = 0; q < batches; q++)
        {
            // Weights reach 141 once centred: each is split in two taps that see the same input.
            var weights = new sbyte[n * 2 * k];
            var bias = new int[n];
            for (int o = 0; o < n; o++)
            {
                for (int t = 0; t < k; t++)
                {
                    int w = (int)(b.Data[(q * k + t) * n + o] - zeroB.Data[0]);
                    weights[o * 2 * k + 2 * t] = (sbyte)(w / 2);
                    weights[o * 2 * k + 2 * t + 1] = (sbyte)(w - w / 2);
                    bias[o] -= zeroA * w;
                }
            }

            var dense = new DenseLayer { Weights = weights, Bias = bias, Requantization = Requantization.FromFactors(factor), ZeroPoint = ToInt8(inputs[7], 0) };
            for (int row = 0; row < m; row++)
            {
                int[] x = [.. Enumerable.Range(0, 2 * k).Select(t => ToInt8(a, (q * m + row) * k + t / 2))];
                int[] want = [.. Enumerable.Range(0, n).Select(o => ToInt8(expected, (q * m + row) * n + o))];
                Assert.Equal(want, Run(Model(TensorShape.Vector(2 * k), TensorType.Int8, dense), x));
            }
        }
    }

    [SkippableTheory]
    [InlineData("int8")]
    [InlineData("uint8")]
    public void QLinearAdd_comes_out_of_the_sum_kernel(string type)
    {
        var (inputs, expected) = Case($"models/onnx2c_tests/test/local_ops/test_qlinearadd_{type}", 8);
        Tensor a = inputs[0], b = inputs[3];
        int count = a.Length;
        Skip.If(b.Length != count, "broadcasting: the board adds tensors of one shape");
        Requantization r = Requantization.FromFactors(inputs[1].Data[0] / inputs[6].Data[0], inputs[4].Data[0] / inputs[6].Data[0]);

        // Both operands come in one vector, taken apart by tables of unit weights.
        DenseLayer Half(int first) => new()
        {
            Inputs = [0],
            Weights = [.. Enumerable.Range(0, count * 2 * count).Select(i => (sbyte)(i % (2 * count) == first + i / (2 * count) ? 1 : 0))],
            Bias = new int[count],
            Requantization = Requantization.FromFactors(1),
        };
        var add = new AddLayer
        {
            Inputs = [1, 2],
            ZeroPointA = ToInt8(inputs[2], 0),
            ZeroPointB = ToInt8(inputs[5], 0),
            MultiplierA = r.Multipliers[0],
            MultiplierB = r.Multipliers[1],
            Shift = r.Shifts[0],
            ZeroPoint = ToInt8(inputs[7], 0),
        };
        int[] x = [.. Enumerable.Range(0, count).Select(i => ToInt8(a, i)), .. Enumerable.Range(0, count).Select(i => ToInt8(b, i))];
        int[] want = [.. Enumerable.Range(0, count).Select(i => ToInt8(expected, i))];
        Assert.Equal(want, Run(Model(TensorShape.Vector(2 * count), TensorType.Int8, Half(0), Half(count), add), x));
    }

    [SkippableFact]
    public void QuantizeLinear_comes_out_of_the_normalizer()
    {
        var (inputs, expected) = Case("onnx_node_tests/node/test_quantizelinear", 3);
        Tensor x = inputs[0];
        Assert.All(x.Data, v => Assert.Equal(Math.Round(v), v));
        var normalize = new NormalizeLayer
        {
            Offsets = new int[x.Length],
            Multipliers = [.. Enumerable.Repeat((int)Math.Round((1 << 20) / inputs[1].Data[0]), x.Length)],
            Shift = 20,
            ZeroPoint = ToInt8(inputs[2], 0),
        };
        int[] want = [.. Enumerable.Range(0, x.Length).Select(i => ToInt8(expected, i))];
        Assert.Equal(want, Run(Model(TensorShape.Vector(x.Length), TensorType.Features, normalize), [.. x.Data.Select(v => (int)v)]));
    }
}

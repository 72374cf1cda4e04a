using AIoT.Embedded.Inference;
using AIoT.Embedded.Inference.Tests;
using AIoT.Embedded.ModelTools.Cli.Verification;
using AIoT.Embedded.ModelTools.Conversion.Emission;
using AIoT.Embedded.ModelTools.Image;
using AIoT.Embedded.ModelTools.Meter;

namespace AIoT.Embedded.ModelTools.Tests.Emission;

/// <summary>What generated code costs on the interpreter, by the opcode meter in Thumb-2 instructions.</summary>
public class EmissionCostTests
{
    private static double PerMac(int[] widths, bool[] relu)
    {
        var random = new Random(3);
        var layers = new List<QuantizedLayer>();
        int macs = 0;
        for (int l = 0; l + 1 < widths.Length; l++)
        {
            int taps = widths[l], units = widths[l + 1];
            macs += taps * units;
            layers.Add(new DenseLayer
            {
                Weights = [.. Enumerable.Range(0, taps * units).Select(_ => (sbyte)random.Next(-127, 128))],
                Bias = [.. Enumerable.Range(0, units).Select(_ => random.Next(-20000, 20000))],
                Requantization = Requantization.FromFactors([.. Enumerable.Range(0, units).Select(_ => (0.5 + random.NextDouble()) / (Math.Sqrt(taps) * 127))]),
                ZeroPoint = relu[l] ? -128 : 0,
                Clip = relu[l] ? new ClipRange(-128, 127) : null,
            });
        }

        QuantizedModel model = RandomModels.Model(TensorShape.Vector(widths[0]), TensorType.Int8, [.. layers]);
        byte[] assembly = GeneratedModel.Compile(new CSharpEmitter().Emit(model, new EmitOptions { ClassName = "Generated" }), "GeneratedForMeter");
        string folder = Directory.CreateTempSubdirectory().FullName;
        string path = Path.Combine(folder, "GeneratedForMeter.dll");
        File.WriteAllBytes(path, assembly);
        var input = new sbyte[widths[0]];
        random.NextBytes((byte[])(Array)input);
        OpcodeReport report = new OpcodeMeter(CostTable.NanoFramework1()).Measure([path], metered =>
        {
            Type type = metered.Type("AIoT.Embedded.Models.Generated");
            object instance = Activator.CreateInstance(type)!;
            metered.Restart();
            type.GetMethod("RunRaw")!.Invoke(instance, [input, new sbyte[widths[^1]]]);
        });
        Directory.Delete(folder, recursive: true);
        return report.Instructions(CostColumn.Thumb2) / macs;
    }

    [Fact]
    public void The_autoencoder_takes_at_most_100_instructions_for_a_product()
    {
        double cost = PerMac([32, 24, 16, 24, 32], [true, true, true, false]);
        Assert.True(cost <= 100, $"{cost:F1}");
    }

    [Fact]
    public void A_layer_of_96_by_32_takes_at_most_85_instructions_for_a_product()
    {
        double cost = PerMac([96, 32], [false]);
        Assert.True(cost <= 85, $"{cost:F1}");
    }
}

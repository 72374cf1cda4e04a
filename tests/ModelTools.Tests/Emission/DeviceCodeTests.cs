using AIoT.Embedded.Device.Tests.Gate;
using AIoT.Embedded.Inference.Tests;
using AIoT.Embedded.ModelTools.Cli.Verification;
using AIoT.Embedded.ModelTools.Conversion.Emission;
using AIoT.Embedded.ModelTools.Image;
using Mono.Cecil;

namespace AIoT.Embedded.ModelTools.Tests.Emission;

/// <summary>Generated code is code that a board takes: it passes the gate of firmware assemblies, and has no large methods.</summary>
public class DeviceCodeTests
{
    private static readonly DeviceGate Gate = new(AllowedApi.Load(Path.Combine(AppContext.BaseDirectory, "allow-list")));

    public static TheoryData<string> Kinds => ["classifier", "convolutions", "large", "int16"];

    private static QuantizedModel Of(string kind)
    {
        var random = new RandomModels(3);
        var window = new WindowGeometry { KernelHeight = 3, KernelWidth = 3, PadTop = 1, PadLeft = 1, PadBottom = 1, PadRight = 1 };
        DenseLayer Dense(int taps, int units, int range = 127) => new() { Weights = random.Weights(taps * units), Bias = random.Biases(units), Requantization = Requantization.FromFactors([.. Enumerable.Range(1, units).Select(u => 1.0 / (taps * range + u))]) };
        return kind switch
        {
            "convolutions" => RandomModels.Model(
                new TensorShape(6, 6, 4),
                Inference.TensorType.Int8,
                new ConvolutionLayer { Weights = random.Weights(36 * 40), Bias = random.Biases(40), Requantization = random.Scales(40, 36), Window = window, Plane = true, OutputType = Inference.TensorType.Int16 },
                new DepthwiseLayer { Weights = random.Weights(9 * 40), Bias = random.SmallBiases(40), Requantization = random.Scales(40, 9), Window = window, Plane = true },
                new ConvolutionLayer { Weights = random.Weights(360 * 64), Bias = random.Biases(64), Requantization = random.Scales(64, 360), Window = window, Plane = true },
                new MaxPoolLayer { Window = new WindowGeometry { KernelHeight = 2, KernelWidth = 2, StrideHeight = 2, StrideWidth = 2 } },
                new AveragePoolLayer { Window = new WindowGeometry { KernelHeight = 3, KernelWidth = 3 }, Requantization = Requantization.FromFactors(1.0 / 9) },
                Dense(64, 5),
                SoftmaxLayer.ForScale(0.1)),
            "large" => RandomModels.Model(TensorShape.Vector(640), Inference.TensorType.Int8, Dense(640, 190), Dense(190, 20)),
            "int16" => RandomModels.Model(TensorShape.Vector(40), Inference.TensorType.Int16, Dense(40, 8, 30000), SoftmaxLayer.ForScale(0.1)),
            _ => Model(30, 24, 16, 4),
        };
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_assembly_passes_the_gate_of_firmware_and_stays_below_its_limits(string kind)
    {
        IReadOnlyList<EmittedFile> files = new CSharpEmitter().Emit(Of(kind), new EmitOptions { ClassName = "Generated" });
        var parts = new List<byte[]>();
        foreach (IGrouping<string, EmittedFile> assembly in files.GroupBy(f => Path.GetDirectoryName(f.Path) ?? "").OrderByDescending(g => g.Key.Length))
        {
            byte[] bytes = GeneratedModel.Compile([.. assembly], "AIoT.Embedded.Models." + (assembly.Key.Length > 0 ? assembly.Key : "Generated"), assembly.Key.Length > 0 ? [] : parts);
            parts.Add(bytes);
            using ModuleDefinition module = ModuleDefinition.ReadModule(new MemoryStream(bytes));
            IReadOnlyList<Violation> violations = Gate.Check(module, integersOnly: true);
            Assert.True(violations.Count == 0, $"{violations.Count} things that a board can't run:\n" + string.Join('\n', violations.Take(20)));
            Assert.True(module.GetTypes().SelectMany(t => t.Methods).Where(m => m.HasBody).Sum(m => m.Body.CodeSize) + module.GetTypes().SelectMany(t => t.Fields).Sum(f => f.InitialValue.Length) < 60_000);
        }

        Assert.Equal(kind is "large" or "convolutions", parts.Count > 1);
    }

    private static QuantizedModel Model(params int[] widths)
    {
        var random = new Random(5);
        DenseLayer Dense(int taps, int units, int seed) => new()
        {
            Weights = [.. Enumerable.Range(0, taps * units).Select(_ => (sbyte)random.Next(-127, 128))],
            Bias = new int[units],
            Requantization = Requantization.FromFactors(1 / (Math.Sqrt(taps) * 127 + seed)),
            ZeroPoint = -128,
        };
        var normalize = new NormalizeLayer { Offsets = new int[widths[0]], Multipliers = [.. Enumerable.Repeat(1 << 18, widths[0])], Shift = 20 };
        return RandomModels.Model(TensorShape.Vector(widths[0]), Inference.TensorType.Features,
            [normalize, .. widths.Skip(1).Select((units, i) => Dense(widths[i], units, i)), new SoftmaxLayer { Ratio = 2_000_000_000 }]);
    }

    [Theory]
    [InlineData(30, 24, 16, 4)]
    [InlineData(128, 96, 48, 10)]
    public void A_board_can_load_it(params int[] widths)
    {
        IReadOnlyList<EmittedFile> files = new CSharpEmitter().Emit(Model(widths), new EmitOptions { ClassName = "Generated" });
        Assert.All(files, f => Assert.All(f.Text, c => Assert.True(c < 128)));
        foreach (IGrouping<string, EmittedFile> assembly in files.GroupBy(f => Path.GetDirectoryName(f.Path) ?? ""))
        {
            // Parts in folders of their own stand alone; the class itself needs them all.
            byte[] bytes = GeneratedModel.Compile(assembly.Key.Length > 0 ? [.. assembly] : files, "Gate");
            using ModuleDefinition module = ModuleDefinition.ReadModule(new MemoryStream(bytes));
            string[] members = [.. module.GetMemberReferences().Where(m => !m.DeclaringType.Name.EndsWith("Attribute", StringComparison.Ordinal)).Select(m => m.FullName.Split(' ')[^1])];
            Assert.All(members, m => Assert.Equal("System.Object::.ctor()", m));
            TypeDefinition[] own = [.. module.Types.Where(t => assembly.Any(f => Path.GetFileNameWithoutExtension(f.Path) == t.Name))];
            MethodDefinition[] methods = [.. own.SelectMany(t => t.Methods).Where(m => m.HasBody)];
            Assert.All(methods, m => Assert.True(m.Body.CodeSize < 32_000, $"{m.Name}: {m.Body.CodeSize} bytes"));
            Assert.All(methods, m => Assert.True(m.Body.Variables.Count <= 200, $"{m.Name}: {m.Body.Variables.Count} locals"));
            Assert.All(methods, m => Assert.True(m.Body.MaxStackSize <= 16, $"{m.Name}: stack of {m.Body.MaxStackSize}"));
            Assert.True(methods.Sum(m => m.Body.CodeSize) < 60_000);
            Assert.All(own.SelectMany(t => t.Fields), f => Assert.True(!f.IsStatic || f.IsLiteral || f.IsInitOnly, f.Name));
        }
    }
}

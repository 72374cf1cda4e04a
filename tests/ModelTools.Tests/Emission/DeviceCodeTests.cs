using AIoT.Embedded.Inference.Tests;
using AIoT.Embedded.ModelTools.Cli.Verification;
using AIoT.Embedded.ModelTools.Conversion.Emission;
using AIoT.Embedded.ModelTools.Image;
using Mono.Cecil;

namespace AIoT.Embedded.ModelTools.Tests.Emission;

/// <summary>Generated code is code that a board takes: no calls into the base library, no large methods, no arrays of weights.</summary>
public class DeviceCodeTests
{
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

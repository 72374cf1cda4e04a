using AIoT.Embedded.Device.Tests.Gate;
using AIoT.Embedded.ModelTools.Cli.Bench;
using AIoT.Embedded.ModelTools.Cli.Verification;
using AIoT.Embedded.ModelTools.Conversion.Emission;
using AIoT.Embedded.ModelTools.Image;
using Mono.Cecil;

namespace AIoT.Embedded.Meter.Tests;

public class GeneratedCodeTests
{
    public static TheoryData<string> Models => ["monitor", "autoencoder", "layer 96x32"];

    [Theory]
    [MemberData(nameof(Models))]
    public void Generated_code_passes_the_device_gate(string name)
    {
        QuantizedModel model = name switch
        {
            "monitor" => BenchModels.Monitor(),
            "autoencoder" => BenchModels.Dense(BenchModels.Autoencoder),
            _ => BenchModels.Dense(BenchModels.Layer96X32),
        };
        byte[] image = GeneratedModel.Compile(new CSharpEmitter().Emit(model, new EmitOptions()), "AIoT.Embedded.Generated");
        using ModuleDefinition module = ModuleDefinition.ReadModule(new MemoryStream(image));
        DeviceGate gate = new(AllowedApi.Load(Path.Combine(AppContext.BaseDirectory, "allow-list")));
        Assert.Empty(gate.Check(module, integersOnly: true));
    }
}

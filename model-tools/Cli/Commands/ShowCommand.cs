using System.CommandLine;
using AIoT.Embedded.Inference;
using AIoT.Embedded.ModelTools.Conversion;
using AIoT.Embedded.ModelTools.Conversion.Features;
using AIoT.Embedded.ModelTools.Image.Signing;
using AIoT.Embedded.Signal;
using AIoT.Embedded.Trust;

namespace AIoT.Embedded.ModelTools.Cli.Commands;

/// <summary>show: what an image says about itself.</summary>
internal sealed class ShowCommand(TextWriter output, TextWriter errors)
{
    private readonly Argument<string> _image = new("IMAGE") { Description = "a model image (.aim)" };
    private readonly Option<string?> _key = new("--key") { Description = "the key (PEM, public or private) that must have signed the image" };

    public Command Build()
    {
        var command = new Command("show", "Show what a model image says about itself, and run its self-test.") { _image, _key };
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        string path = parsed.GetRequiredValue(_image);
        ModelImage image = await ImageFile.ReadAsync(path, cancel);
        void Line(string what, object value) => output.WriteLine($"{what,-14} {value}");
        Line("id", image.Id);
        Line("version", image.Version);
        Line("kind", image.Kind);
        Line("size", $"{image.Data.Length} bytes, arena {image.ArenaBytes} bytes, {image.Work} multiply-accumulates");
        Line("input", $"{image.InputCount} {(image.RecipeLength > 0 ? "features" : "raw values")}");
        Line("output", $"{image.OutputCount} {(image.HasScores ? "scores in Q15" : "raw values")}");
        Line("classes", image.ClassCount == 0 ? "(none)" : string.Join(", ", Enumerable.Range(0, image.ClassCount).Select(image.ClassName)));
        if (image.RecipeLength > 0)
        {
            byte[] bytes = image.CopyRecipe();
            Line("recipe", FeatureRecipe.TryParse(bytes, 0, bytes.Length, out FeatureRecipe recipe, out string reason)
                ? $"{recipe.WindowLength} samples at {recipe.SampleRateMilliHz / 1000.0} Hz: {string.Join(" ", FeatureNames.Of(recipe))}"
                : throw new ModelFileException(path, null, reason, "make the image again"));
        }

        Line("split", image.Split);
        Line("source", Convert.ToHexStringLower(image.CopySourceHash()));
        Line("calibration", Convert.ToHexStringLower(image.CopyCalibrationHash()));
        Line("hash", Convert.ToHexStringLower(image.ComputeHash()));
        Line("made by", image.ToolVersion);
        ModelSignatureFault? fault = Signature(image, parsed.GetValue(_key), out string signature);
        Line("signature", signature);
        bool? passed = image.Kind == ModelKind.Network && image.SelfTestInput is not null ? new Engine(image, 0).SelfTest() : null;
        Line("self-test", passed switch { true => "passed", false => "FAILED", _ => "(none)" });
        string[] faults = [.. new[] { passed == false ? "does not compute what its self-test holds" : null, fault is null or ModelSignatureFault.None ? null : "has no valid signature of this key" }.OfType<string>()];
        if (faults.Length > 0)
        {
            await errors.WriteLineAsync($"aiot-model: {path} {string.Join(" and ", faults)}: make or sign the image again");
        }

        return faults.Length > 0 ? CommandLine.Failed : 0;
    }

    private static ModelSignatureFault? Signature(ModelImage image, string? keyFile, out string text)
    {
        if (keyFile is null)
        {
            text = image.SignatureLength == 0 ? "(unsigned)" : $"{image.SignatureLength} bytes, not verified: give --key";
            return null;
        }

        using SigningKey key = SigningKey.Load(keyFile);
        ModelSignatureFault fault = ModelSignature.Verify(image, image.ComputeHash(), key.Public);
        text = fault == ModelSignatureFault.None ? $"valid, by key {Convert.ToHexStringLower(ModelSignature.KeyId(key.Public))}" : $"INVALID: {ModelSignature.Describe(fault)}";
        return fault;
    }
}

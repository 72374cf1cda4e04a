using System.CommandLine;
using AIoT.Embedded.Inference;
using AIoT.Embedded.ModelTools.Conversion;
using AIoT.Embedded.ModelTools.Conversion.Features;
using AIoT.Embedded.Signal;

namespace AIoT.Embedded.ModelTools.Cli.Commands;

/// <summary>show: what an image says about itself.</summary>
internal sealed class ShowCommand(TextWriter output)
{
    private readonly Argument<string> _image = new("IMAGE") { Description = "a model image (.aim)" };

    public Command Build()
    {
        var command = new Command("show", "Show what a model image says about itself, and run its self-test.") { _image };
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
        Line("signature", image.SignatureLength == 0 ? "(unsigned)" : $"{image.SignatureLength} bytes");
        bool? passed = image.Kind == ModelKind.Network && image.SelfTestInput is not null ? new Engine(image, 0).SelfTest() : null;
        Line("self-test", passed switch { true => "passed", false => "FAILED", _ => "(none)" });
        return passed == false ? CommandLine.Failed : 0;
    }
}

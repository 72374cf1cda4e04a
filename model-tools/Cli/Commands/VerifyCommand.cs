using System.CommandLine;
using System.Globalization;
using AIoT.Embedded.Inference;
using AIoT.Embedded.ModelTools.Cli.Verification;
using AIoT.Embedded.ModelTools.Conversion;
using AIoT.Embedded.ModelTools.Conversion.Emission;
using AIoT.Embedded.ModelTools.Conversion.Features;
using AIoT.Embedded.ModelTools.Conversion.Graph;
using AIoT.Embedded.ModelTools.Conversion.Lowering;
using AIoT.Embedded.ModelTools.Conversion.Onnx;
using AIoT.Embedded.ModelTools.Conversion.Quantization;

namespace AIoT.Embedded.ModelTools.Cli.Commands;

/// <summary>verify: the float model, the image in the firmware's engine, and the generated code, over the same data.</summary>
internal sealed class VerifyCommand(TextWriter output)
{
    private readonly Argument<string> _image = new("IMAGE") { Description = "a model image (.aim)" };
    private readonly Option<string> _against = new("--against") { Description = "the ONNX model that it was made from", Required = true };
    private readonly Option<string> _data = new("--data") { Description = "CSV of features", Required = true };
    private readonly Option<double> _minAgreement = new("--min-agreement") { Description = "least share of equal top classes, 0 to 1", DefaultValueFactory = _ => 0.95 };

    public Command Build()
    {
        var command = new Command("verify", "Compare the float model, the image in the engine and the generated code.") { _image, _against, _data, _minAgreement };
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        string path = parsed.GetRequiredValue(_image);
        ModelImage image = await ImageFile.ReadAsync(path, cancel);
        ModelGraph graph = await new OnnxReader().ReadAsync(parsed.GetRequiredValue(_against), cancel);
        FloatNetwork network = new GraphLowering().Lower(graph);
        FeatureTable table = await FeatureTable.ReadAsync(parsed.GetRequiredValue(_data), cancel);
        Check(path, image, network, table);

        bool sameSource = image.CopySourceHash().AsSpan().SequenceEqual(network.SourceSha256);
        var engine = new Engine(image, int.MaxValue);
        var plainEngine = new Engine(image, 0);
        (GeneratedModel? generated, string why) = Generate(image);
        int[] scores = new int[image.OutputCount], plain = new int[image.OutputCount], code = new int[image.OutputCount], features = new int[image.InputCount];
        var expected = new List<double[]>();
        var actual = new List<double[]>();
        int packedMismatches = 0, codeMismatches = 0;
        foreach (double[] row in table.Rows)
        {
            cancel.ThrowIfCancellationRequested();
            double[] board = Array.ConvertAll(network.InputOrder, i => row[i]);
            for (int i = 0; i < features.Length; i++)
            {
                features[i] = (int)Math.Clamp(Math.Round(board[i]), int.MinValue, int.MaxValue);
            }

            engine.Run(features, scores);
            plainEngine.Run(features, plain);
            packedMismatches += scores.AsSpan().SequenceEqual(plain) ? 0 : 1;
            if (generated is not null)
            {
                generated.Run(features, code);
                codeMismatches += scores.AsSpan().SequenceEqual(code) ? 0 : 1;
            }

            expected.Add(network.RunAll(board)[network.Output.Id]);
            actual.Add(Array.ConvertAll(scores, s => image.HasScores ? s / 32768.0 : s));
        }

        bool selfTest = engine.SelfTest();
        double least = parsed.GetValue(_minAgreement);
        Agreement agreement = Agreement.Of(expected, actual);
        bool comparable = image.HasScores && expected[0].Length == image.OutputCount;
        void Line(string text) => output.WriteLine(text);
        Line($"source            {(sameSource ? "the image was made from this model" : "MISMATCH: the image was made from another model file")}");
        Line($"self-test         {(selfTest ? "passed" : "FAILED")}");
        Line(comparable
            ? string.Create(CultureInfo.InvariantCulture, $"float and image   {agreement.Rows} rows: same top class {100 * agreement.TopShare:F2} %, largest score error {agreement.MaxError:F4}, rms {agreement.RmsError:F5}")
            : "float and image   not compared: the image gives raw integers");
        Line($"engine forms      {(packedMismatches == 0 ? "bit-equal, packed and plain weights" : $"MISMATCH in {packedMismatches} rows")}");
        Line($"generated code    {(generated is null ? "none: " + why : codeMismatches == 0 ? "bit-equal to the engine" : $"MISMATCH in {codeMismatches} rows")}");
        return sameSource && selfTest && packedMismatches + codeMismatches == 0 && (!comparable || agreement.TopShare >= least) ? 0 : CommandLine.Failed;
    }

    private static void Check(string path, ModelImage image, FloatNetwork network, FeatureTable table)
    {
        if (image.Kind != ModelKind.Network)
        {
            throw new ModelFileException(path, null, $"is an image of kind {image.Kind}", "only networks are compared with an ONNX model");
        }

        int inputs = network.Input.Shape.Count;
        if (image.InputCount != inputs)
        {
            throw new ModelFileException(path, null, $"takes {image.InputCount} inputs, {network.File} takes {inputs}", "compare with the model that the image was made from");
        }

        if (table.Names.Count != inputs)
        {
            throw new ModelFileException(table.File, null, $"has {table.Names.Count} features, the model expects {inputs} inputs", "use features of the model's own recipe");
        }
    }

    private static (GeneratedModel? Model, string Why) Generate(ModelImage image)
    {
        try
        {
            return (GeneratedModel.Of(ImageDecoder.Decode(image)), "");
        }
        catch (EmitException e)
        {
            return (null, e.Message);
        }
    }
}

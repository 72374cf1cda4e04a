using AIoT.Embedded.Inference;
using AIoT.Embedded.ModelTools.Conversion;
using AIoT.Embedded.ModelTools.Conversion.Graph;
using AIoT.Embedded.ModelTools.Conversion.Lowering;
using AIoT.Embedded.ModelTools.Conversion.Quantization;
using AIoT.Embedded.ModelTools.Image;

namespace AIoT.Embedded.ModelTools.Cli.Inspection;

/// <summary>
/// What a network will take as an image. Sizes depend on shapes, not on the numbers in it: an image made with made-up ranges has them, give or take
/// the few bytes that zero points and bounds take.
/// </summary>
internal sealed record ImageSize(int ImageBytes, int RamBytes, int Layers)
{
    /// <exception cref="InvalidModelException">The network is larger than an image can be.</exception>
    public static ImageSize Of(ModelGraph graph)
    {
        // Quantization changes the network it is given: it gets one of its own.
        FloatNetwork network = new GraphLowering().Lower(graph);
        network.CheckFitsAnImage();
        double[] row = [.. Enumerable.Range(0, network.Input.Shape.Count).Select(i => (double)(i % 17 - 8))];
        bool features = network.Layers.Any(l => l is FloatAffine && l.Inputs[0] == network.Input);
        QuantizedResult result;
        try
        {
            result = new Quantizer().Quantize(network, [row], new QuantizerOptions { Id = "size", Method = RangeMethod.MinMax, CorrectBias = false, RoundTogether = false, Equalize = false, Wide = WideActivations.Never, Recipe = features ? [0] : [] });
        }
        catch (ArgumentOutOfRangeException e) when (e.ParamName == "factors")
        {
            throw new ModelFileException(graph.File, null, "its numbers are too far apart for integers (" + e.Message.Split('\n')[0].Split(" (Parameter")[0] + ")", "check the scales and weights of the export", e);
        }

        ModelImage image = ModelImage.Parse(result.Image, result.Image.Length);
        return new ImageSize(result.Image.Length, image.ArenaBytes, result.Model.Layers.Count);
    }
}

using AIoT.Embedded.Inference;
using AIoT.Embedded.ModelTools.Conversion.Lowering;

namespace AIoT.Embedded.ModelTools.Conversion.Quantization;

/// <summary>Runs an image in the firmware's engine and gives real numbers: features in, scores (0 to 1) or dequantized outputs out.</summary>
public sealed class IntegerRunner
{
    private readonly Engine _engine;
    private readonly QuantizationScale? _input, _output;
    private readonly int[] _features, _scores;

    /// <param name="image">The image's bytes.</param>
    /// <param name="input">Scale of a raw int8 input; null when the image has a normaliser for features.</param>
    /// <param name="output">Scale of raw outputs; null for scores.</param>
    public IntegerRunner(byte[] image, QuantizationScale? input = null, QuantizationScale? output = null)
    {
        ModelImage model = ModelImage.Parse(image, image.Length);
        _engine = new Engine(model, int.MaxValue);
        _input = input;
        _output = output;
        _features = new int[model.InputCount];
        _scores = new int[model.OutputCount];
    }

    /// <summary>One inference; numbers in the board's order of elements.</summary>
    public double[] Run(double[] input)
    {
        Feed(input);
        _engine.Run(_features, _scores);
        var y = new double[_scores.Length];
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = _engine.Image.HasScores ? _scores[i] / 32768.0 : _output?.Real(_scores[i]) ?? _scores[i];
        }

        return y;
    }

    private void Feed(double[] input)
    {
        for (int i = 0; i < _features.Length; i++)
        {
            _features[i] = _input?.Quantize(input[i]) ?? (int)Math.Clamp(Math.Round(input[i]), int.MinValue, int.MaxValue);
        }
    }
}

using AIoT.Embedded.ModelTools.Conversion.Lowering;
using AIoT.Embedded.ModelTools.Image;

namespace AIoT.Embedded.ModelTools.Conversion.Quantization;

/// <summary>How badly an autoencoder repeats its input: mean of (a - b)^2 over FullScale, kept in 0..1.</summary>
public sealed class FloatReconstructionError : FloatLayer
{
    /// <summary>The mean squared error that gives a score of 1.</summary>
    public required double FullScale { get; init; }

    public override string Kind => "ReconstructionError";

    public override double[] Compute(double[][] inputs)
    {
        double sum = 0;
        for (int i = 0; i < inputs[0].Length; i++)
        {
            double d = inputs[0][i] - inputs[1][i];
            sum += d * d;
        }

        return [Math.Min(1, sum / inputs[0].Length / FullScale)];
    }

    /// <summary>
    /// Makes the error between what the normaliser writes (or the input) and the network's output the new output. The full scale is eight times
    /// the largest error of the rows, so that what is far worse than they are can still be told apart.
    /// </summary>
    /// <exception cref="InvalidModelException">The output is not as long as the input.</exception>
    public static FloatReconstructionError Append(FloatNetwork network, IReadOnlyList<double[]> rows, double? fullScale = null)
    {
        NetworkValue original = network.Layers[0] is FloatAffine normaliser ? normaliser.Output : network.Input, repeated = network.Output;
        if (original.Shape.Count != repeated.Shape.Count)
        {
            throw new InvalidModelException($"{network.File} is no autoencoder: it takes {original.Shape.Count} numbers and gives {repeated.Shape.Count}");
        }

        double largest = fullScale ?? Math.Max(1e-9, 8 * rows.Max(row =>
        {
            Dictionary<int, double[]> values = network.RunAll(row);
            return values[original.Id].Zip(values[repeated.Id], (a, b) => (a - b) * (a - b)).Average();
        }));
        var error = new FloatReconstructionError
        {
            Name = "reconstruction error",
            Inputs = [original, repeated],
            Output = new NetworkValue(1 + network.Layers.Max(l => l.Output.Id), "reconstruction error", TensorShape.Vector(1)),
            FullScale = largest,
        };
        network.Layers.Add(error);
        network.Output = error.Output;
        return error;
    }
}

using AIoT.Embedded.ModelTools.Conversion.Lowering;

namespace AIoT.Embedded.ModelTools.Conversion.Quantization;

/// <summary>
/// Gives a model of features its normaliser: the affine map that the model begins with, or, where it has none, one from the calibration data's
/// mean and deviation whose inverse goes into the first layer's weights.
/// </summary>
internal static class InputFolding
{
    public static FloatAffine Prepare(FloatNetwork network, IReadOnlyList<double[]> calibration)
    {
        FloatLayer[] users = [.. network.Layers.Where(l => l.Inputs.Contains(network.Input))];
        if (users is [FloatAffine own])
        {
            MakePositive(network, own);
            return own;
        }

        int count = network.Input.Shape.Count;
        var mean = new double[count];
        var deviation = new double[count];
        for (int i = 0; i < count; i++)
        {
            int feature = i;
            mean[i] = calibration.Average(row => row[feature]);
            deviation[i] = Math.Max(1e-3, Math.Sqrt(calibration.Average(row => (row[feature] - mean[feature]) * (row[feature] - mean[feature]))));
        }

        // z = (x - mean) / deviation, and x = z * deviation + mean for those that read x.
        bool perFeature = users is [FloatDense];
        if (!perFeature)
        {
            double spread = Math.Max(1e-3, Math.Sqrt(calibration.Average(row => row.Average(v => v * v))));
            Array.Clear(mean);
            Array.Fill(deviation, spread);
        }

        var normalised = new NetworkValue(1 + network.Layers.Max(l => l.Output.Id), network.Input.Name + " normalised", network.Input.Shape);
        var back = new NetworkValue(normalised.Id + 1, network.Input.Name + " restored", network.Input.Shape);
        var normaliser = new FloatAffine
        {
            Name = "normalise",
            Inputs = [network.Input],
            Output = normalised,
            Scale = Array.ConvertAll(deviation, d => 1 / d),
            Offset = [.. mean.Select((m, i) => -m / deviation[i])],
        };
        foreach (FloatLayer user in users)
        {
            user.Inputs = Array.ConvertAll(user.Inputs, v => v == network.Input ? back : v);
        }

        network.Layers.Insert(0, normaliser);
        network.Layers.Insert(1, new FloatAffine { Name = "restore", Inputs = [normalised], Output = back, Scale = deviation, Offset = mean });
        NetworkSimplifier.Simplify(network);
        return normaliser;
    }

    /// <summary>The board's multipliers are not negative: a sign moves into the weights of the layer behind.</summary>
    private static void MakePositive(FloatNetwork network, FloatAffine affine)
    {
        if (affine.Scale.All(s => s >= 0))
        {
            return;
        }

        double[] sign = Array.ConvertAll(affine.Scale, s => s < 0 ? -1.0 : 1.0);
        var turned = new NetworkValue(1 + network.Layers.Max(l => l.Output.Id), affine.Output.Name + " turned", affine.Output.Shape);
        NetworkValue old = affine.Output;
        affine.Output = turned;
        affine.Scale = Array.ConvertAll(affine.Scale, Math.Abs);
        affine.Offset = [.. affine.Offset.Select((o, i) => o * sign[i])];
        network.Layers.Insert(1 + network.Layers.IndexOf(affine), new FloatAffine { Name = affine.Name + " sign", Inputs = [turned], Output = old, Scale = sign, Offset = new double[sign.Length] });
        NetworkSimplifier.Simplify(network);
    }
}

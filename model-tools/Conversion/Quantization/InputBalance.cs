using AIoT.Embedded.ModelTools.Conversion.Lowering;

namespace AIoT.Embedded.ModelTools.Conversion.Quantization;

/// <summary>
/// One scale for all normalised features leaves few steps to those that vary little beside a heavy-tailed one. The normaliser has a multiplier
/// for each feature anyway: z'[i] = z[i] / r[i]^a with w'[o,i] = w[o,i] * r[i]^a is the same network, r[i] being the feature's reach over the
/// largest reach. a = 0 leaves the features as they are, a = 1 gives each all 256 steps and makes the weights more uneven.
/// </summary>
internal sealed class InputBalance
{
    private readonly FloatAffine _normaliser;
    private readonly FloatDense _user;
    private readonly double[] _reach;
    private double _exponent;

    private InputBalance(FloatAffine normaliser, FloatDense user, double[] reach)
    {
        _normaliser = normaliser;
        _user = user;
        _reach = reach;
    }

    /// <summary>Null where the normalised features go elsewhere than into one dense layer, or the file fixes their scale.</summary>
    public static InputBalance? Of(FloatNetwork network, IReadOnlyList<double[]> calibration)
    {
        if (network.Layers[0] is not FloatAffine normaliser || normaliser.Output.Told is not null || normaliser.Clips)
        {
            return null;
        }

        FloatLayer[] users = [.. network.Layers.Where(l => l.Inputs.Contains(normaliser.Output))];
        if (users is not [FloatDense { ToldScales: null } user] || normaliser.Output == network.Output)
        {
            return null;
        }

        double[] reach = new double[normaliser.Scale.Length];
        foreach (double[] row in calibration)
        {
            double[] z = normaliser.Compute([row]);
            for (int i = 0; i < z.Length; i++)
            {
                reach[i] = Math.Max(reach[i], Math.Abs(z[i]));
            }
        }

        double largest = reach.Max();
        return largest > 0 ? new InputBalance(normaliser, user, Array.ConvertAll(reach, r => Math.Max(r / largest, 1e-3))) : null;
    }

    /// <summary>Brings the network to another exponent.</summary>
    public void Set(double exponent)
    {
        int inputs = _reach.Length;
        for (int i = 0; i < inputs; i++)
        {
            double change = Math.Pow(_reach[i], exponent - _exponent);
            _normaliser.Scale[i] /= change;
            _normaliser.Offset[i] /= change;
            for (int o = 0; o < _user.Outputs; o++)
            {
                _user.Weights[o * inputs + i] *= change;
            }
        }

        _exponent = exponent;
    }
}

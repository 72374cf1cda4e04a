using AIoT.Embedded.Inference;

namespace AIoT.Embedded.ModelTools.Image;

/// <summary>
/// A layer of weights, biases and per-channel requantization:
/// y[n] = clip(((Bias[n] + sum w[n][k] * x[k]) * m[n] + 2^(s[n]-1) >> s[n]) + ZeroPoint).
/// The input's zero point is folded into the biases: Bias[n] = b[n] - inputZeroPoint * sum of w[n][k].
/// </summary>
public abstract record MatrixLayer : QuantizedLayer
{
    /// <summary>int8 weights, -128 included.</summary>
    public required sbyte[] Weights { get; init; }

    /// <summary>One a channel of output, with the input's zero point folded in.</summary>
    public required IReadOnlyList<int> Bias { get; init; }

    /// <summary>From the accumulator's scale to the output's.</summary>
    public required Requantization Requantization { get; init; }

    internal override int Flags =>
        (Requantization.Multipliers.Count > 1 ? ImageFormat.FlagPerChannelMultiplier : 0) | (Requantization.Shifts.Count > 1 ? ImageFormat.FlagPerChannelShift : 0);

    internal override void WriteParameters(ImageBuffer parameters)
    {
        parameters.Int8s(Weights);
        parameters.Int32s(Bias);
        parameters.Int32s(Requantization.Multipliers);
        foreach (int shift in Requantization.Shifts)
        {
            parameters.Byte(shift);
        }
    }

    /// <summary>Throws where the lengths of weights, biases and requantization do not fit.</summary>
    protected void CheckCounts(int units, int taps)
    {
        if (Weights.Length != (long)units * taps || Bias.Count != units
            || (Requantization.Multipliers.Count != 1 && Requantization.Multipliers.Count != units)
            || (Requantization.Shifts.Count != 1 && Requantization.Shifts.Count != units))
        {
            throw new InvalidModelException($"{Kind} {Name}: {units} outputs of {taps} taps need {(long)units * taps} weights, {units} biases and 1 or {units} multipliers and shifts; there are {Weights.Length}, {Bias.Count}, {Requantization.Multipliers.Count} and {Requantization.Shifts.Count}");
        }
    }
}

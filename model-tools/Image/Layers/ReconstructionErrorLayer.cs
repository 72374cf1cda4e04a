using AIoT.Embedded.Inference;

namespace AIoT.Embedded.ModelTools.Image;

/// <summary>
/// Last layer of an autoencoder: how badly tensor b repeats tensor a, as one Q15 score.
/// d[i] = (a[i] - ZeroPointA) * MultiplierA - (b[i] - ZeroPointB) * MultiplierB;
/// q = min(2^31 - 1, roundshift(sum of d[i]^2, PreShift)); score = clip(q * Multiplier + 2^(Shift-1) >> Shift, 0, 32768).
/// Inputs must be given: [a, b].
/// </summary>
public sealed record ReconstructionErrorLayer : QuantizedLayer
{
    /// <summary>Zero point of a.</summary>
    public int ZeroPointA { get; init; }

    /// <summary>Zero point of b.</summary>
    public int ZeroPointB { get; init; }

    /// <summary>Positive; brings a to the common scale.</summary>
    public required int MultiplierA { get; init; }

    /// <summary>Positive; brings b to the common scale.</summary>
    public required int MultiplierB { get; init; }

    /// <summary>0 to 62.</summary>
    public required int PreShift { get; init; }

    /// <summary>1 to 2^31 - 1.</summary>
    public required int Multiplier { get; init; }

    /// <summary>1 to 62.</summary>
    public required int Shift { get; init; }

    /// <inheritdoc/>
    public override LayerKind Kind => LayerKind.ReconstructionError;

    /// <inheritdoc/>
    public override TensorType ResultType => TensorType.Scores;

    /// <summary>
    /// The layer for two tensors' scales, where a mean squared error of <paramref name="fullScale"/> (in real units) is to give a score of 1.
    /// Spans are the largest differences of two integers of each tensor: 255 for int8, 65535 for int16.
    /// </summary>
    public static ReconstructionErrorLayer For(IReadOnlyList<int> inputs, double scaleA, int zeroPointA, double scaleB, int zeroPointB, int count, double fullScale, int spanA = 255, int spanB = 255)
    {
        // The larger scale gets 12 bits: for int8 d stays below 2^22, squares below 2^44, and 4096 of them below 2^56. int16 may leave less.
        double unit = Math.Max(scaleA, scaleB) / 4096;
        int a, b;
        long largest;
        do
        {
            a = Math.Max(1, (int)Math.Round(scaleA / unit));
            b = Math.Max(1, (int)Math.Round(scaleB / unit));
            largest = (long)spanA * a + (long)spanB * b;
            unit *= 2;
        }
        while (largest >= 1L << 31 || largest * largest > (1L << 62) / count);
        unit /= 2;
        double sumAtFullScale = fullScale * count / (unit * unit);
        int pre = 0;
        while (sumAtFullScale / Math.Pow(2, pre) >= 1 << 29)
        {
            pre++;
        }

        Requantization r = Requantization.FromFactors(32768 / (sumAtFullScale / Math.Pow(2, pre)));
        return new ReconstructionErrorLayer
        {
            Inputs = inputs,
            ZeroPointA = zeroPointA,
            ZeroPointB = zeroPointB,
            MultiplierA = a,
            MultiplierB = b,
            PreShift = pre,
            Multiplier = r.Multipliers[0],
            Shift = r.Shifts[0],
        };
    }

    /// <inheritdoc/>
    public override TensorShape OutputShape(IReadOnlyList<TensorShape> inputs) =>
        inputs.Count == 2 && inputs[0].Count == inputs[1].Count ? TensorShape.Vector(1) : throw new InvalidModelException($"ReconstructionError {Name}: needs two tensors of one size");

    /// <inheritdoc/>
    public override long Work(IReadOnlyList<TensorShape> inputs) => inputs[0].Count;

    internal override void WriteFields(ImageBuffer record)
    {
        record.Signed(ZeroPointA);
        record.Signed(ZeroPointB);
    }

    internal override void WriteParameters(ImageBuffer parameters)
    {
        parameters.Int32s([MultiplierA, MultiplierB, Multiplier]);
        parameters.Byte(Shift);
        parameters.Byte(PreShift);
    }
}

using AIoT.Embedded.Inference;

namespace AIoT.Embedded.ModelTools.Image;

/// <summary>
/// First layer of a model of features: y[i] = clip(((x[i] - Offsets[i]) * Multipliers[i] + 2^(Shift-1) >> Shift) + ZeroPoint).
/// </summary>
public sealed record NormalizeLayer : QuantizedLayer
{
    /// <summary>int32, one a feature.</summary>
    public required IReadOnlyList<int> Offsets { get; init; }

    /// <summary>0 to 2^30 - 1, one a feature.</summary>
    public required IReadOnlyList<int> Multipliers { get; init; }

    /// <summary>1 to 62.</summary>
    public required int Shift { get; init; }

    /// <inheritdoc/>
    public override LayerKind Kind => LayerKind.Normalize;

    /// <summary>
    /// Offsets and multipliers that bring features of the given means and standard deviations to quantized values of
    /// <c>(x - mean) / deviation / outputScale</c>, with one shift for all.
    /// </summary>
    public static NormalizeLayer FromStatistics(IReadOnlyList<double> means, IReadOnlyList<double> deviations, double outputScale, int zeroPoint = 0, TensorType type = TensorType.Int8)
    {
        var factors = deviations.Select(d => 1 / (d * outputScale)).ToArray();
        int shift = 62;
        while (shift > 1 && Math.Round(factors.Max() * Math.Pow(2, shift)) >= 1 << 30)
        {
            shift--;
        }

        return new NormalizeLayer
        {
            Offsets = [.. means.Select(m => (int)Math.Round(m))],
            Multipliers = [.. factors.Select(f => (int)Math.Round(f * Math.Pow(2, shift)))],
            Shift = shift,
            ZeroPoint = zeroPoint,
            OutputType = type,
        };
    }

    /// <inheritdoc/>
    public override TensorShape OutputShape(IReadOnlyList<TensorShape> inputs) => inputs[0];

    internal override void WriteFields(ImageBuffer record) => record.Signed(ZeroPoint);

    internal override void WriteParameters(ImageBuffer parameters)
    {
        parameters.Int32s(Offsets);
        parameters.Int32s(Multipliers);
        parameters.Byte(Shift);
    }
}

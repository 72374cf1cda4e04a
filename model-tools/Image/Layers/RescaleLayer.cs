using AIoT.Embedded.Inference;

namespace AIoT.Embedded.ModelTools.Image;

/// <summary>Another scale, zero point, type or range: y = clip(((x - InputZeroPoint) * m + 2^(s-1) >> s) + ZeroPoint).</summary>
public sealed record RescaleLayer : QuantizedLayer
{
    /// <summary>Zero point of the input.</summary>
    public int InputZeroPoint { get; init; }

    /// <summary>One multiplier and one shift: input scale / output scale.</summary>
    public required Requantization Requantization { get; init; }

    /// <inheritdoc/>
    public override LayerKind Kind => LayerKind.Rescale;

    /// <inheritdoc/>
    public override bool InPlace => true;

    /// <inheritdoc/>
    public override TensorShape OutputShape(IReadOnlyList<TensorShape> inputs) =>
        Requantization.Multipliers.Count == 1 && Requantization.Shifts.Count == 1 ? inputs[0] : throw new InvalidModelException($"Rescale {Name}: needs one multiplier and one shift");

    internal override void WriteFields(ImageBuffer record)
    {
        record.Signed(InputZeroPoint);
        record.Signed(ZeroPoint);
    }

    internal override void WriteParameters(ImageBuffer parameters)
    {
        parameters.Int32s(Requantization.Multipliers);
        parameters.Byte(Requantization.Shifts[0]);
    }
}

using AIoT.Embedded.Inference;

namespace AIoT.Embedded.ModelTools.Image;

/// <summary>
/// Weighted sum of two tensors of one shape:
/// y = clip(((a - ZeroPointA) * MultiplierA + (b - ZeroPointB) * MultiplierB + 2^(Shift-1) >> Shift) + ZeroPoint). A negative multiplier subtracts.
/// </summary>
public sealed record AddLayer : QuantizedLayer
{
    /// <summary>Zero point of the first input.</summary>
    public int ZeroPointA { get; init; }

    /// <summary>Zero point of the second input.</summary>
    public int ZeroPointB { get; init; }

    /// <summary>Above -2^31.</summary>
    public required int MultiplierA { get; init; }

    /// <summary>Above -2^31.</summary>
    public required int MultiplierB { get; init; }

    /// <summary>1 to 62.</summary>
    public required int Shift { get; init; }

    /// <inheritdoc/>
    public override LayerKind Kind => LayerKind.Add;

    /// <inheritdoc/>
    public override bool InPlace => true;

    /// <inheritdoc/>
    public override TensorShape OutputShape(IReadOnlyList<TensorShape> inputs) =>
        inputs.Count == 2 && inputs[0] == inputs[1] ? inputs[0] : throw new InvalidModelException($"Add {Name}: needs two tensors of one shape, not {string.Join(" and ", inputs)}");

    internal override void WriteFields(ImageBuffer record)
    {
        record.Signed(ZeroPointA);
        record.Signed(ZeroPointB);
        record.Signed(ZeroPoint);
    }

    internal override void WriteParameters(ImageBuffer parameters)
    {
        parameters.Int32s([MultiplierA, MultiplierB]);
        parameters.Byte(Shift);
    }
}

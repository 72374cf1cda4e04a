using AIoT.Embedded.Inference;

namespace AIoT.Embedded.ModelTools.Image;

/// <summary>A function of one int8 by its table: y = Table[x + 128].</summary>
public sealed record LookupLayer : QuantizedLayer
{
    /// <summary>256 values, for x = -128 first.</summary>
    public required sbyte[] Table { get; init; }

    /// <inheritdoc/>
    public override LayerKind Kind => LayerKind.Lookup;

    /// <inheritdoc/>
    public override bool InPlace => true;

    /// <summary>
    /// The table of a real function: quantize(function(inputScale * (x - inputZeroPoint))) with halves rounded to even, saturated.
    /// </summary>
    public static LookupLayer FromFunction(Func<double, double> function, double inputScale, int inputZeroPoint, double outputScale, int outputZeroPoint)
    {
        var table = new sbyte[256];
        for (int x = -128; x < 128; x++)
        {
            double y = Math.Round(function(inputScale * (x - inputZeroPoint)) / outputScale) + outputZeroPoint;
            table[x + 128] = (sbyte)Math.Clamp(y, -128, 127);
        }

        return new LookupLayer { Table = table, ZeroPoint = outputZeroPoint };
    }

    /// <summary>The table of 1 / (1 + exp(-x)).</summary>
    public static LookupLayer Sigmoid(double inputScale, int inputZeroPoint, double outputScale = 1.0 / 256, int outputZeroPoint = -128) =>
        FromFunction(x => 1 / (1 + Math.Exp(-x)), inputScale, inputZeroPoint, outputScale, outputZeroPoint);

    /// <summary>The table of tanh(x).</summary>
    public static LookupLayer Tanh(double inputScale, int inputZeroPoint, double outputScale = 1.0 / 128, int outputZeroPoint = 0) =>
        FromFunction(Math.Tanh, inputScale, inputZeroPoint, outputScale, outputZeroPoint);

    /// <summary>The table of max(x, slope * x).</summary>
    public static LookupLayer LeakyRelu(double slope, double inputScale, int inputZeroPoint, double outputScale, int outputZeroPoint) =>
        FromFunction(x => x < 0 ? slope * x : x, inputScale, inputZeroPoint, outputScale, outputZeroPoint);

    /// <inheritdoc/>
    public override TensorShape OutputShape(IReadOnlyList<TensorShape> inputs) =>
        Table.Length == 256 ? inputs[0] : throw new InvalidModelException($"Lookup {Name}: a table has 256 entries, not {Table.Length}");

    internal override void WriteFields(ImageBuffer record)
    {
    }

    internal override void WriteParameters(ImageBuffer parameters) => parameters.Int8s(Table);
}

using AIoT.Embedded.ModelTools.Image;

namespace AIoT.Embedded.ModelTools.Conversion.Lowering;

/// <summary>A value that flows between layers.</summary>
public sealed class NetworkValue(int id, string name, TensorShape shape)
{
    public int Id { get; } = id;

    /// <summary>Its name in the model file.</summary>
    public string Name { get; } = name;

    public TensorShape Shape { get; set; } = shape;

    /// <summary>Scale and zero point that the model file itself gives (a model that is already quantized); null where they are to be found.</summary>
    public QuantizationScale? Told { get; set; }
}

namespace AIoT.Embedded.ModelTools.Conversion.Quantization;

/// <summary>Which values may be int16 instead of int8.</summary>
public enum WideActivations
{
    /// <summary>The most damaging ones, as many as the accuracy budget needs.</summary>
    WhereNeeded,

    Never,

    /// <summary>All that can be.</summary>
    Everywhere,
}

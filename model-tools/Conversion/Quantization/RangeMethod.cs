namespace AIoT.Embedded.ModelTools.Conversion.Quantization;

/// <summary>How a value's range is found in the calibration data.</summary>
public enum RangeMethod
{
    /// <summary>Smallest to largest.</summary>
    MinMax,

    /// <summary>The range that 99.99 % of the values lie in.</summary>
    Percentile9999,

    /// <summary>The range that 99.9 % of the values lie in.</summary>
    Percentile999,

    /// <summary>The range of the least mean squared error of rounding and saturation together.</summary>
    LeastSquares,

    /// <summary>The range whose integers tell most of the values' distribution: the least Kullback-Leibler divergence.</summary>
    Entropy,
}

namespace AIoT.Embedded.ModelTools.Image;

/// <summary>
/// Distance of int32 features to the nearest of one or more centres, as one Q15 score; the formula is that of CentreDistance in
/// firmware/Inference. One centre: Mahalanobis. Several with a diagonal scale: k-means.
/// </summary>
public sealed record DistanceModel : ModelDescription
{
    /// <summary>Centres, one value a feature each.</summary>
    public required IReadOnlyList<IReadOnlyList<int>> Centres { get; init; }

    /// <summary>One value a feature (diagonal), or the lower triangle of the inverse Cholesky factor, row by row.</summary>
    public required IReadOnlyList<int> Scale { get; init; }

    /// <summary>1 to 46; y = sum of scale * d, rounded >> ScaleShift, is by convention in Q8 deviations.</summary>
    public required int ScaleShift { get; init; }

    /// <summary>0 to 62.</summary>
    public required int PreShift { get; init; }

    /// <summary>1 to 2^31 - 1.</summary>
    public required int Multiplier { get; init; }

    /// <summary>1 to 62.</summary>
    public required int Shift { get; init; }
}

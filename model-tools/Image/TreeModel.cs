namespace AIoT.Embedded.ModelTools.Image;

/// <summary>
/// An ensemble of decision trees over int32 features. z[c] = Base[c] + sum of leaf values; linear: score = clip(z * m + 2^(s-1) >> s, 0, 32768);
/// softmax: d = min(255, (max z - z) * m + 2^(s-1) >> s), then as in a softmax layer with <see cref="SoftmaxRatio"/>.
/// </summary>
public sealed record TreeModel : ModelDescription
{
    /// <summary>Features that it takes.</summary>
    public required int Features { get; init; }

    /// <summary>1 to 4096 trees, at most 64 deep.</summary>
    public required IReadOnlyList<TreeNode> Trees { get; init; }

    /// <summary>Where each output's sum starts.</summary>
    public required IReadOnlyList<int> Base { get; init; }

    /// <summary>One multiplier and one shift: from sums to Q15 scores (linear) or to steps of the exponential table (softmax).</summary>
    public required Requantization Requantization { get; init; }

    /// <summary>exp(-step) in Q31 for softmax, or null for linear scores.</summary>
    public int? SoftmaxRatio { get; init; }
}

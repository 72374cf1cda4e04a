namespace AIoT.Embedded.Gateway.Assets;

/// <summary>What a model's scores mean.</summary>
/// <param name="Id">First 8 bytes of the SHA-256 of the model image, 16 hex digits; empty: for every model that has no entry of its own.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Classes">Names of the outputs in order.</param>
/// <param name="Normal">Those classes that are no fault.</param>
/// <param name="Slope">Calibration: p = logistic(slope * logit(score) + intercept).</param>
/// <param name="Intercept">See <paramref name="Slope"/>.</param>
/// <param name="Features">Names of the features in order; may be empty.</param>
public sealed record ScoreModel(
    string Id,
    string Name,
    IReadOnlyList<string> Classes,
    IReadOnlySet<string> Normal,
    double Slope,
    double Intercept,
    IReadOnlyList<string> Features)
{
    /// <summary>The name of output <paramref name="index"/>, for outputs beyond the list too.</summary>
    public string ClassName(int index) => index < Classes.Count ? Classes[index] : $"class {index}";
}

namespace AIoT.Embedded.Gateway.Api;

/// <summary>One window as the API shows it.</summary>
/// <param name="Features">In the order of the recipe, raw.</param>
/// <param name="FeatureNames">May be empty.</param>
/// <param name="Scores">0..1.</param>
/// <param name="BoardState">The board's own decision.</param>
/// <param name="ShaftHz">0: unknown.</param>
/// <param name="AccelerationG">RMS.</param>
public sealed record WindowView(
    long Seq,
    long ReceivedMs,
    long UptimeMs,
    IReadOnlyList<string> Flags,
    IReadOnlyList<int> Features,
    IReadOnlyList<string> FeatureNames,
    IReadOnlyList<double> Scores,
    string BoardState,
    double RateHz,
    double ShaftHz,
    double Velocity,
    double AccelerationG,
    double PeakG,
    double Crest,
    double Kurtosis);

namespace AIoT.Embedded.Gateway.Ensemble;

/// <summary>A model of the gateway's own that scores the boards' feature vectors.</summary>
public interface IFeatureScorer
{
    /// <summary>For decision records: file name and hash.</summary>
    string Id { get; }

    /// <summary>Class probabilities in the order of the board model's classes, or null where the model can't say (it failed, or the vector is not its own).</summary>
    IReadOnlyList<double>? Score(int[] features);
}

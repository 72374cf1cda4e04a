using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Ensemble;

namespace AIoT.Embedded.Gateway.Models;

/// <summary>One model over the windows of every sensor, without a registry.</summary>
public sealed class SingleModel(IFeatureScorer model) : IEnsemble
{
    public bool HasModels => true;

    public string Of(string machine) => model.Id;

    public IReadOnlyDictionary<string, double>? Score(MachineAsset machine, int sensor, IReadOnlyList<int[]?> features, ScoreModel meaning, IReadOnlyDictionary<string, double> board) =>
        features[sensor] is { } own && model.Score(own) is { } scores ? scores.Index().ToDictionary(entry => meaning.ClassName(entry.Index), entry => entry.Item) : null;
}
